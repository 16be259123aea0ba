"""What belongs in the chain makes its entries in its own transaction, so many and no more.

The table names every kind of change and what it writes, in order (DESIGN §3.13). Each is done
once in a transaction that is undone, which must leave nothing, and once for good.
"""

from datetime import timedelta

import pytest
from django.db import transaction

from carta_pages.services.norms import ensure_norms
from carta_pages.state_rules import Actor
from carta_pages.states import State
from entities import clock, services
from entities.models import PointChange, RoleAssignment, TemporaryClosure
from entities.vocabulary import Role
from tests.carta_pages.test_change_state import act as state_act
from tests.entities.conftest import side
from tests.factories import workflows as make
from tests.factories.carta_pages import change_state
from tests.factories.entities import UserFactory
from workflows import selectors, verify
from workflows.models import ChainHead, Clarification, Dossier, TraceEntry
from workflows.services import clarification, drafts, grouping, submission, trace, withdrawal
from workflows.services import decide as deciding
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db

REASON = "Hay que corregir la fuente de los datos."


def _at(stage, action, data=None):
    """A decision at a stage, by whoever decides it."""
    world, dossier = make.dossier_at(stage)
    return lambda: make.act(dossier, world.who(stage), action, data)


def _submitted():
    world = make.make_world()
    make.publish_carta(world)
    return lambda: make.submit(world)


def _resubmitted():
    world, dossier = make.dossier_at(Stage.QUALITY)
    make.return_to(world, dossier, Stage.UNIT)
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 20 minutos.")
    answers = {one.pk: "Corregido." for one in dossier.observations.all()}
    return lambda: submission.resubmit(dossier.pk, world.people[Role.UNI], answers=answers)


def _withdrawn():
    world, dossier = make.dossier_at(Stage.PLANNING)
    return lambda: withdrawal.withdraw(
        dossier.pk,
        world.people[Role.CAL],
        {"reason": REASON},
        seen=selectors.seen_token(Dossier.objects.get(pk=dossier.pk)),
    )


def _two_dossiers():
    world, _published = make.published()
    pages = [
        make.add_commitment(world.service, world.people[Role.UNI], title=f"Otro {n}")
        for n in range(2)
    ]
    return world, [make.submit(world, page, kind=Kind.UPDATE) for page in pages]


def _merged():
    world, dossiers = _two_dossiers()
    ids = [dossier.pk for dossier in dossiers]
    return lambda: grouping.merge(ids, world.people[Role.CAL])


def _split():
    world, dossiers = _two_dossiers()
    host = grouping.merge([one.pk for one in dossiers], world.people[Role.CAL])
    item = host.items.latest("pk")
    return lambda: grouping.split(host.pk, [item.pk], world.people[Role.CAL])


def _answered():
    world, dossier = make.dossier_at(Stage.CONTROL)
    make.act(dossier, world.who(Stage.CONTROL), deciding.CLARIFY, {"question": REASON})
    asked = Clarification.objects.get()
    return lambda: clarification.answer(asked.pk, world.people[Role.CAL], {"answer": REASON})


def _unfavourable():
    world, dossier = make.dossier_at(Stage.CONTROL)
    page = make._services(dossier)[0].page_id
    data = {
        **make.evidence(dossier),
        f"verdict-{page}": "unfavourable",
        f"reason-{page}": REASON,
    }
    return lambda: make.act(dossier, world.who(Stage.CONTROL), deciding.VERDICT, data)


def _state():
    world = make.make_world()
    return lambda: change_state(world.service, State.EMPTY, state_act(Actor.QUALITY))


def _discarded():
    world = make.make_world()
    return lambda: drafts.discard_draft(world.commitment, world.people[Role.UNI], REASON)


def _forgotten():
    world, _dossier = make.dossier_at(Stage.PLANNING)
    person = world.people[Role.UNI]
    person.is_active = False
    person.save()
    admin = UserFactory(superuser=True)
    trace.actor_token(person.pk)
    return lambda: trace.forget_actor(person.pk, by=admin, reason=REASON)


def _entity_created():
    return lambda: services.create_entity(
        name="Servicio de Rentas Internas", short_name="SRI", slug="sri-otra", actor_id=None
    )


def _entity_changed():
    ours = side()
    return lambda: services.update_entity(
        ours.entity, actor_id=ours.cal.pk, reason=REASON, name="Otro nombre"
    )


def _entity_unchanged():
    ours = side()
    return lambda: services.update_entity(
        ours.entity, actor_id=ours.cal.pk, reason=REASON, name=ours.entity.name
    )


def _unit_created():
    ours = side()
    return lambda: services.create_unit(ours.entity, name="Otra", level="central", actor_id=None)


def _unit_changed():
    ours = side()
    return lambda: services.update_unit(ours.unit, actor_id=None, reason=REASON, name="Otra más")


def _role_assigned():
    ours, user = side(), UserFactory()
    return lambda: services.assign_role(
        user, Role.AUD, ours.entity, post="Auditora", starts_on=clock.today()
    )


def _role(**values):
    ours = side()
    role = RoleAssignment.objects.get(user=ours.aud)
    return lambda: services.update_role(role, actor_id=None, reason=REASON, **values)


def _renewed(**values):
    ours = side()
    role = RoleAssignment.objects.get(user=ours.aud)
    today = clock.today()
    services.end_role(role, ends_on=today, actor_id=None, reason=REASON)
    values = {"ends_on": today + timedelta(days=30), **values}
    return lambda: services.update_role(role, actor_id=None, reason=REASON, **values)


def _proposed_change(ours):
    return services.propose_point_change(
        entity=ours.entity,
        values={"phone": "02 393 9999"},
        note=REASON,
        actor_id=ours.com.pk,
        point=ours.point,
    )


def _point_proposed():
    ours = side()
    return lambda: _proposed_change(ours)


def _point_decided(service, **values):
    ours = side()
    change = _proposed_change(ours)
    return lambda: service(
        PointChange.objects.get(pk=change.pk), actor_id=ours.cal.pk, reason=REASON, **values
    )


def _proposed_closure(ours):
    return services.propose_closure(
        ours.point,
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=5),
        reason="Obras",
        actor_id=ours.com.pk,
    )


def _closure_proposed():
    ours = side()
    return lambda: _proposed_closure(ours)


def _closure_decided(service):
    ours = side()
    closure = _proposed_closure(ours)
    return lambda: service(
        TemporaryClosure.objects.get(pk=closure.pk), actor_id=ours.cal.pk, reason=REASON
    )


def _closure_ended():
    ours = side()
    closure = services.confirm_closure(_proposed_closure(ours), actor_id=ours.cal.pk)
    return lambda: services.end_closure(
        closure, ends_on=clock.today(), actor_id=ours.cal.pk, reason=REASON
    )


def _proposed_notice(ours):
    return services.propose_notice(
        entity=ours.entity,
        title="Brigada en Sucúa",
        text="El sábado, en el coliseo.",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=5),
        actor_id=ours.com.pk,
    )


def _proposed_featured(ours):
    return services.propose_featured(
        entity=ours.entity, services=[], note=REASON, actor_id=ours.com.pk
    )


def _said_aloud(propose, service=None):
    ours = side()
    if service is None:
        return lambda: propose(ours)
    row = propose(ours)
    return lambda: service(type(row).objects.get(pk=row.pk), actor_id=ours.cal.pk, reason=REASON)


def _draft_saved():
    world = make.make_world()
    return lambda: make.edit(world.commitment, world.people[Role.UNI], title="Otro título")


RETURN = {"target": Stage.UNIT, "reason": REASON}
TABLE = {
    "submitted": (_submitted, ["dossier.submitted"]),
    "resubmitted": (_resubmitted, ["dossier.resubmitted"]),
    **{
        f"approved at {stage}": (
            lambda stage=stage: _at(stage, deciding.APPROVE),
            ["dossier.approved"],
        )
        for stage in (Stage.QUALITY, Stage.PLANNING, Stage.AUTHORITY, Stage.RECEPTION)
    },
    **{
        f"returned at {stage}": (
            lambda stage=stage: _at(stage, deciding.RETURN, RETURN),
            ["dossier.returned"],
        )
        for stage in (Stage.QUALITY, Stage.PLANNING, Stage.AUTHORITY)
    },
    "withdrawn": (_withdrawn, ["dossier.withdrawn"]),
    # one entry in each dossier that took part
    "merged": (_merged, ["dossier.merged", "dossier.merged"]),
    "split": (_split, ["dossier.split", "dossier.split"]),
    "clarification asked": (
        lambda: _at(Stage.CONTROL, deciding.CLARIFY, {"question": REASON}),
        ["dossier.clarification"],
    ),
    "clarification answered": (_answered, ["dossier.clarified"]),
    "verdict favourable": (
        lambda: _at(Stage.CONTROL, deciding.VERDICT),
        ["dossier.favourable"],
    ),
    # the refusal moves the service's state with it
    "verdict unfavourable": (_unfavourable, ["dossier.unfavourable", "service.state"]),
    # the decision, the fact of the publication, the editions, the state of the service
    "publication": (
        lambda: _at(Stage.PUBLICATION, deciding.APPROVE),
        ["dossier.approved", "dossier.published", "edition.published", "service.state"],
    ),
    "state of a service": (_state, ["service.state"]),
    "draft discarded": (_discarded, ["page.discarded"]),
    "person forgotten": (_forgotten, ["actor.forgotten"]),
    "entity created": (_entity_created, ["entity.created"]),
    "entity changed": (_entity_changed, ["entity.changed"]),
    "entity saved as it was": (_entity_unchanged, []),
    "unit created": (_unit_created, ["unit.created"]),
    "unit changed": (_unit_changed, ["unit.changed"]),
    "role assigned": (_role_assigned, ["role.assigned"]),
    "role corrected": (lambda: _role(post="Auditora general"), ["role.corrected"]),
    "role ended": (lambda: _role(ends_on=clock.today()), ["role.ended"]),
    "role renewed": (lambda: _renewed(), ["role.renewed"]),
    "role renewed by another document": (lambda: _renewed(document="MDT-2"), ["role.renewed"]),
    "role for ever": (lambda: _renewed(ends_on=None), ["role.renewed"]),
    "point change proposed": (_point_proposed, ["point.proposed"]),
    "point change confirmed": (
        lambda: _point_decided(services.confirm_point_change),
        ["point.confirmed"],
    ),
    "point change rejected": (
        lambda: _point_decided(services.reject_point_change),
        ["point.rejected"],
    ),
    "closure proposed": (_closure_proposed, ["closure.proposed"]),
    "closure confirmed": (
        lambda: _closure_decided(services.confirm_closure),
        ["closure.confirmed"],
    ),
    "closure rejected": (lambda: _closure_decided(services.reject_closure), ["closure.rejected"]),
    "closure ended": (_closure_ended, ["closure.changed"]),
    "notice proposed": (lambda: _said_aloud(_proposed_notice), ["notice.proposed"]),
    **{
        f"notice {done}": (
            lambda act=act: _said_aloud(_proposed_notice, act),
            [f"notice.{done}"],
        )
        for done, act in (
            ("confirmed", services.confirm_notice),
            ("rejected", services.reject_notice),
            ("withdrawn", services.withdraw_notice),
        )
    },
    "featured proposed": (lambda: _said_aloud(_proposed_featured), ["featured.proposed"]),
    **{
        f"featured {done}": (
            lambda act=act: _said_aloud(_proposed_featured, act),
            [f"featured.{done}"],
        )
        for done, act in (
            ("confirmed", services.confirm_featured),
            ("rejected", services.reject_featured),
        )
    },
    # what keeps its own history, or is not yet anybody's act
    "draft saved": (_draft_saved, []),
    "norms of the sources": (lambda: ensure_norms, []),
}


@pytest.mark.parametrize("change", TABLE)
def test_a_change_writes_its_entries_and_none_when_it_is_undone(change):
    prepare, kinds = TABLE[change]
    act = prepare()
    count = TraceEntry.objects.count()
    head = ChainHead.objects.values_list("count", "hash").first()
    with transaction.atomic():
        act()
        transaction.set_rollback(True)
    assert TraceEntry.objects.count() == count
    assert ChainHead.objects.values_list("count", "hash").first() == head
    act()
    written = TraceEntry.objects.filter(sequence__gt=count).order_by("sequence")
    assert [entry.kind for entry in written] == kinds
    assert list(verify.faults()) == []


def test_every_outcome_of_a_decision_is_in_the_table():
    from workflows.models import Decision

    told = {kind for _prepare, kinds in TABLE.values() for kind in kinds}
    assert {f"dossier.{outcome}" for outcome in Decision.Outcome} <= told
