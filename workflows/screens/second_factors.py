"""Who of an entity's people has a second factor, and who of those who must has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from entities.errors import Problem
from entities.second_factor import keeper, why_required
from entities.services.staff import factor_reset_problems
from entities.staff import Member
from entities.staff_rules import Manager


@dataclass(frozen=True)
class FactorStanding:
    """One person's second factor, as whoever manages them sees it.

    Args:
        has: whether they set one up.
        problems: why the reader may not take it away; empty when they may.
    """

    has: bool
    problems: list[Problem]


def factor_standing(manager: Manager, person: Any) -> FactorStanding | None:
    """How it stands; None where the site keeps no second factors."""
    kept = keeper()
    if kept is None:
        return None
    has = person.pk not in kept.lacking([person.pk])
    return FactorStanding(has, factor_reset_problems(manager, person) if has else [])


def why_member_must(member: Member) -> str:
    """Why the person must have one, by the roles they can act with here today; else empty."""
    return why_required([held.assignment.role for held in member.held if held.counts_today])


def without_factor(members: Iterable[Member]) -> frozenset[int]:
    """Those who must have one and have none; nobody where the site keeps none."""
    kept = keeper()
    ids = [member.person.pk for member in members if why_member_must(member)]
    return kept.lacking(ids) if kept is not None and ids else frozenset()
