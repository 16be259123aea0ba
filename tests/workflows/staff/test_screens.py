"""«Personal»: what it shows, what it changes, what it costs."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entities import clock, roles, staff
from entities.models import RoleAssignment
from entities.services import invitation_links, invitations
from entities.staff import Standing
from entities.vocabulary import MDT_ROLES, Capacity, Role
from tests.factories.entities import RoleAssignmentFactory, UnitFactory, UserFactory
from tests.workflows.staff.conftest import (
    NEW_PASSWORD,
    REASON,
    enter,
    given,
    invite,
    invited,
    url,
)
from workflows.models import TraceEntry
from workflows.screens.stage_coverage import coverage
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def day(shift):
    return clock.today() + timedelta(days=shift)


def standings(entity, person):
    (member,) = staff.members(entity, person.pk)
    return {(held.assignment.role, held.standing) for held in member.held}


def text(response):
    return " ".join(response.content.decode().split())


# -- how a role stands ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ({}, Standing.CURRENT),
        ({"ends_on": 0}, Standing.SOON),
        ({"ends_on": 15}, Standing.SOON),
        ({"ends_on": 16}, Standing.CURRENT),
        ({"ends_on": -1}, Standing.OVER),
        ({"starts_on": 1}, Standing.FUTURE),
        ({"annulled_on": 0}, Standing.ANNULLED),
    ],
)
def test_each_role_says_how_it_stands(ours, values, standing):
    days = {name: day(shift) for name, shift in values.items()}
    row = RoleAssignmentFactory(role=Role.COM, entity=ours.entity, **days)
    assert standings(ours.entity, row.user) == {("com", standing)}
    client = enter(ours.manager)
    where = url("person", row.user_id)
    assert str(standing.label) in text(client.get(where))


def test_who_was_invited_waits_until_the_letter_lapses(ours):
    assignment, invitation = invite(ours.manager, ours.entity)
    assert standings(ours.entity, assignment.user) == {("com", Standing.INVITED)}
    with clock.frozen(invitation.expires_at):
        assert standings(ours.entity, assignment.user) == {("com", Standing.LAPSED)}
    invitations.accept(invitation.uuid, invitation_links.token_of(invitation), NEW_PASSWORD)
    assert standings(ours.entity, assignment.user) == {("com", Standing.CURRENT)}


def test_an_account_that_the_platform_switched_off_says_so(ours):
    get_user_model().objects.filter(pk=ours.people[Role.PLAN].pk).update(is_active=False)
    person = ours.people[Role.PLAN]
    assert standings(ours.entity, person) == {("plan", Standing.OFF)}
    row = stage(ours, Stage.PLANNING.label)
    assert row.is_missing
    assert row.coming == []


# -- who is missing ------------------------------------------------------------------------------


def stage(ours, label):
    rows = coverage(ours.entity, staff.members(ours.entity))
    return next(row for row in rows if row.label == label)


def test_a_stage_that_nobody_can_fill_is_named_in_words(ours, ministry):
    client = enter(ours.manager)
    assert "Falta" not in text(client.get(url("index"))).replace('data-heading="Falta"', "")
    RoleAssignment.objects.filter(pk=ours.held[Role.MAX].pk).update(ends_on=day(-1))
    assert stage(ours, Stage.AUTHORITY.label).is_missing
    assert "Falta: hoy nadie puede actuar en esta etapa" in text(client.get(url("index")))


def test_one_person_does_not_fill_two_stages(ours, ministry):
    person = ours.people[Role.CAL]
    RoleAssignment.objects.filter(pk=ours.held[Role.PLAN].pk).update(user=person)
    row = stage(ours, Stage.PLANNING.label)
    assert (row.count, row.is_missing, row.shared) == (1, False, True)


def test_the_ministrys_people_with_a_post_here_do_not_count(ours, ministry):
    assert stage(ours, Stage.CONTROL.label).count == 1
    control = ministry[Role.MDT_CONTROL]
    RoleAssignmentFactory(user=control, role=Role.AUD, entity=ours.entity)
    row = stage(ours, Stage.CONTROL.label)
    assert row.is_missing
    assert row.able == [], "the Ministry's people are counted, not named"


def test_the_last_one_who_leaves_is_announced(ours):
    RoleAssignment.objects.filter(pk=ours.held[Role.PLAN].pk).update(ends_on=day(9))
    assert stage(ours, Stage.PLANNING.label).leaving_on == day(9)
    RoleAssignmentFactory(
        role=Role.PLAN, entity=ours.entity, capacity=Capacity.ENCARGADO, document="Acción 1"
    )
    assert stage(ours, Stage.PLANNING.label).leaving_on is None


def test_units_without_anybody_are_named(ours):
    first, second = ours.units
    assert stage(ours, Stage.UNIT.label).units == [], "a role without units is for all of them"
    ours.held[Role.UNI].units.set([first])
    assert stage(ours, Stage.UNIT.label).units == [second.name]


def test_nothing_is_lacking_only_where_nothing_else_is_said(ours):
    """«Nada» beside «todavía no puede actuar» or «sin titular» contradicts it."""
    assert stage(ours, Stage.PLANNING.label).lacks_nothing
    held = RoleAssignment.objects.filter(pk=ours.held[Role.PLAN].pk)
    held.update(capacity=Capacity.ENCARGADO, document="Acción 1")
    assert not stage(ours, Stage.PLANNING.label).lacks_nothing, "nobody is titular"
    held.update(capacity=Capacity.TITULAR)
    RoleAssignmentFactory(
        role=Role.PLAN,
        entity=ours.entity,
        capacity=Capacity.ENCARGADO,
        document="Acción 2",
        starts_on=day(3),
    )
    assert not stage(ours, Stage.PLANNING.label).lacks_nothing, "somebody begins later"


def test_who_waits_cannot_act_yet_and_says_so(ours):
    RoleAssignment.objects.filter(pk=ours.held[Role.COM].pk).update(ends_on=day(-1))
    invite(ours.manager, ours.entity)
    row = next(iter(coverage(ours.entity, staff.members(ours.entity))))
    assert row.is_missing
    assert [actor.name for actor in row.coming] == ["Nueva Persona"]
    assert "todavía no puede actuar" in text(enter(ours.manager).get(url("index")))


# -- acts ----------------------------------------------------------------------------------------


def test_a_role_is_limited_to_units_from_today(ours):
    row = ours.held[Role.UNI]
    client = enter(ours.manager)
    answer = client.post(
        url("rescope", row.pk), {"units": [ours.units[0].pk], "reason": "Solo esta unidad."}
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.ends_on == day(-1)
    new = RoleAssignment.objects.get(user=row.user, starts_on=clock.today())
    assert new.unit_ids == {ours.units[0].pk}
    user = get_user_model().objects.get(pk=row.user_id)
    held = [roles.has_role(user, Role.UNI, ours.entity.pk, unit.pk) for unit in ours.units]
    assert held == [True, False]


def test_the_only_titular_is_limited_and_ended_without_a_gap(ours):
    """The old row makes room for the new one in the same transaction."""
    later = RoleAssignmentFactory(role=Role.TER, entity=ours.entity, starts_on=day(3))
    client = enter(ours.manager)
    units = {"units": [ours.units[1].pk], "reason": "Solo esta unidad."}
    assert client.post(url("rescope", later.pk), units).status_code == 302
    later.refresh_from_db()
    assert later.annulled_on == clock.today()
    new = RoleAssignment.objects.get(user=later.user, annulled_on=None)
    assert (new.starts_on, new.unit_ids) == (day(3), {ours.units[1].pk})


def test_a_role_is_renewed_with_its_document(ours):
    row = RoleAssignmentFactory(role=Role.COM, entity=ours.entity, ends_on=day(5))
    client = enter(ours.manager)
    data = {"ends_on": day(90).isoformat(), "document": "Acción 0099", "reason": REASON}
    assert client.post(url("renew", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert (row.ends_on, row.document) == (day(90), "Acción 0099")


@pytest.mark.parametrize(
    ("starts", "data", "expected"),
    [
        (-9, {"when": "ahora"}, (-1, None)),
        (-9, {"when": "dia", "ends_on": 4}, (4, None)),
        (-9, {"when": "dia", "ends_on": 0}, (0, None)),
        (0, {"when": "ahora"}, (None, 0)),
        (5, {"when": "ahora"}, (None, 0)),
        (5, {"when": "dia", "ends_on": 3}, (None, 0)),
        (5, {"when": "dia", "ends_on": 8}, (8, None)),
    ],
)
def test_a_role_ends_or_never_begins(ours, starts, data, expected):
    row = RoleAssignmentFactory(role=Role.COM, entity=ours.entity, starts_on=day(starts))
    if "ends_on" in data:
        data = {**data, "ends_on": day(data["ends_on"]).isoformat()}
    client = enter(ours.manager)
    assert client.post(url("finish", row.pk), {**data, "reason": REASON}).status_code == 302
    row.refresh_from_db()
    ends, annulled = (None if shift is None else day(shift) for shift in expected)
    assert (row.ends_on, row.annulled_on) == (ends, annulled)


def test_the_history_says_who_gave_what_when_and_why(ours):
    assignment, invitation = invite(
        ours.manager, ours.entity, document="Acción 0001", ends_on=day(30)
    )
    invitations.accept(invitation.uuid, invitation_links.token_of(invitation), NEW_PASSWORD)
    client = enter(ours.manager)
    data = {"ends_on": day(90).isoformat(), "document": "Acción 0002", "reason": "Sigue un mes."}
    client.post(url("renew", assignment.pk), data)
    page = text(client.get(url("person", assignment.user_id)))
    for said in (
        "Acción 0001", "Acción 0002", "Sigue un mes.", REASON, "Invitación enviada",
        "Invitación: aceptada", ours.manager.get_full_name(),
    ):  # fmt: skip
        assert said in page


def test_what_was_written_is_shown_as_text(ours):
    nasty = "<script>alert(1)</script>"
    invite(ours.manager, ours.entity, post=nasty, document=nasty, office=nasty)
    person = get_user_model().objects.latest("pk")
    client = enter(ours.manager)
    for where in (url("index"), url("person", person.pk)):
        page = client.get(where).content.decode()
        assert nasty not in page
        assert "&lt;script&gt;" in page


def test_everything_done_here_keeps_the_chain_whole(ours):
    client = enter(ours.manager)
    before = TraceEntry.objects.count()
    client.post(url("invite"), invited())
    client.post(url("give", ours.people[Role.AUD].pk), given())
    client.post(url("finish", ours.held[Role.COM].pk), {"when": "ahora", "reason": REASON})
    assert TraceEntry.objects.count() == before + 4
    call_command("verify_history", verbosity=0)


def test_somebody_of_another_entity_shows_only_what_they_are_here(ours, theirs):
    person = theirs.people[Role.COM]
    RoleAssignment.objects.filter(user=person).update(post="CARGO-SECRETO")
    invite(ours.manager, ours.entity, email=person.email)
    page = text(enter(ours.manager).get(url("person", person.pk)))
    assert "CARGO-SECRETO" not in page
    assert theirs.entity.name not in page


# -- the platform --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["superuser", "adm"])
def test_the_platform_manages_every_entity_and_the_ministrys_roles(
    ours, theirs, ministry, superuser, kind
):
    admin = superuser if kind == "superuser" else RoleAssignmentFactory(role=Role.ADM).user
    client = enter(admin)
    page = text(client.get(url("index")))
    assert ours.entity.short_name in page
    assert theirs.entity.short_name in page
    assert client.post(
        url("invite") + f"?entidad={theirs.entity.pk}", invited(role="per")
    ).status_code == 302  # fmt: skip
    for role in MDT_ROLES:
        answer = client.post(
            url("invite") + "?entidad=mdt", invited(role=role.value, email=f"{role.value}@x.ec")
        )
        assert answer.status_code == 302
    page = text(client.get(url("index") + "?entidad=mdt"))
    assert "mdt_ctl@x.ec" in page
    answer = client.post(url("invite") + "?entidad=mdt", invited(role="adm", email="jefe@x.ec"))
    assert answer.status_code == 400
    row = RoleAssignment.objects.get(user=ministry[Role.MDT_CONTROL])
    assert client.post(
        url("finish", row.pk), {"when": "ahora", "reason": REASON}
    ).status_code == 302  # fmt: skip


def test_the_ministrys_stages_say_who_can_act_and_who_is_missing(ministry, superuser):
    control = ministry[Role.MDT_CONTROL]
    reception = RoleAssignment.objects.get(user=ministry[Role.MDT_RECEPTION])
    client = enter(superuser)
    rows = {
        str(row.label): row for row in client.get(url("index") + "?entidad=mdt").context["stages"]
    }
    assert list(rows) == [Stage.RECEPTION.label, Stage.CONTROL.label, Stage.PUBLICATION.label]
    assert [actor.name for actor in rows[Stage.CONTROL.label].able] == [control.get_full_name()]
    assert all(row.lacks_nothing for row in rows.values())
    RoleAssignment.objects.filter(pk=reception.pk).update(ends_on=day(-1))
    page = client.get(url("index") + "?entidad=mdt")
    (missing,) = [row for row in page.context["stages"] if row.is_missing]
    assert missing.label == Stage.RECEPTION.label
    assert "hoy nadie puede actuar en esta etapa" in text(page)


def test_one_person_does_not_fill_two_stages_of_the_ministry(superuser):
    alone = RoleAssignmentFactory(role=Role.MDT_RECEPTION).user
    RoleAssignmentFactory(role=Role.MDT_CONTROL, user=alone)
    RoleAssignmentFactory(role=Role.MDT_PUBLICATION)
    page = enter(superuser).get(url("index") + "?entidad=mdt")
    assert [row.label for row in page.context["stages"] if row.shared] == [Stage.CONTROL.label]


def test_everything_wrong_with_an_invitation_is_said_at_once(ours):
    """B5: what the form and what the rules refuse, each beside its field, in one answer."""
    wrong = {
        "capacity": Capacity.SUBROGANTE.value,
        "starts_on": day(-3).isoformat(),
        "reason": "no",
        "email": UserFactory(inactive=True).email,
    }
    client = enter(ours.manager)
    found = client.post(url("invite"), invited(**wrong)).context["form"].errors
    assert {"document", "starts_on", "ends_on", "reason", "email"} <= set(found)
    found = client.post(url("invite"), invited(**wrong, first_name="")).context["form"].errors
    assert {"document", "starts_on", "ends_on", "reason", "first_name"} <= set(found)
    assert not found.get("__all__")


def test_after_errors_the_summary_has_the_focus_and_on_arrival_nothing_has(ours):
    client = enter(ours.manager)
    summary = 'role="alert" tabindex="-1" autofocus'
    assert summary in text(client.post(url("invite"), invited(post="")))
    assert "autofocus" not in text(client.get(url("invite")))


def test_a_manager_of_two_entities_chooses(ours, theirs):
    RoleAssignmentFactory(user=ours.manager, role=Role.STAFF, entity=theirs.entity)
    client = enter(ours.manager)
    for side in (ours, theirs):
        page = client.get(url("index") + f"?entidad={side.entity.pk}")
        assert page.context["place"].entity == side.entity
    where = url("person", theirs.people[Role.COM].pk)
    assert client.get(where + f"?entidad={theirs.entity.pk}").status_code == 200
    assert client.get(where + f"?entidad={ours.entity.pk}").status_code == 404


# -- cost ----------------------------------------------------------------------------------------


def test_the_list_costs_the_same_with_four_times_the_people(
    ours, ministry, django_assert_max_num_queries, django_assert_num_queries
):
    client = enter(ours.manager)

    def hire(count):
        for _each in range(count):
            person = UserFactory()
            units = UnitFactory.create_batch(2, entity=ours.entity)
            RoleAssignmentFactory(user=person, role=Role.TER, entity=ours.entity, units=units)

    hire(5)
    client.get(url("index"))
    with django_assert_max_num_queries(45) as few:
        client.get(url("index"))
    hire(25)
    with django_assert_num_queries(len(few)):
        client.get(url("index"))


def test_a_person_costs_the_same_with_one_role_and_with_many(ours, django_assert_num_queries):
    person = UserFactory()
    client = enter(ours.manager)

    def give(count):
        for _each in range(count):
            unit = UnitFactory(entity=ours.entity)
            RoleAssignmentFactory(user=person, role=Role.TER, entity=ours.entity, units=[unit])

    give(2)
    client.get(url("person", person.pk))
    with CaptureQueriesContext(connection) as few:
        assert client.get(url("person", person.pk)).status_code == 200
    give(8)
    with django_assert_num_queries(len(few)):
        client.get(url("person", person.pk))


def test_a_long_list_is_paged(ours):
    for _each in range(55):
        RoleAssignmentFactory(role=Role.TER, entity=ours.entity)
    client = enter(ours.manager)
    first = client.get(url("index"))
    assert len(first.context["people"]) == 50
    second = client.get(url("index") + f"?entidad={ours.entity.pk}&p=2")
    assert len(second.context["people"]) == 13
    for odd in ("0", "-1", "9999999999999999999", "x", "%00"):
        assert client.get(url("index") + f"?p={odd}").status_code == 200


def test_no_letter_leaves_when_the_form_is_refused(ours, letters):
    with letters():
        enter(ours.manager).post(url("invite"), invited(starts_on="2001-01-01"))
    assert mail.outbox == []
    assert reverse("carta_staff:index") == "/admin/personal/"
