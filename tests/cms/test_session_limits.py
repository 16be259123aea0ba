"""Sessions end after 30 idle minutes and after 12 hours (T63)."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.urls import reverse

from cms.middleware import session_limits

pytestmark = pytest.mark.django_db
MINUTE, HOUR = 60, 3600


@pytest.fixture
def clock(monkeypatch):
    """A clock for the middleware alone, that the test moves."""

    class Clock:
        now = time.time()

        def time(self):
            return self.now

        def pass_(self, seconds):
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr(session_limits, "time", clock)
    return clock


@pytest.fixture
def editor(client, clock):
    user = get_user_model().objects.create_superuser("alguien", password="una frase larga 7")
    client.force_login(user)
    return user


def _is_in(client):
    return client.get(reverse("wagtailadmin_home")).status_code == 200


def test_an_active_session_goes_on(client, editor, clock):
    for _ in range(10):
        clock.pass_(29 * MINUTE)
        assert _is_in(client)


def test_an_idle_session_ends_with_an_explanation(client, editor, clock):
    assert _is_in(client)
    clock.pass_(31 * MINUTE)
    response = client.get(reverse("wagtailadmin_home"), follow=True)
    assert response.redirect_chain[0][0].startswith(reverse("wagtailadmin_login"))
    assert "Su sesión terminó por seguridad" in response.content.decode()
    assert not _is_in(client)


def test_a_busy_session_ends_after_twelve_hours(client, editor, clock):
    for _ in range(24):
        clock.pass_(29 * MINUTE)
        assert _is_in(client)
    clock.pass_(25 * MINUTE)
    assert not _is_in(client)


def test_signing_in_again_starts_both_limits_anew(client, editor, clock):
    clock.pass_(13 * HOUR)
    assert not _is_in(client)
    client.force_login(editor)
    assert _is_in(client)
    clock.pass_(29 * MINUTE)
    assert _is_in(client)


def test_a_writing_request_after_the_limit_changes_nothing(client, editor, clock):
    clock.pass_(31 * MINUTE)
    response = client.post(reverse("wagtailadmin_account"), {"name_email-first_name": "Otra"})
    assert response.status_code == 302
    editor.refresh_from_db()
    assert editor.first_name == ""


def test_the_hour_of_last_use_is_written_at_most_once_a_minute(client, editor, clock):
    assert _is_in(client)
    written = Session.objects.get().session_data
    clock.pass_(50)
    assert _is_in(client)
    assert Session.objects.get().session_data == written
    clock.pass_(15)
    assert _is_in(client)
    assert Session.objects.get().session_data != written


def test_an_editor_left_open_is_idle_though_it_pings(client, editor, clock):
    ping = reverse("wagtailadmin_editing_sessions:ping", args=("wagtailcore", "page", 1, 1))
    for _ in range(3):
        clock.pass_(11 * MINUTE)
        client.post(ping)
    assert not _is_in(client)


def test_a_strangers_page_is_not_marked_as_personal(client):
    response = client.get("/no-hay-tal-pagina/")
    assert response.status_code == 404
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies
