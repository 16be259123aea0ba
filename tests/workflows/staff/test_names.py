"""The name under which somebody acts is corrected by whoever manages them (R215, T33)."""

import pytest

from cms.models import SecurityEvent
from entities.errors import RuleViolation
from entities.names import correctors, is_fixed
from entities.services import rename_person
from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from tests.workflows.staff.conftest import REASON, enter, invite, url
from workflows.models import TraceActor, TraceEntry
from workflows.services.trace import actor_token

pytestmark = pytest.mark.django_db
RIGHT = {"first_name": "María José", "last_name": "Ñauta", "reason": REASON}


def correct(actor, user, place, **values):
    return enter(actor).post(f"{url('rename', user.pk)}?entidad={place}", {**RIGHT, **values})


def named(user):
    user.refresh_from_db()
    return user.get_full_name()


def test_a_manager_corrects_a_name_and_it_is_told_everywhere_without_the_names(ours):
    person = ours.people[Role.CAL]
    signed = person.get_full_name()
    token = actor_token(person.pk)
    screen = enter(ours.manager).get(f"{url('person', person.pk)}?entidad={ours.entity.pk}")
    assert url("rename", person.pk) in screen.content.decode()
    assert correct(ours.manager, person, ours.entity.pk).status_code == 302
    assert named(person) == "María José Ñauta"
    (entry,) = TraceEntry.objects.filter(kind="person.renamed")
    assert entry.entity_id == ours.entity.pk
    assert entry.data == {"user_id": person.pk, "reason": REASON}
    assert entry.actor == actor_token(ours.manager.pk)
    assert TraceActor.objects.get(pk=token).name == signed, "what was signed stays"
    (event,) = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.NAME_CHANGED)
    found = (event.user_id, event.about_id, event.entity_id)
    assert found == (ours.manager.pk, person.pk, ours.entity.pk)
    screen = enter(ours.manager).get(f"{url('person', person.pk)}?entidad={ours.entity.pk}")
    (line,) = [each for each in screen.context["events"] if "Nombre" in each.what]
    assert (line.who, line.reason) == (ours.manager.get_full_name(), REASON)


def test_before_an_invitation_is_accepted_too(ours):
    assignment, _letter = invite(ours.manager, ours.entity)
    assert correct(ours.manager, assignment.user, ours.entity.pk).status_code == 302
    assert named(assignment.user) == "María José Ñauta"


BAD = {
    "nothing": {"first_name": " "},
    "nothing to be seen": {"last_name": "\u200b\u3164"},
    "no reason": {"reason": "x"},
    "too long": {"first_name": "a" * 151},
}


@pytest.mark.parametrize("bad", BAD)
def test_a_wrong_form_changes_nothing(ours, bad):
    person = ours.people[Role.CAL]
    before = person.get_full_name()
    assert correct(ours.manager, person, ours.entity.pk, **BAD[bad]).status_code == 400
    assert named(person) == before
    assert not TraceEntry.objects.filter(kind="person.renamed").exists()


def test_the_same_name_is_no_correction(ours):
    person = ours.people[Role.CAL]
    same = {"first_name": person.first_name, "last_name": person.last_name}
    assert correct(ours.manager, person, ours.entity.pk, **same).status_code == 400
    assert not TraceEntry.objects.filter(kind="person.renamed").exists()


def test_whose_name_is_out_of_reach(ours, theirs, ministry, superuser):
    peer = RoleAssignmentFactory(role=Role.STAFF, entity=ours.entity).user
    abroad, mdt, chief = (ours.people[role] for role in (Role.PLAN, Role.COM, Role.MAX))
    RoleAssignmentFactory(user=abroad, role=Role.COM, entity=theirs.entity)
    RoleAssignmentFactory(user=mdt, role=Role.MDT_CONTROL, entity=None)
    type(chief).objects.filter(pk=chief.pk).update(is_superuser=True)
    for person in (ours.manager, peer, abroad, mdt, chief):
        before = named(person)
        assert correct(ours.manager, person, ours.entity.pk).status_code == 403
        with pytest.raises(RuleViolation):
            rename_person(ours.manager, person.pk, ours.entity, **RIGHT)
        assert named(person) == before
        assert correct(superuser, person, ours.entity.pk).status_code == 302
        assert named(person) == "María José Ñauta"
    gone = type(peer)(pk=10**9)
    for place in (ours.entity.pk, theirs.entity.pk):
        foreign = correct(ours.manager, theirs.people[Role.CAL], place)
        assert foreign.status_code == correct(ours.manager, gone, place).status_code == 404


def test_nobody_else_corrects_names(ours):
    person = ours.people[Role.PLAN]
    before = person.get_full_name()
    for role in (Role.CAL, Role.MAX, Role.AUD, Role.PLAN):
        assert correct(ours.people[role], person, ours.entity.pk).status_code in (403, 404)
    assert named(person) == before


def test_who_is_asked_is_somebody_who_may(ours, theirs):
    clerk, abroad = ours.people[Role.CAL], ours.people[Role.COM]
    assert correctors(clerk) == [ours.manager]
    assert correctors(ours.manager) == []
    RoleAssignmentFactory(user=abroad, role=Role.COM, entity=theirs.entity)
    assert correctors(abroad) == []
    stranger = UserFactory()
    assert (is_fixed(stranger), correctors(stranger)) == (False, [])
