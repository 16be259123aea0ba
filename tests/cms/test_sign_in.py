"""Wrong passwords are counted, locked and never help to find an account (T63)."""

import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from cms.client_address import client_address
from cms.demo_password import DEMO_PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = "una frase larga 7"


@pytest.fixture
def people(settings):
    settings.AXES_ENABLED = True
    create = get_user_model().objects.create_superuser
    return create("una", password=RIGHT), create("otra", password=RIGHT)


def _try(client, username="una", password="equivocada", **extra):
    data = {"username": username, "password": password}
    return client.post(reverse("wagtailadmin_login"), data, **extra)


def test_the_fifth_failure_locks_the_account_from_that_address(client, people):
    statuses = [_try(client).status_code for _ in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]
    assert AccessAttempt.objects.get().failures_since_start >= 5
    refused = _try(client, password=RIGHT)
    assert refused.status_code == 429
    assert "Demasiados intentos de ingreso" in refused.content.decode()
    assert reverse("wagtailadmin_home") not in refused.headers.get("Location", "")


def test_of_two_hundred_wrong_tries_fewer_than_twenty_are_evaluated(client, people, monkeypatch):
    checked = []
    model = get_user_model()
    monkeypatch.setattr(model, "check_password", lambda self, raw: checked.append(raw) or False)
    for _ in range(200):
        _try(client)
    assert 0 < len(checked) < 20


def test_others_and_other_places_are_not_locked_out(client, people):
    for _ in range(6):
        _try(client)
    assert _try(client, username="otra", password=RIGHT).status_code == 302
    assert _try(client, password=RIGHT, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_a_right_password_starts_the_count_anew(client, people):
    for _ in range(4):
        _try(client)
    assert _try(client, password=RIGHT).status_code == 302
    client.logout()
    assert [_try(client).status_code for _ in range(4)] == [200] * 4


def test_an_unknown_account_is_answered_like_a_known_one(client, people):
    known, unknown = _try(client), _try(client, username="nadie")
    assert known.status_code == unknown.status_code == 200
    texts = [
        re.sub(r"[A-Za-z0-9]{64}", "", response.content.decode()).replace("nadie", "una")
        for response in (known, unknown)
    ]
    assert texts[0] == texts[1]
    assert "contraseña" in texts[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.1", "1.1.1.1"),
        (2, "1.1.1.1", "9.9.9.9"),
        (1, "", "9.9.9.9"),
        (1, "<script>", "9.9.9.9"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_the_trusted_proxy_saw(rf, settings, proxies, forwarded, expected):
    settings.CARTA_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="9.9.9.9", headers={"x-forwarded-for": forwarded})
    assert client_address(request) == expected


def test_an_invented_forwarded_address_does_not_escape_the_lock(client, people, settings):
    settings.CARTA_PROXY_COUNT = 1
    statuses = [
        _try(client, headers={"x-forwarded-for": f"10.1.1.{n}, 200.1.1.1"}).status_code
        for n in range(6)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize(("demo", "opens"), [(True, True), (False, False)])
def test_the_demo_password_opens_nothing_outside_the_demo(settings, rf, demo, opens):
    settings.CARTA_DEMO = demo
    user = get_user_model().objects.create_user("rc-unidad", password=DEMO_PASSWORD)
    found = authenticate(rf.post("/"), username="rc-unidad", password=DEMO_PASSWORD)
    assert (found == user) is opens


def test_nobody_may_choose_the_demo_password():
    with pytest.raises(ValidationError, match="demostración"):
        validate_password(DEMO_PASSWORD)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("?next=/admin/pages/3/", "?next=%2Fadmin%2Fpages%2F3%2F"),
        ("?next=https://malo.example/", ""),
        ("?next=//malo.example/", ""),
        ("?next=%2F%5Cmalo.example", ""),
        ("?next=javascript:alert(1)", ""),
        ("?otro=1", ""),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_bare_door_leads_to_ours(client, db, method, query, kept):
    answer = getattr(client, method)("/_util/login/" + query)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/admin/login/" + kept
