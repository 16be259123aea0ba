"""No refusal in the admin sends a person home without a reason, and each is in the log (T40)."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from cms.models import SecurityEvent
from entities.access import Register
from tests.factories.entities import UserFactory
from workflows.gate import routes, table, unexplained

REFUSED = SecurityEvent.Kind.REFUSED
WHO = "Quién puede y cómo:"
#: Where a view, and not the table alone, may refuse; the platform's own answer in one place.
WALKED = (
    "agreements_",
    "entities_",
    "workflows_",
    "wagtailimages",
    "wagtaildocs",
    "carta_",
    "wagtailadmin_choose",
)
LEFT_OUT = ("_results", "~", "carta_factor", "notice_read")


def addresses():
    """Every address that names nothing: registers, lists of files, screens, new things."""
    found = {}
    for key in sorted(routes.admin_keys()):
        if key.startswith(WALKED) and not any(part in key for part in LEFT_OUT):
            try:
                found[key] = reverse(key)
            except NoReverseMatch:
                continue
    return found


def told_nothing(client, response):
    """Whether the answer is Wagtail's: home, with a sentence and no reason."""
    if response.status_code != 302 or response.url != reverse("wagtailadmin_home"):
        return False
    return gettext(unexplained.NATIVE) in client.get(response.url).content.decode()


def test_every_register_is_walked():
    keys = addresses()
    for register in Register:
        assert f"entities_{register.value}_modeladmin_index" in keys
    for key in ("workflows_stagedeadline_modeladmin_create", "wagtailimages:index"):
        assert key in keys


@pytest.mark.slow
@pytest.mark.django_db
def test_nobody_is_sent_home_without_a_reason(client, world):
    refusals = 0
    for name, person in world.everybody().items():
        if name.startswith("foreign-") or name == "superuser":
            continue
        client.force_login(person)
        for address in addresses().values():
            logged = SecurityEvent.objects.filter(kind=REFUSED).count()
            response = client.get(address)
            if response.status_code == 403:
                refusals += 1
                page = response.content.decode()
                assert WHO in page, (name, address)
                assert SecurityEvent.objects.filter(kind=REFUSED).count() == logged + 1, address
            assert not told_nothing(client, response), (name, address)
    assert refusals > 100


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "address", "who"),
    [
        ("uni", "/admin/entities/roleassignment/", "Gestión de la calidad"),
        ("uni", "/admin/entities/roleassignment/create/", "«Personal»"),
        ("per", "/admin/entities/roleassignment/", "Gestión de la calidad"),
        ("per", "/admin/entities/roleassignment/create/", "«Personal»"),
        ("uni", "/admin/workflows/stagedeadline/", "Gestión de la calidad"),
        ("aud", "/admin/images/", "Comunicación"),
        ("aud", "/admin/documents/", "Comunicación"),
    ],
)
def test_a_register_says_who_opens_it(client, world, role, address, who):
    client.force_login(world.own.people[role])
    page = client.get(address)
    assert page.status_code == 403
    explained = re.sub(r"\s+", " ", page.content.decode()).partition(WHO)[2]
    assert who in explained.partition("</p>")[0]


@pytest.mark.django_db
def test_a_row_that_is_read_but_not_changed_says_so(client, world):
    client.force_login(world.own.people["uni"])
    unit = world.own.service.responsible_unit
    edit = reverse("entities_organizationalunit_modeladmin_edit", args=[unit.pk])
    for answer in (client.get(edit), client.post(edit, {"name": "Otra"})):
        assert answer.status_code == 403
        assert WHO in answer.content.decode()


@pytest.mark.django_db
def test_a_common_deadline_is_the_platforms(client, world):
    from workflows.models import StageDeadline
    from workflows.stages import Stage

    common = StageDeadline.objects.create(stage=Stage.QUALITY, business_days=4)
    client.force_login(world.own.people["cal"])
    edit = reverse("workflows_stagedeadline_modeladmin_edit", args=[common.pk])
    answer = client.get(edit)
    assert answer.status_code == 403
    assert "administración de la plataforma" in answer.content.decode()


@pytest.mark.django_db
def test_a_strange_visitor_is_asked_to_enter(client):
    for address in ("/admin/images/", "/admin/entities/roleassignment/", "/admin/documents/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("wagtailadmin_login"))


@pytest.mark.django_db
def test_what_the_table_does_not_foresee_is_explained_too(client, world, monkeypatch):
    """The net below the guards: a view that refuses by itself, by redirect or by exception."""
    monkeypatch.setitem(table._exact, "wagtailimages:index", table.lookup("wagtailadmin_home"))
    client.force_login(world.own.people["aud"])
    for headers in ({}, {"x-requested-with": "XMLHttpRequest"}):
        before = SecurityEvent.objects.filter(kind=REFUSED).count()
        answer = client.get("/admin/images/", headers=headers)
        assert answer.status_code == 403
        assert WHO in answer.content.decode()
        assert SecurityEvent.objects.filter(kind=REFUSED).count() == before + 1
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert gettext(unexplained.NATIVE) not in home, "the sentence was told again"


@pytest.mark.django_db
def test_a_refusal_with_reasons_of_its_own_keeps_them():
    request = RequestFactory().get("/admin/", headers={"accept": "application/json"})
    request.user = UserFactory()
    request.resolver_match = None
    denied = PermissionDenied()
    denied.verdict = unexplained.no("Porque sí.", "Nadie.")
    assert "Nadie." in unexplained.refuse(request, denied, None).content.decode()


@pytest.mark.django_db
def test_a_service_is_not_born_with_its_entity(client, world):
    """What is refused above the cartas says where it goes; only a carta is born with its entity."""
    client.force_login(world.own.people["uni"])
    for model, words, never in (
        ("servicepage", "dentro de la carta de una entidad", "nace con su entidad"),
        ("cartapage", "nace con su entidad", "dentro de la carta de una entidad"),
    ):
        add = reverse("wagtailadmin_pages:add", args=["carta_pages", model, world.portal.pk])
        answer = client.get(add)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert WHO in page
        assert words in page
        assert never not in page
