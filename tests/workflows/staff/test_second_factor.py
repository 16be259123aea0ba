"""A lost second factor is taken away by whoever manages the person, and by nobody else (T33)."""

import pytest
from django.core import mail

from cms.models import SecondFactor, SecurityEvent
from cms.second_factor import services
from entities import second_factor
from entities.errors import RuleViolation
from entities.services import reset_second_factor
from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory
from tests.workflows.staff.conftest import enter, url
from workflows.models import Notice

pytestmark = pytest.mark.django_db


def give_factor(user):
    """As enrolment leaves it; the key itself does not matter here."""
    SecondFactor.objects.create(user=user, sealed_key="sellada", last_step=0)
    user.has_second_factor, user.session_stamp = True, f"sello-{user.pk}"
    user.save()
    return user


def reset(actor, user, place):
    address = f"{url('reset_factor', user.pk)}?entidad={place}"
    return enter(actor).post(address)


def has_one(user):
    user.refresh_from_db()
    return user.has_second_factor and SecondFactor.objects.filter(user=user).exists()


def test_a_manager_resets_somebody_of_their_own(ours, letters):
    person = give_factor(ours.people[Role.CAL])
    inside = enter(person)
    session = inside.session
    session["carta_segundo_factor"] = person.session_stamp
    session.save()
    assert inside.get("/admin/").status_code == 200
    with letters():
        answer = reset(ours.manager, person, ours.entity.pk)
    assert answer.status_code == 302
    assert not has_one(person)
    assert inside.get("/admin/").status_code == 302, "their sessions end"
    (event,) = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.FACTOR_RESET)
    assert (event.user_id, event.about_id) == (ours.manager.pk, person.pk)
    (notice,) = Notice.objects.filter(recipient_id=person.pk)
    assert notice.subject == "Quitaron el segundo factor de su cuenta"
    assert [letter.to for letter in mail.outbox] == [[person.email]]


ELSEWHERE = {
    "another entity": lambda world: RoleAssignmentFactory(
        user=world.ours.people[Role.CAL], role=Role.COM, entity=world.theirs.entity
    ),
    "the Ministry": lambda world: RoleAssignmentFactory(
        user=world.ours.people[Role.CAL], role=Role.MDT_CONTROL, entity=None
    ),
    "the platform": lambda world: RoleAssignmentFactory(
        user=world.ours.people[Role.CAL], role=Role.ADM, entity=None
    ),
}


class World:
    def __init__(self, ours, theirs):
        self.ours, self.theirs = ours, theirs


@pytest.mark.parametrize("where", ELSEWHERE)
def test_not_of_somebody_who_acts_elsewhere_too(ours, theirs, superuser, where):
    person = give_factor(ours.people[Role.CAL])
    ELSEWHERE[where](World(ours, theirs))
    assert reset(ours.manager, person, ours.entity.pk).status_code == 403
    assert has_one(person)
    assert reset(superuser, person, ours.entity.pk).status_code == 302
    assert not has_one(person)


def test_not_of_a_superuser(ours):
    person = give_factor(ours.people[Role.CAL])
    person.is_superuser = True
    person.save()
    assert reset(ours.manager, person, ours.entity.pk).status_code == 403
    assert has_one(person)


def test_not_of_another_manager_nor_their_own(ours, superuser):
    other = give_factor(RoleAssignmentFactory(role=Role.STAFF, entity=ours.entity).user)
    own = give_factor(ours.manager)
    session_of_own = own.session_stamp
    client = enter(own)
    session = client.session
    session["carta_segundo_factor"] = session_of_own
    session.save()
    for person in (other, own):
        answer = client.post(f"{url('reset_factor', person.pk)}?entidad={ours.entity.pk}")
        assert answer.status_code == 403
        assert has_one(person)
    assert reset(superuser, other, ours.entity.pk).status_code == 302


def test_somebody_of_another_entity_is_unknown(ours, theirs):
    person = give_factor(theirs.people[Role.CAL])
    unknown = reset(ours.manager, type(person)(pk=10**9), ours.entity.pk)
    for place in (ours.entity.pk, theirs.entity.pk):
        answer = reset(ours.manager, person, place)
        assert answer.status_code == unknown.status_code == 404
        assert has_one(person)


@pytest.mark.parametrize("role", [Role.CAL, Role.MAX, Role.AUD, Role.UNI])
def test_nobody_else_resets(ours, role):
    person = give_factor(ours.people[Role.PLAN])
    assert reset(ours.people[role], person, ours.entity.pk).status_code in (403, 404)
    assert has_one(person)


def test_a_manager_whose_role_just_ended_resets_nothing(ours):
    """The service asks again, of the database."""
    person = give_factor(ours.people[Role.CAL])
    manager = ours.manager
    assert manager.role_assignments.update(annulled_on=ours.held[Role.STAFF].starts_on)
    with pytest.raises(RuleViolation):
        reset_second_factor(manager, person.pk, ours.entity)
    assert has_one(person)


def test_the_list_says_who_of_those_who_must_has_none(ours):
    for role in (Role.PLAN, Role.MAX):
        give_factor(ours.people[role])
    text = enter(ours.manager).get(url("index")).content.decode()
    assert "Sin segundo factor: 2 personas" in text  # CAL and the manager
    assert text.count("Sin segundo factor") == 1 + 2
    person = enter(ours.manager).get(url("person", ours.people[Role.CAL].pk)).content.decode()
    assert "Decide sobre expedientes: Gestión de la calidad." in person
    unneeded = enter(ours.manager).get(url("person", ours.people[Role.COM].pk)).content.decode()
    assert "sus roles de hoy no lo piden" in unneeded


def test_a_site_that_keeps_no_factors_shows_nothing_of_them(ours):
    person = give_factor(ours.people[Role.CAL])
    kept = second_factor.set_keeper(None)
    try:
        client = enter(ours.manager)
        assert "Sin segundo factor" not in client.get(url("index")).content.decode()
        assert 'id="segundo-factor"' not in client.get(url("person", person.pk)).content.decode()
        assert reset(ours.manager, person, ours.entity.pk).status_code == 404
    finally:
        second_factor.set_keeper(kept)
    assert isinstance(kept, services.FactorKeeper)
