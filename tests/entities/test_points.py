"""DESIGN §3.2: a telephone number waits for no ministry, but one person never decides alone."""

from datetime import date, timedelta

import pytest

from entities import clock, selectors, services
from entities.errors import RuleViolation
from entities.models import PointChange, PointOfService, TemporaryClosure
from entities.vocabulary import ChangeState, PointKind, PointZone, Role
from tests.factories.entities import (
    LONG_AGO,
    ClosureFactory,
    EntityFactory,
    PointFactory,
    ProvinceFactory,
    UnitFactory,
    UserFactory,
    person_with,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)


def propose(side, actor=None, **values):
    return services.propose_point_change(
        entity=side.entity,
        point=side.point,
        values=values or {"phone": "1700 774 774"},
        note="Nueva central telefónica",
        actor_id=(actor or side.com).pk,
    )


def refusal(call):
    with pytest.raises(RuleViolation) as violation:
        call()
    return violation.value.problems


def test_a_proposal_changes_nothing_public(ours):
    change = propose(ours)
    ours.point.refresh_from_db()
    assert ours.point.phone == "02 222 2222"
    assert change.before == {"phone": "02 222 2222"}
    assert change.values == {"phone": "1700 774 774"}
    assert ours.point.history.count() == 1
    assert selectors.point_events(ours.entity.pk, 20) == []


@pytest.mark.parametrize("role", ["uni", "ter", "plan", "max", "aud"])
def test_other_roles_propose_nothing(role, ours):
    assert refusal(lambda: propose(ours, getattr(ours, role)))
    assert not PointChange.objects.exists()


def test_nobody_proposes_or_decides_in_another_entity(ours, theirs, platform_admin):
    assert refusal(lambda: propose(ours, theirs.com))
    change = propose(ours)
    for stranger in (theirs.cal, person_with(Role.MDT_CONTROL), UserFactory()):
        assert refusal(lambda who=stranger: services.confirm_point_change(change, actor_id=who.pk))
        assert refusal(
            lambda who=stranger: services.reject_point_change(
                change, actor_id=who.pk, reason="No corresponde"
            )
        )
    assert services.confirm_point_change(change, actor_id=platform_admin.pk)


def test_quality_confirms_and_the_history_says_why_and_who(ours):
    services.confirm_point_change(propose(ours), actor_id=ours.cal.pk)
    ours.point.refresh_from_db()
    assert ours.point.phone == "1700 774 774"
    record = ours.point.history.first()
    assert record.history_change_reason == "Nueva central telefónica"
    assert record.history_user_id == ours.cal.pk


@pytest.mark.parametrize("proposer", ["cal", "superuser"])
def test_nobody_confirms_their_own_proposal(proposer, ours, superuser):
    actor = superuser if proposer == "superuser" else ours.cal
    change = propose(ours, actor)
    assert refusal(lambda: services.confirm_point_change(change, actor_id=actor.pk))
    ours.point.refresh_from_db()
    assert ours.point.phone == "02 222 2222"


@pytest.mark.parametrize("role", ["com", "uni", "plan", "max"])
def test_only_quality_decides(role, ours):
    change = propose(ours, ours.cal)
    assert refusal(lambda: services.confirm_point_change(change, actor_id=getattr(ours, role).pk))


def test_a_proposal_is_decided_once(ours):
    change = propose(ours)
    services.confirm_point_change(change, actor_id=ours.cal.pk)
    assert refusal(lambda: services.confirm_point_change(change, actor_id=ours.cal.pk))
    assert refusal(
        lambda: services.reject_point_change(change, actor_id=ours.cal.pk, reason="Me arrepentí")
    )
    assert ours.point.history.count() == 2


def test_what_is_confirmed_is_what_was_on_the_screen(ours):
    first, second = propose(ours), propose(ours, phone="1800 000 000")
    services.confirm_point_change(first, actor_id=ours.cal.pk)
    problems = refusal(lambda: services.confirm_point_change(second, actor_id=ours.cal.pk))
    assert "cambió después" in problems[0].message
    other_field = propose(ours, hours="Todos los días")
    services.confirm_point_change(other_field, actor_id=ours.cal.pk)


def test_a_new_point_exists_only_after_confirmation(ours):
    province = ProvinceFactory(code="20", name="Galápagos")
    change = services.propose_point_change(
        entity=ours.entity,
        values={
            "name": "Agencia Puerto Ayora",
            "kind": PointKind.AGENCY,
            "province": province,
            "unit": ours.unit,
            "timezone": PointZone.GALAPAGOS,
            "opened_on": DAY,
        },
        note="Apertura de la agencia",
        actor_id=ours.com.pk,
    )
    assert PointOfService.objects.count() == 1
    assert change.values["province"] == "20"
    assert change.values["unit"] == str(ours.unit.uuid)
    point = services.confirm_point_change(change, actor_id=ours.cal.pk)
    assert (point.province, point.unit, point.opened_on) == (province, ours.unit, DAY)
    change.refresh_from_db()
    assert change.point == point


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "nadie"}, "email"),
        ({"kind": "castillo"}, "kind"),
        ({"timezone": "Europe/Paris"}, "timezone"),
        ({"closed_on": date(2001, 1, 1)}, "closed_on"),
        ({"phone": "9" * 61}, "phone"),
        ({"phone": "02 222 2222"}, ""),
    ],
)
def test_a_bad_proposal_is_refused_beside_its_field(values, field, ours):
    assert field in {problem.field for problem in refusal(lambda: propose(ours, **values))}
    assert not PointChange.objects.exists()


def test_a_unit_of_another_entity_is_refused(ours, theirs):
    problems = refusal(lambda: propose(ours, unit=theirs.unit))
    assert {problem.field for problem in problems} == {"unit"}


def test_a_point_of_another_entity_is_refused(ours, theirs):
    with pytest.raises(ValueError, match="another entity"):
        services.propose_point_change(
            entity=ours.entity,
            point=theirs.point,
            values={"phone": "1"},
            note="Un número nuevo",
            actor_id=ours.com.pk,
        )


def test_a_rejection_says_why(ours):
    change = propose(ours)
    assert refusal(lambda: services.reject_point_change(change, actor_id=ours.cal.pk, reason=""))
    rejected = services.reject_point_change(
        change, actor_id=ours.cal.pk, reason="El número no existe"
    )
    assert (rejected.state, rejected.decided_by) == (ChangeState.REJECTED, ours.cal.pk)
    assert selectors.point_events(ours.entity.pk, 20) == []


# --- Closures ----------------------------------------------------------------------------


def close(side, start=DAY, end=DAY + timedelta(days=5)):
    return services.propose_closure(
        side.point, starts_on=start, ends_on=end, reason="Mantenimiento", actor_id=side.com.pk
    )


def open_on(side, day):
    [status] = selectors.points_with_status(side.entity.pk, day)
    return status.is_open


def test_a_closure_closes_only_when_confirmed_and_only_its_days(ours):
    closure = close(ours)
    assert open_on(ours, DAY)
    services.confirm_closure(closure, actor_id=ours.cal.pk)
    assert open_on(ours, DAY - timedelta(days=1))
    assert not open_on(ours, DAY)
    assert not open_on(ours, DAY + timedelta(days=5))
    assert open_on(ours, DAY + timedelta(days=6))


def test_a_closure_may_last_until_further_notice_and_be_ended(ours):
    closure = services.confirm_closure(close(ours, end=None), actor_id=ours.cal.pk)
    assert not open_on(ours, DAY + timedelta(days=300))
    with pytest.raises(RuleViolation):
        services.end_closure(closure, ends_on=DAY, actor_id=ours.com.pk, reason="Ya terminó")
    services.end_closure(closure, ends_on=DAY, actor_id=ours.cal.pk, reason="Ya terminó")
    assert open_on(ours, DAY + timedelta(days=1))


def test_a_closure_is_not_confirmed_by_who_proposed_it(ours):
    closure = services.propose_closure(
        ours.point, starts_on=DAY, ends_on=None, reason="Mantenimiento", actor_id=ours.cal.pk
    )
    assert refusal(lambda: services.confirm_closure(closure, actor_id=ours.cal.pk))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "\u200b"}, "reason"),
        ({"starts_on": None}, "starts_on"),
        ({"ends_on": DAY - timedelta(days=1)}, "ends_on"),
        ({"starts_on": date(2010, 1, 1), "ends_on": date(2010, 2, 1)}, "starts_on"),
    ],
)
def test_a_bad_closure_is_refused_beside_its_field(values, field, ours):
    values = {"starts_on": DAY, "ends_on": None, "reason": "Obras", **values}
    problems = refusal(lambda: services.propose_closure(ours.point, actor_id=ours.com.pk, **values))
    assert field in {problem.field for problem in problems}
    assert not TemporaryClosure.objects.exists()


def test_two_closures_do_not_overlap(ours):
    close(ours)
    assert refusal(lambda: close(ours, start=DAY + timedelta(days=5), end=None))
    assert close(ours, start=DAY + timedelta(days=6), end=None).pk


def test_a_rejected_closure_leaves_the_days_free(ours):
    services.reject_closure(close(ours), actor_id=ours.cal.pk, reason="No hay obras")
    assert close(ours).pk


# --- What the public reads ---------------------------------------------------------------


def test_only_points_in_force_are_shown():
    entity = EntityFactory()
    current = PointFactory(entity=entity)
    PointFactory(entity=entity, closed_on=DAY - timedelta(days=1))
    PointFactory(entity=entity, opened_on=DAY + timedelta(days=1))
    PointFactory()
    assert list(selectors.points_in_force(entity.pk, DAY)) == [current]
    assert selectors.points_in_force(on=DAY).count() == 2


def test_points_with_status_cost_one_query(django_assert_num_queries):
    entity = EntityFactory()
    for _ in range(12):
        point = PointFactory(entity=entity, unit=UnitFactory(entity=entity))
        ClosureFactory(point=point, starts_on=DAY, confirmed=True)
    with django_assert_num_queries(1):
        shown = [
            (str(status.point.unit), str(status.point.entity), status.closure.reason)
            for status in selectors.points_with_status(entity.pk, DAY)
        ]
    assert len(shown) == 12


def test_an_announced_closure_can_be_shown_before_it_starts(ours):
    services.confirm_closure(close(ours), actor_id=ours.cal.pk)
    day = DAY - timedelta(days=2)
    assert open_on(ours, day)
    [status] = selectors.points_with_status(ours.entity.pk, day, upcoming=True)
    assert status.closure
    assert not status.closure.covers(day)


def test_the_public_history_tells_old_new_and_why_but_no_person(ours):
    with clock.frozen(DAY):
        services.confirm_point_change(propose(ours), actor_id=ours.cal.pk)
    with clock.frozen(DAY + timedelta(days=1)):
        services.confirm_closure(close(ours), actor_id=ours.cal.pk)
    propose(ours, hours="Nunca")
    closing, change = selectors.point_events(ours.entity.pk, 20)
    assert closing.point == change.point == ours.point.name
    assert selectors.point_events(ours.entity.pk, 1) == [closing]
    assert selectors.point_events(EntityFactory().pk, 20) == []
    assert closing.what == "Cierre temporal del 04/03/2026 al 09/03/2026"
    assert change.reason == "Nueva central telefónica"
    assert [(c.label, c.old, c.new) for c in change.changes] == [
        ("teléfono", "02 222 2222", "1700 774 774")
    ]
    told = str([closing, change])
    for person in (ours.com, ours.cal):
        assert person.last_name not in told
        assert person.username not in told


def test_a_point_names_itself_in_a_snapshot(ours):
    value = ours.point.snapshot_value()
    assert value["id"] == str(ours.point.uuid)
    assert value["label"] == ours.point.name
    assert ours.point.opened_on == LONG_AGO
