"""The rules as pure functions: who may decide, return, group and withdraw (DESIGN §3.6-3.7)."""

import dataclasses

import pytest

from entities.vocabulary import Role
from workflows import rules, staffing
from workflows.approvals import Approval
from workflows.plain_facts import DossierFacts, PageFacts, Person
from workflows.stages import SPECS, Route, Stage, decision_stages, evidence_for, return_targets

ENTITY = 7
TEXT = "abc"


def page(**values):
    return PageFacts(**{"page_id": 1, "title": "Cédula", "snapshot_hash": TEXT, **values})


def dossier(stage=Stage.QUALITY, *items, **values):
    return DossierFacts(
        **{
            "dossier_id": 1,
            "entity_id": ENTITY,
            "entity_name": "RC",
            "route": Route.COMMITMENT,
            "stage": stage,
            "is_open": True,
            "items": items or (page(),),
            **values,
        }
    )


def approved(*stages, text=TEXT, by=None):
    """Approvals in order, each by another person unless told."""
    return frozenset(
        Approval(stage, text, by or 100 + number, number)
        for number, stage in enumerate(stages, start=1)
    )


def person(role, user_id=1, entity=ENTITY, **values):
    if SPECS_CROSS[role]:
        return Person(user_id, cross_roles=frozenset({role}), **values)
    return Person(user_id, entity_roles=frozenset({(role, entity)}), **values)


SPECS_CROSS = {role: role.value.startswith("mdt") for role in Role}


@pytest.mark.parametrize("stage", decision_stages(Route.COMMITMENT))
@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADM])
def test_only_the_role_of_the_stage_decides(stage, role):
    verdict = rules.may_decide(person(role), dossier(stage))
    assert bool(verdict) == (SPECS[stage].role == role)
    if not verdict:
        assert str(SPECS[stage].role.label) in str(verdict.who)


@pytest.mark.parametrize("stage", decision_stages(Route.COMMITMENT))
@pytest.mark.parametrize(
    "part",
    [
        {"contributors": frozenset({1})},
        {"submitters": frozenset({1})},
        {"deciders": frozenset({(Stage.QUALITY, 1)})},
        {"deciders": frozenset({(Stage.PUBLICATION, 1)})},
    ],
    ids=["wrote", "sent", "decided first", "decided last"],
)
def test_nobody_decides_on_what_they_took_part_in(stage, part):
    who = person(SPECS[stage].role)
    same_stage = part.get("deciders") == frozenset({(stage, 1)})
    facts = dossier(stage, page(page_id=2), page(**part))
    assert bool(rules.may_decide(who, facts)) == same_stage


@pytest.mark.parametrize("stage", [s for s in Stage if SPECS[s].is_ministry])
def test_nobody_acts_for_mdt_on_their_own_entity(stage):
    who = Person(1, cross_roles=frozenset({SPECS[stage].role}))
    tied = dataclasses.replace(who, entity_roles=frozenset({(Role.AUD, ENTITY)}))
    elsewhere = dataclasses.replace(who, entity_roles=frozenset({(Role.MAX, ENTITY + 1)}))
    assert rules.may_decide(who, dossier(stage))
    assert rules.may_decide(elsewhere, dossier(stage))
    assert not rules.may_decide(tied, dossier(stage))


def test_nobody_decides_for_another_entity_when_inactive_in_unit_or_after_the_end():
    assert not rules.may_decide(person(Role.CAL, entity=ENTITY + 1), dossier())
    assert not rules.may_decide(person(Role.CAL, active=False), dossier())
    assert not rules.may_decide(person(Role.UNI), dossier(Stage.UNIT))
    assert not rules.may_decide(person(Role.CAL), dossier(is_open=False))


def test_the_planning_head_remits_only_as_documented_delegate_and_only_when_allowed():
    decided = page(deciders=frozenset({(Stage.PLANNING, 1)}))
    facts = dossier(Stage.AUTHORITY, decided)
    both = frozenset({(Role.PLAN, ENTITY), (Role.MAX, ENTITY)})
    delegate = Person(1, entity_roles=both, delegated=frozenset({ENTITY}))
    undocumented = Person(1, entity_roles=both)
    assert not rules.may_decide(delegate, facts)
    assert rules.may_decide(delegate, facts, planning_may_remit=True)
    assert not rules.may_decide(undocumented, facts, planning_may_remit=True)
    wrote = dossier(Stage.AUTHORITY, dataclasses.replace(decided, contributors=frozenset({1})))
    assert not rules.may_decide(delegate, wrote, planning_may_remit=True)


def test_a_changed_page_starts_again_and_unchanged_ones_keep_their_approvals():
    kept = page(page_id=1, approvals=approved(Stage.QUALITY, Stage.PLANNING))
    changed = page(page_id=2, approvals=approved(Stage.QUALITY, text="old"))
    assert rules.next_stage(dossier(Stage.UNIT, kept)) == Stage.AUTHORITY
    assert rules.next_stage(dossier(Stage.UNIT, kept, changed)) == Stage.QUALITY
    everywhere = approved(*decision_stages(Route.COMMITMENT))
    assert rules.next_stage(dossier(Stage.PUBLICATION, page(approvals=everywhere))) is None


@pytest.mark.parametrize("stage", decision_stages(Route.COMMITMENT))
@pytest.mark.parametrize("target", list(Stage))
def test_a_stage_returns_only_where_design_says(stage, target):
    allowed = target in return_targets(Route.COMMITMENT, stage)
    verdict = rules.may_return_to(dossier(stage), target)
    assert bool(verdict) == allowed
    assert allowed or verdict.reason


def test_control_never_returns_and_reception_only_to_the_authority():
    assert return_targets(Route.COMMITMENT, Stage.CONTROL) == ()
    assert return_targets(Route.COMMITMENT, Stage.RECEPTION) == (Stage.AUTHORITY,)


WITHDRAWALS = [
    # (stage, role, took part as, quality decided, verdict given, allowed)
    (Stage.QUALITY, Role.UNI, "submitter", False, False, True),
    (Stage.QUALITY, Role.UNI, None, False, False, False),
    (Stage.PLANNING, Role.UNI, "submitter", True, False, False),
    (Stage.UNIT, Role.UNI, "submitter", True, False, False),
    (Stage.QUALITY, Role.CAL, None, False, False, True),
    (Stage.PLANNING, Role.CAL, None, True, False, True),
    (Stage.AUTHORITY, Role.CAL, None, True, False, True),
    (Stage.RECEPTION, Role.CAL, None, True, False, False),
    (Stage.RECEPTION, Role.MAX, None, True, False, True),
    (Stage.CONTROL, Role.MAX, None, True, False, True),
    (Stage.PUBLICATION, Role.MAX, None, True, True, False),
    (Stage.AUTHORITY, Role.MAX, None, True, False, False),
    (Stage.CONTROL, Role.MDT_CONTROL, None, True, False, False),
]


@pytest.mark.parametrize(("stage", "role", "part", "quality", "verdict", "allowed"), WITHDRAWALS)
def test_withdrawal_follows_its_table(stage, role, part, quality, verdict, allowed):
    values = {"submitters": frozenset({1})} if part else {}
    if quality:
        values["deciders"] = frozenset({(Stage.QUALITY, 99)})
    decided = frozenset({Stage.CONTROL}) if verdict else frozenset()
    facts = dossier(stage, page(**values), decided_stages=decided)
    answer = rules.may_withdraw(person(role), facts)
    assert bool(answer) == allowed
    assert allowed or answer.reason


def test_only_the_quality_office_groups_and_only_until_planning_decides():
    decided = page(approvals=approved(Stage.QUALITY, Stage.PLANNING))
    assert rules.may_group(person(Role.CAL), dossier(Stage.PLANNING))
    assert rules.may_group(person(Role.CAL), dossier(Stage.QUALITY))
    assert not rules.may_group(person(Role.PLAN), dossier(Stage.PLANNING))
    assert not rules.may_group(person(Role.CAL), dossier(Stage.AUTHORITY))
    assert not rules.may_group(person(Role.CAL), dossier(Stage.PLANNING, decided))


def crowd(**by_stage):
    return {
        stage: [
            person(SPECS[stage].role, user_id=user_id) for user_id in by_stage.get(stage.value, ())
        ]
        for stage in decision_stages(Route.COMMITMENT)
    }


FULL = {
    "quality": [11],
    "planning": [12],
    "authority": [13],
    "reception": [14],
    "control": [15],
    "publication": [16],
}


def test_six_distinct_people_are_enough():
    assert staffing.stage_without_people(dossier(), crowd(**FULL)) is None


@pytest.mark.parametrize("missing", list(FULL))
def test_the_stage_that_nobody_is_left_for_is_named(missing):
    lacking = staffing.stage_without_people(dossier(), crowd(**{**FULL, missing: []}))
    assert lacking == Stage(missing)


def test_one_person_with_two_roles_fills_only_one_stage():
    shared = crowd(**{**FULL, "quality": [12], "planning": [12]})
    assert staffing.stage_without_people(dossier(), shared) == Stage.PLANNING
    rescued = crowd(**{**FULL, "quality": [12, 17], "planning": [12]})
    assert staffing.stage_without_people(dossier(), rescued) is None


def test_whoever_wrote_does_not_count_as_somebody_who_can_decide():
    wrote = dossier(Stage.QUALITY, page(contributors=frozenset({11})))
    assert staffing.stage_without_people(wrote, crowd(**FULL)) == Stage.QUALITY


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("", False),
        ("   ", False),
        ("corto", False),
        ("   corto   ", False),
        ("Explica algo.", True),
    ],
)
def test_a_reason_says_something(text, valid):
    assert rules.valid_reason(text) == valid


def test_the_last_stage_of_any_route_states_the_act():
    assert [str(e) for e in evidence_for(Route.INSTITUTIONAL, Stage.PLANNING)] == ["legal_act"]
    assert "legal_act" not in evidence_for(Route.COMMITMENT, Stage.PLANNING)
    assert "legal_act" in evidence_for(Route.COMMITMENT, Stage.PUBLICATION)


def test_the_planning_head_who_remits_as_delegate_is_enough_for_both_stages():
    both = frozenset({(Role.PLAN, ENTITY), (Role.MAX, ENTITY)})
    head = Person(12, entity_roles=both, delegated=frozenset({ENTITY}))
    people = crowd(**FULL) | {Stage.PLANNING: [head], Stage.AUTHORITY: [head]}
    assert staffing.stage_without_people(dossier(), people) == Stage.AUTHORITY
    assert staffing.stage_without_people(dossier(), people, planning_may_remit=True) is None


COUNTED = [
    ("all", approved(*decision_stages(Route.COMMITMENT)), 6),
    ("the author among them", approved(Stage.QUALITY, by=5) | approved(Stage.PLANNING), 0),
    ("another text", approved(Stage.QUALITY, text="old"), 0),
    ("one is lacking", approved(Stage.QUALITY, Stage.AUTHORITY), 1),
    ("out of order", approved(Stage.PLANNING, Stage.QUALITY), 1),
]


@pytest.mark.parametrize(("case", "approvals", "count"), COUNTED, ids=[row[0] for row in COUNTED])
@pytest.mark.parametrize("part", ["contributors", "submitters"])
def test_only_approvals_in_order_of_others_and_of_this_text_count(case, approvals, count, part):
    assert len(page(approvals=approvals, **{part: frozenset({5})}).counted) == count


@pytest.mark.parametrize(
    ("same", "allowed", "expected"),
    [
        (set(), False, True),
        ({Stage.QUALITY, Stage.CONTROL}, False, False),
        ({Stage.QUALITY, Stage.CONTROL}, True, False),
        ({Stage.PLANNING, Stage.AUTHORITY}, False, False),
        ({Stage.PLANNING, Stage.AUTHORITY}, True, True),
    ],
)
def test_six_approvals_are_of_six_people(same, allowed, expected):
    given = frozenset(
        dataclasses.replace(approval, user_id=7) if approval.stage in same else approval
        for approval in approved(*decision_stages(Route.COMMITMENT))
    )
    facts = dossier(Stage.PUBLICATION, page(approvals=given))
    assert bool(rules.may_publish(facts, planning_may_remit=allowed)) == expected


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "Hay 1 observación sin respuesta."),
        (2, "Hay 2 observaciones sin respuesta."),
    ],
)
def test_what_is_open_is_counted_in_words(count, said):
    assert rules.may_approve_now(dossier(open_observations=count)).reason == said


@pytest.mark.parametrize(
    ("role", "entity", "active", "may"),
    [
        (Role.CAL, ENTITY, True, True),
        (Role.MAX, ENTITY, True, True),
        (Role.PLAN, ENTITY, True, False),
        (Role.CAL, ENTITY + 1, True, False),
        (Role.MAX, ENTITY, False, False),
    ],
)
def test_quality_or_the_authority_answers_the_ministry(role, entity, active, may):
    person = Person(1, active, frozenset({(role, entity)}))
    verdict = rules.may_answer(person, dossier(Stage.CONTROL))
    assert bool(verdict) is may
    assert may or "RC" in verdict.who
