"""The registers of this room, and who sees and keeps each (DESIGN §3.10).

People who write and judge the promises of an entity read what stands behind them; the unit and
the quality office write it. The ministry sees none of it live, nor do audit and communications.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from entities import access as entities_access
from entities import roles
from entities.vocabulary import Role


class Register(Enum):
    """By model name."""

    PROCESSES = "process"
    ASSESSMENTS = "capabilityassessment"
    CASES = "reviewcase"
    CONDITIONS = "serviceconditions"
    EVIDENCE = "evidence"
    AGREEMENTS = "operationagreement"
    TIMES = "internaltime"
    ACKNOWLEDGEMENTS = "acknowledgement"
    REQUIREMENTS = "operationalrequirement"
    SUPPORTS = "standardsupport"
    RULES = "entityrules"
    PLANS = "publicationplan"
    LISTED = "plannedservice"
    STAGES = "planstage"
    SIGNATURES = "commitmentsignoff"
    NOTES = "stagenote"
    TICKS = "instrumenttick"
    MEETINGS = "planmeeting"
    ASSISTANCE = "technicalassistance"


READERS = (Role.UNI, Role.TER, Role.CAL, Role.PLAN, Role.MAX)
WRITERS = (Role.UNI, Role.CAL)
KEEPERS: dict[Register, tuple[Role, ...]] = {
    Register.CASES: (Role.CAL,),
    Register.ACKNOWLEDGEMENTS: (Role.UNI,),
    Register.RULES: (Role.CAL,),
    Register.PLANS: (Role.CAL,),
    Register.LISTED: (Role.CAL,),
    Register.STAGES: (Role.CAL,),
    Register.TICKS: (Role.CAL,),
    Register.MEETINGS: (Role.CAL,),
    Register.ASSISTANCE: (Role.CAL,),
}
"""Registers that not both of the writers keep: a case is resolved and the plan drawn up by the
quality office, an agreement is acknowledged by the unit itself."""


def declare_registers() -> None:
    """Add them to the table that screens, gate and services ask."""
    for register in Register:
        entities_access.declare(
            "agreements", register, see=READERS, keep=KEEPERS.get(register, WRITERS)
        )


def may_verify(user: Any, assessment: Any) -> bool:
    """Whether the person verifies a self-assessment: the quality office, never its author."""
    return assessment.assessor_id != user.pk and roles.has_role(
        user, Role.CAL, assessment.entity_id
    )


def may_read(user: Any, entity_id: int) -> bool:
    """Whether the person reads what stands behind an entity's promises."""
    return entities_access.may_see(user, Register.EVIDENCE, entity_id)


def may_read_approved(user: Any, entity_id: int) -> bool:
    """Whether the person reads an entity's approved plans: its own people, and the ministry."""
    return may_read(user, entity_id) or reads_all_approved(user)


def reads_all_approved(user: Any) -> bool:
    """Whether the person reads the approved plans of every entity (DESIGN §3.10)."""
    return any(roles.has_role_somewhere(user, role) for role in roles.MDT_ROLES)
