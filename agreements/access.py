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


READERS = (Role.UNI, Role.TER, Role.CAL, Role.PLAN, Role.MAX)
WRITERS = (Role.UNI, Role.CAL)
KEEPERS: dict[Register, tuple[Role, ...]] = {
    Register.CASES: (Role.CAL,),
    Register.ACKNOWLEDGEMENTS: (Role.UNI,),
    Register.RULES: (Role.CAL,),
}
"""Registers that not both of the writers keep: a case is resolved by the quality office, an
agreement is acknowledged by the unit itself."""


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
