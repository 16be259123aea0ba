"""Synonyms and moments of life: who keeps them, what is refused, what stays in the history."""

import re

import pytest
from django.urls import reverse

from carta_pages.models import LifeEvent, SynonymGroup
from carta_pages.services import discovery, search_index
from entities.errors import RuleViolation
from entities.vocabulary import Role
from tests.carta_pages.public import world as making
from tests.factories.entities import RoleAssignmentFactory, UserFactory, person_with

pytestmark = pytest.mark.django_db

REGISTERS = ("synonymgroup", "lifeevent")


def url(register, action="index", *args):
    return reverse(f"carta_pages_{register}_modeladmin_{action}", args=args)


@pytest.fixture
def admin(client):
    person = UserFactory()
    RoleAssignmentFactory(user=person, role=Role.ADM, entity=None, office="Plataforma")
    client.force_login(person)
    return person


def row_of(register):
    if register == "synonymgroup":
        return discovery.save_synonyms(None, words="cédula, DNI")
    return discovery.save_event(None, name="Nacer", slug="nacer", services=())


@pytest.mark.parametrize("register", REGISTERS)
def test_the_platform_keeps_them(client, admin, register):
    row = row_of(register)
    for address in (
        url(register),
        url(register, "create"),
        *(url(register, action, row.pk) for action in ("edit", "inspect", "history")),
    ):
        assert client.get(address).status_code == 200, address
    assert str(row) in client.get(url(register)).content.decode()


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("role", [Role.CAL, Role.COM, Role.UNI, Role.AUD])
def test_nobody_of_an_entity_opens_them(client, register, role):
    client.force_login(person_with(role))
    row = row_of(register)
    for address in (url(register), url(register, "create"), url(register, "edit", row.pk)):
        assert client.get(address).status_code in {302, 403, 404}, address
    assert client.post(url(register, "create"), {"words": "a, b"}).status_code in {302, 403, 404}
    assert SynonymGroup.objects.count() + LifeEvent.objects.count() == 1


def test_a_group_is_written_and_corrected_with_its_reason(client, admin):
    client.post(url("synonymgroup", "create"), {"words": " Cédula ,DNI,, cédula"})
    group = SynonymGroup.objects.get()
    assert group.words == "Cédula, DNI, cédula"
    edit = url("synonymgroup", "edit", group.pk)
    client.post(edit, {"words": "cédula, carné", "in_force": "on"})
    group.refresh_from_db()
    assert group.words == "Cédula, DNI, cédula", "without a reason nothing changes"
    client.post(edit, {"words": "cédula, carné", "in_force": "on", "reason": "Falta carné aquí."})
    group.refresh_from_db()
    assert group.words == "cédula, carné"
    history = client.get(url("synonymgroup", "history", group.pk)).content.decode()
    assert "Falta carné aquí." in history
    assert group.history.count() == 2


@pytest.mark.parametrize(
    "words",
    [
        "",
        "cédula",
        "cédula, CEDULA",
        ",,,",
        "cédula, \u202e",
        "a, " + "b" * 61,
        ",".join(map(str, range(40))),
    ],
)
def test_a_group_that_says_one_thing_only_is_refused(words):
    with pytest.raises(RuleViolation):
        discovery.save_synonyms(None, words=words)
    assert not SynonymGroup.objects.exists()


def test_a_moment_is_written_and_corrected_in_one_row_of_history(client, admin):
    data = {"name": "Nacer", "slug": "nacer", "summary": "Inscribir", "position": "10"}
    client.post(url("lifeevent", "create"), data)
    event = LifeEvent.objects.get()
    edit = url("lifeevent", "edit", event.pk)
    client.post(edit, data | {"summary": "Inscribir a un niño", "reason": "Se entiende mejor."})
    event.refresh_from_db()
    assert event.summary == "Inscribir a un niño"
    assert event.in_force is False, "an unticked box takes it out"
    assert event.history.count() == 2


def test_what_staff_changed_is_not_loaded_again():
    first = discovery.ensure_discovery()
    assert first.synonyms > 20
    assert first.events > 8
    group = SynonymGroup.objects.order_by("pk").first()
    discovery.save_synonyms(group, words="otra, distinta", reason="Corrección de prueba.")
    again = discovery.ensure_discovery()
    assert (again.synonyms, again.events) == (0, 0)


def test_a_hostile_group_is_shown_as_text(client, admin):
    discovery.save_synonyms(None, words="<script>alert(1)</script>, {{ 7|add:7 }}")
    html = client.get(url("synonymgroup")).content.decode()
    assert "<script>alert(1)" not in html


@pytest.fixture
def services():
    """Two published services among which to choose, and one that nobody published."""
    world = making.build()
    passport = making.add_service(world.carta, "Pasaporte ordinario", "pasaporte", world.unit)
    making.publish(passport, on=making.START.replace(month=2))
    draft = making.add_service(world.carta, "Pasaporte en borrador", "borrador", world.unit)
    search_index.rebuild()
    return {"card": world.service, "passport": passport, "draft": draft}


def ticks(html):
    """The services shown to be ticked, and those that are."""
    boxes = re.findall(r'<input type="checkbox" name="services" value="(\d+)"[^>]*>', html)
    ticked = re.findall(r'name="services" value="(\d+)"[^>]*\bchecked', html)
    return set(map(int, boxes)), set(map(int, ticked))


def test_services_are_looked_for_ticked_and_saved_without_script(client, admin, services):
    create = url("lifeevent", "create")
    assert ticks(client.get(create).content.decode()) == (set(), set())
    data = {"name": "Viajar", "slug": "viajar", "position": "10"}
    card, passport = services["card"].pk, services["passport"].pk
    asked = client.post(create, data | {"find": "pasaprote", "look": "1", "services": [card]})
    html = asked.content.decode()
    assert ticks(html) == ({card, passport}, {card})
    assert "todavía no se ha" in html
    assert 'value="Viajar"' in html
    assert not LifeEvent.objects.exists()
    client.post(create, data | {"find": "pasaprote", "services": [card, passport]})
    event = LifeEvent.objects.get()
    assert set(event.services.values_list("pk", flat=True)) == {card, passport}
    edit = client.get(url("lifeevent", "edit", event.pk)).content.decode()
    assert ticks(edit) == ({card, passport}, {card, passport})


def test_a_search_is_no_attempt_to_save(client, admin, services):
    html = client.post(url("lifeevent", "create"), {"find": "zzyzx", "look": "1"}).content.decode()
    assert "Ningún servicio publicado tiene esas palabras." in html
    assert "Este campo es" not in html


def test_only_published_services_can_be_ticked(client, admin, services):
    data = {"name": "Viajar", "slug": "viajar", "position": "10"}
    for wrong in (services["draft"].pk, 0, 10**19, "x", "1 or 1=1"):
        client.post(url("lifeevent", "create"), data | {"services": [wrong]})
        assert not LifeEvent.objects.exists(), wrong
