"""Two people at the same moment: the second finds what the first did, or is refused."""

from datetime import timedelta
from threading import Event

import pytest

from entities import clock, services
from entities.errors import RuleViolation
from entities.models import PointChange, RoleAssignment
from entities.services import closures
from entities.vocabulary import ChangeState, Role
from tests.entities.conftest import side
from tests.factories.entities import LONG_AGO, EntityFactory, UserFactory, person_with
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(results):
    """Those whom a rule refused; whoever broke otherwise makes the test fail."""
    broken = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, RuleViolation) for one in broken), broken
    return broken


def test_two_titulars_are_never_given_at_once():
    entity = EntityFactory()
    people = [UserFactory() for _ in range(3)]
    results = at_once(
        *(
            lambda person=person: services.assign_role(
                person, Role.MAX, entity, post="Director General", starts_on=LONG_AGO
            )
            for person in people
        )
    )
    assert len(refusals(results)) == 2
    assert RoleAssignment.objects.filter(entity=entity, role=Role.MAX).count() == 1


def test_a_proposal_is_decided_once_by_two():
    ours = side()
    second = person_with(Role.CAL, ours.entity, acting=True)
    change = services.propose_point_change(
        entity=ours.entity,
        point=ours.point,
        values={"phone": "1700 774 774"},
        note="Nueva central telefónica",
        actor_id=ours.com.pk,
    )
    results = at_once(
        lambda: services.confirm_point_change(change, actor_id=ours.cal.pk),
        lambda: services.reject_point_change(change, actor_id=second.pk, reason="No existe"),
    )
    assert len(refusals(results)) == 1
    state = PointChange.objects.get(pk=change.pk).state
    ours.point.refresh_from_db()
    assert (ours.point.phone == "1700 774 774") is (state == ChangeState.CONFIRMED)


def test_a_closure_is_not_lengthened_over_one_that_is_being_proposed(monkeypatch):
    """Closures of one point change one after the other, whichever of them it is."""
    ours = side()
    start = clock.today()
    closure = services.propose_closure(
        ours.point, starts_on=start, ends_on=start, reason="Obras", actor_id=ours.com.pk
    )
    services.confirm_closure(closure, actor_id=ours.cal.pk)
    judged, proposed = Event(), Event()
    problems = closures._problems

    def slowly(row):
        found = problems(row)
        if row.pk == closure.pk:
            judged.set()
            proposed.wait(timeout=3)
        return found

    def lengthen():
        return services.end_closure(
            closure, ends_on=start + timedelta(days=9), actor_id=ours.cal.pk, reason="Sigue"
        )

    def propose():
        judged.wait(timeout=20)
        try:
            return services.propose_closure(
                ours.point,
                starts_on=start + timedelta(days=5),
                ends_on=start + timedelta(days=6),
                reason="Feria",
                actor_id=ours.com.pk,
            )
        finally:
            proposed.set()

    monkeypatch.setattr(closures, "_problems", slowly)
    assert len(refusals(at_once(lengthen, propose))) == 1
