"""How large everything is; ``SCALE`` makes it smaller for a quick look."""

from __future__ import annotations

import math
from dataclasses import dataclass

COMMITMENTS = 4
#: P4 is promised for a carta of so many services.
LARGE_CARTA = 40


@dataclass(frozen=True)
class Scale:
    """Sizes of one run.

    Args:
        few_pages: pages of the small country.
        many_pages: pages of the large one.
        services: services of the measured entity at least, with four commitments each.
        batch: pages of the dossier that is published as one.
        few_waiting: dossiers that wait for the first person.
        many_waiting: dossiers that wait for the second.
        editions: editions of the page with the long history.
        rounds: alternating rounds.
        repeats: measurements of each side in a round, where something is written.
        readings: the same where a screen is read.
    """

    few_pages: int
    many_pages: int
    services: int
    batch: int
    few_waiting: int
    many_waiting: int
    editions: int
    rounds: int
    repeats: int
    readings: int

    @property
    def singles(self) -> int:
        """Dossiers of one page, ready to be published; enough for a run with one database."""
        return 2 * (self.rounds * self.repeats + 1) + (self.rounds + 1) * self.batch

    @property
    def batches(self) -> int:
        """Dossiers of ``batch`` pages, ready to be published."""
        return self.rounds + 1

    @property
    def drafts(self) -> int:
        """Published commitments that are edited, sent and decided while it is measured."""
        return self.rounds * self.repeats + 1

    @property
    def all_services(self) -> int:
        """Services that it takes to have a commitment for every one of these and two more."""
        pages = self.singles + self.batches * self.batch + self.drafts + 2
        return max(self.services, math.ceil(pages / COMMITMENTS))


def scale(factor: float) -> Scale:
    """The sizes of a run.

    Args:
        factor: 1 is what the figures are promised for; 0 is the smallest that prints them all.
    """
    if factor <= 0:
        return Scale(0, 60, 1, 2, 1, 2, 3, 1, 1, 1)
    return Scale(
        few_pages=max(12, round(1_000 * factor)),
        many_pages=max(24, round(50_000 * factor)),
        services=max(LARGE_CARTA, round(50 * min(factor, 1))),
        batch=max(2, round(20 * min(factor, 1))),
        few_waiting=max(2, round(10 * min(factor, 1))),
        many_waiting=max(4, round(500 * min(factor, 1))),
        editions=max(4, round(500 * min(factor, 1))),
        rounds=3,
        repeats=max(2, round(5 * min(factor, 1))),
        readings=max(5, round(15 * min(factor, 1))),
    )
