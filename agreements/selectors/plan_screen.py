"""A plan on one screen: its schedule with computed states, alerts, indicator and logs (R82-R89)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from agreements.models import Evidence, PlanStage, PublicationPlan, StageNote
from agreements.rules.plan import (
    Bar,
    Fulfilment,
    StageDates,
    StageState,
    bar,
    days_late,
    fulfilment,
    state,
)
from agreements.selectors.plan_content import DrawnUp, drawn_up
from agreements.selectors.signing import Signed
from agreements.vocabulary import Instrument, Subject
from entities import clock


def dates_of(stage: PlanStage) -> StageDates:
    """The dates of an activity as the rules read them."""
    return StageDates(
        stage.planned_start,
        stage.planned_end,
        stage.real_start,
        stage.real_end,
        stage.original_end,
    )


@dataclass(frozen=True)
class StageRow:
    """One activity of the schedule.

    Args:
        stage: its row.
        state: computed today.
        days_late: calendar days; 0 when not late.
        planned: its bar.
        real: bar of what really happened, to today while it is under way; ``None`` before.
        notes: its log, newest first.
        evidence: files kept for it.
    """

    stage: PlanStage
    state: StageState
    days_late: int
    planned: Bar
    real: Bar | None
    notes: list[StageNote]
    evidence: list[Evidence]

    @property
    def label(self) -> str:
        """The state in words."""
        return str(self.state.value)

    @property
    def mark(self) -> str:
        """The state as a word of its style and of its sign."""
        return self.state.name.lower().replace("_", "-")

    @property
    def is_late(self) -> bool:
        """Whether it needs somebody's attention."""
        return self.state is StageState.LATE

    @property
    def was_moved(self) -> bool:
        """Whether it was approved for other days at first (R89)."""
        one = self.stage
        return one.original_end is not None and (one.original_start, one.original_end) != (
            one.planned_start,
            one.planned_end,
        )


@dataclass(frozen=True)
class Month:
    """A month of the schedule's scale: its first day, and where it begins."""

    first: date
    bar: Bar


@dataclass(frozen=True)
class PlanScreen:
    """Everything the screen of a plan shows."""

    found: DrawnUp
    rows: list[StageRow]
    months: list[Month]
    today: Bar | None
    kept: Fulfilment
    kept_at_first: Fulfilment
    ticks: list[tuple[Any, list[Any]]]
    signed: list[tuple[Any, list[Signed]]]

    @property
    def late(self) -> list[StageRow]:
        """Activities that are late (R82)."""
        return [row for row in self.rows if row.is_late]


def plan_screen(plan: PublicationPlan) -> PlanScreen:
    """Read a plan for its screen; the queries do not grow with its activities."""
    found, today = drawn_up(plan), clock.today()
    dates = [dates_of(stage) for stage in found.stages]
    first, last = _span(dates, plan.year)
    notes: dict[int, list[StageNote]] = defaultdict(list)
    for note in StageNote.objects.filter(stage__plan=plan):
        notes[note.stage_id].append(note)
    files: dict[str, list[Evidence]] = defaultdict(list)
    subjects = [stage.uuid for stage in found.stages]
    kept = Evidence.objects.filter(
        subject_kind=Subject.PLAN_STAGE, subject__in=subjects, in_force=True
    )
    for one in kept:
        files[str(one.subject)].append(one)
    rows = [
        StageRow(
            stage,
            state(day, today),
            days_late(day, today),
            bar(day.planned_start, day.planned_end, first, last),
            _real(day, today, first, last),
            notes[stage.pk],
            files[str(stage.uuid)],
        )
        for stage, day in zip(found.stages, dates, strict=True)
    ]
    ticked: dict[str, list[Any]] = defaultdict(list)
    for tick in plan.instruments.all():
        ticked[tick.instrument].append(tick)
    return PlanScreen(
        found=found,
        rows=rows,
        months=_months(first, last),
        today=bar(today, today, first, last) if first <= today <= last else None,
        kept=fulfilment(dates, today),
        kept_at_first=fulfilment([day.as_first_approved() for day in dates], today),
        ticks=[(kind, ticked[kind]) for kind in Instrument],
        signed=[(row, found.signed[row.service_id]) for row in found.listed],
    )


def _span(dates: list[StageDates], year: int) -> tuple[date, date]:
    """The first and the last day of the scale: whole months around every date."""
    days = [day for one in dates for day in (one.planned_start, one.planned_end)]
    days += [day for one in dates for day in (one.real_start, one.real_end) if day]
    first = min(days, default=date(year, 1, 1)).replace(day=1)
    last = max(days, default=date(year, 12, 31))
    return first, _month_after(last) - date.resolution


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _months(first: date, last: date) -> list[Month]:
    found, day = [], first
    while day <= last:
        after = _month_after(day)
        found.append(Month(day, bar(day, after - date.resolution, first, last)))
        day = after
    return found


def _real(dates: StageDates, today: date, first: date, last: date) -> Bar | None:
    if dates.real_start is None:
        return None
    return bar(dates.real_start, dates.real_end or max(today, dates.real_start), first, last)
