"""Loads the story, step by step, as far as it has not been loaded yet.

How far it has come is read from the evidence itself: each step happens at a moment of its
own, so the trace and the revisions say which steps are done. Nothing else is kept, and a load
that was interrupted is repeated from where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.demo import acts, story
from cms.demo.calendar import StoryCalendar, month_name
from cms.demo.clockwork import holding, mail_unsent
from cms.demo.timeline import Step, moments
from cms.demo.world import World
from entities import clock, journal
from workflows.models import Dossier, Edition, TraceEntry

BEGUN, ENDED = "demo.iniciada", "demo.cargada"
SUBJECT = "demo"
READ_WITHIN = timedelta(days=30)
"""Nobody leaves a notice unread for longer, not even those who seldom sign in."""


class DemoRefusedError(Exception):
    """The demonstration is not loaded here; the message says why and what to do."""


@dataclass(frozen=True)
class Progress:
    """One month of the story, loaded.

    Args:
        month: «marzo de 2026».
        done: steps done so far, of ``total``.
        total: steps of the whole story.
        new: steps that this run did in the month.
        dossiers: dossiers there are now.
        editions: versions published so far.
    """

    month: str
    done: int
    total: int
    new: int
    dossiers: int
    editions: int


def is_loaded() -> bool:
    """Whether the story was once loaded to its end, by this version or an earlier one.

    Raises:
        DemoRefusedError: the installation is no demonstration.
    """
    if not settings.CARTA_DEMO:
        raise DemoRefusedError(
            "La demostración solo se carga con el modo de demostración encendido (CARTA_DEMO)."
        )
    return TraceEntry.objects.filter(kind=ENDED).exists()


def load() -> Iterator[Progress]:
    """Do every step that is not done yet, in order, and tell after each month.

    Raises:
        DemoRefusedError: the installation is no demonstration, or holds data of its own.
    """
    if is_loaded():
        return
    with mail_unsent():
        calendar = StoryCalendar(_end_of_story())
        steps = story.steps()
        timed = list(zip(moments(steps, calendar), steps, strict=True))
        done = _moments_done()
        _check_nobody_worked_since(timed, done)
        with disable_reference_index_auto_update():
            yield from _months(World(calendar), timed, done)
        _end(timed[-1][0])


def _end_of_story() -> date:
    """The day of loading; a story that has begun keeps its own."""
    first = TraceEntry.objects.order_by("sequence").first()
    if first is None:
        return clock.today()
    if first.kind != BEGUN:
        raise DemoRefusedError(
            "Esta instalación ya tiene datos propios: la demostración se carga solo en una base "
            "vacía. Apague el modo de demostración (CARTA_DEMO=0) o use otra base de datos."
        )
    return date.fromisoformat(first.data["hasta"])


def _moments_done() -> set[datetime]:
    done = set(TraceEntry.objects.values_list("at", flat=True))
    return done | set(Revision.objects.values_list("created_at", flat=True))


def _check_nobody_worked_since(timed: list[tuple[datetime, Step]], done: set[datetime]) -> None:
    """The trace never runs backwards: what people did since the interruption comes later."""
    missing = next((moment for moment, _step in timed if moment not in done), None)
    last = TraceEntry.objects.order_by("-sequence").values_list("at", flat=True).first()
    if missing is not None and last is not None and last > missing:
        raise DemoRefusedError(
            "La carga se interrumpió y después alguien trabajó en esta instalación: no se puede "
            "continuar con fechas anteriores. Empiece con una base de datos vacía."
        )


def _months(
    world: World, timed: list[tuple[datetime, Step]], done: set[datetime]
) -> Iterator[Progress]:
    count = 0
    for month, group in groupby(timed, key=lambda pair: month_name(pair[0].date())):
        new = 0
        for moment, step in group:
            count += 1
            if moment in done:
                continue
            _do(world, moment, step, is_first=count == 1)
            new += 1
        yield Progress(
            month=month,
            done=count,
            total=len(timed),
            new=new,
            dossiers=Dossier.objects.count(),
            editions=Edition.objects.count(),
        )


def _do(world: World, moment: datetime, step: Step, *, is_first: bool) -> None:
    with holding(moment), transaction.atomic():
        if is_first:
            hasta = world.calendar.end.isoformat()
            _tell(BEGUN, {"hasta": hasta})
        try:
            step.deed(world)
        except Exception as error:
            error.add_note(f"demo: {step.label} ({moment:%Y-%m-%d %H:%M})")
            raise


def _end(moment: datetime) -> None:
    """Index what refers to what, and say in the trace that all before it was a demonstration."""
    with holding(moment), transaction.atomic():
        acts.read_old_notices(before=moment - READ_WITHIN)
        call_command("rebuild_references_index", verbosity=0)
        _tell(ENDED, {"expedientes": Dossier.objects.count(), "versiones": Edition.objects.count()})


def _tell(kind: str, payload: dict[str, str | int]) -> None:
    journal.record(kind, entity_id=None, subject=SUBJECT, payload=payload, actor_id=None)
