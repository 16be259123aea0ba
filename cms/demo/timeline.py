"""The order of the story: what happens on which day, each step at its own moment."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cms.demo.calendar import StoryCalendar
from cms.demo.world import World

Deed = Callable[[World], None]
SPREAD = 25
"""Minutes by which an act may start later than its usual time, so that no two days are alike."""


@dataclass(frozen=True)
class Step:
    """One transaction of the story.

    Args:
        day: business day, counted back from the end (-1 is the last).
        minute: minutes after midnight; the order within the day.
        label: what happens, for an error message.
        deed: what is done.
    """

    day: int
    minute: int
    label: str
    deed: Deed


@dataclass
class Script:
    """Collects steps in any order."""

    steps: list[Step] = field(default_factory=list)

    def on(self, day: int, minute: int, label: str, deed: Deed) -> None:
        """Add a step at about this time of the day."""
        later = zlib.crc32(label.encode()) % SPREAD
        self.steps.append(Step(day, minute + later, label, deed))

    def in_order(self) -> list[Step]:
        """All steps by day and minute; steps of the same minute keep the order of writing."""
        return sorted(self.steps, key=lambda step: (step.day, step.minute))


def moments(steps: list[Step], calendar: StoryCalendar) -> list[datetime]:
    """The moment of each step; no two are the same, so that a moment names its step.

    Args:
        steps: in order.
        calendar: the days.
    """
    found: list[datetime] = []
    for step in steps:
        moment = calendar.moment(step.day, step.minute)
        if found and moment <= found[-1]:
            moment = found[-1] + timedelta(minutes=1)
        found.append(moment)
    return found
