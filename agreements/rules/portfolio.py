"""How much of what is asked of a service holds, and what a catalogue adds up to (R35). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflows.registries import Checked, Severity


@dataclass(frozen=True)
class Score:
    """How a service stands before its checklist.

    A criterion is a requirement of the guide; it holds when no page of the service breaks it.

    Args:
        asked: criteria that apply to its pages as they stand.
        held: those of them that hold.
        errors: findings that stop a submission.
        warnings: findings that do not.
    """

    asked: int
    held: int
    errors: int
    warnings: int

    @property
    def share(self) -> float:
        """Held of asked, from 0 to 1."""
        return self.held / self.asked if self.asked else 0.0


def score_of(found: Iterable[Checked]) -> Score:
    """The score of a service.

    Args:
        found: what the checkers say of each of its pages.
    """
    pages = list(found)
    findings = [finding for one in pages for finding in one.findings]
    asked = frozenset[str]().union(*(one.asked for one in pages))
    broken = {one.rule for one in findings if one.severity is Severity.ERROR}
    errors = sum(one.severity is Severity.ERROR for one in findings)
    return Score(len(asked), len(asked - broken), errors, len(findings) - errors)


@dataclass(frozen=True)
class Catalogue:
    """Arithmetic of a catalogue (R35).

    Args:
        services: in the catalogue.
        with_carta: with at least one commitment.
        published: in force for citizens.
    """

    services: int = 0
    with_carta: int = 0
    published: int = 0

    def __add__(self, other: Catalogue) -> Catalogue:
        return Catalogue(
            self.services + other.services,
            self.with_carta + other.with_carta,
            self.published + other.published,
        )

    @property
    def share(self) -> int | None:
        """Services with Carta, in whole percent; ``None`` without services."""
        return round(100 * self.with_carta / self.services) if self.services else None
