"""How the story lets a dossier travel: who acts, after how many days, at what time of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cms.demo import acts, content, pages, promises
from cms.demo.timeline import SPREAD, Script
from cms.demo.world import World
from workflows.stages import Kind, Route, Stage, decision_stages

DRAFTING, SENDING = 9 * 60 + 5, 10 * 60 + 10

#: Business days after the stage before, and minutes after midnight.
PACE: dict[Stage, tuple[int, int]] = {
    Stage.QUALITY: (3, 11 * 60),
    Stage.PLANNING: (3, 14 * 60),
    Stage.AUTHORITY: (2, 15 * 60 + 20),
    Stage.RECEPTION: (1, 8 * 60 + 40),
    Stage.CONTROL: (8, 12 * 60),
    Stage.PUBLICATION: (2, 16 * 60),
}
TRAVEL = sum(days for days, _minute in PACE.values())
"""Business days from submission to publication when nothing is returned."""

FIRST_NOTE = "Primera publicación."


def travel(
    script: Script,
    place: str,
    sent: int,
    *,
    until: Stage | None = None,
    route: Route = Route.COMMITMENT,
    start: Stage = Stage.QUALITY,
    by: Mapping[Stage, str] | None = None,
) -> int:
    """Approve a dossier stage by stage.

    Args:
        script: where the steps go.
        place: a page of the dossier.
        sent: day of its submission, or of the decision before ``start``.
        until: the stage where it is left waiting; ``None`` publishes it.
        route: its route.
        start: first stage to approve.
        by: accounts of single stages that differ from the usual ones.

    Returns:
        the day of the last decision.
    """
    stages = decision_stages(route)
    wanted = stages[stages.index(start) : stages.index(until) if until else None]
    day = sent
    for stage in wanted:
        days, minute = PACE[stage]
        day += days
        script.on(day, minute, f"{place}: {stage.label}", _approval(place, (by or {}).get(stage)))
    return day


def _approval(place: str, by: str | None) -> Callable[[World], None]:
    return lambda world: acts.approve(world, place, by=by or "")


def first_service(
    script: Script,
    place: str,
    sent: int,
    *,
    until: Stage | None = None,
    by: Mapping[Stage, str] | None = None,
    starts: int | None = None,
) -> int:
    """Plan, write, send and approve a service with its commitments for the first time.

    Args:
        script: where the steps go.
        place: the service.
        sent: day of its submission.
        until: as in ``travel``.
        by: as in ``travel``.
        starts: day from which the commitments hold; the day of publication when not given.
    """
    draft_service(script, place, sent - 6, starts=sent + TRAVEL if starts is None else starts)
    script.on(sent - 4, 11 * 60 + 30, f"{place}: plan", lambda world: acts.plan(world, place))
    send_first(script, place, sent)
    return travel(script, place, sent, until=until, by=by)


def send_first(script: Script, place: str, day: int) -> None:
    """Send a service with its commitments for the first time."""
    script.on(
        day,
        SENDING,
        f"{place}: envío",
        lambda world: acts.submit_service(
            world, place, by=writer(place), kind=Kind.FIRST, note=FIRST_NOTE
        ),
    )


def writer(place: str) -> str:
    """The account that writes a service."""
    text = content.service_of(place)
    return f"{content.entity_of(place).key}-{text.writer}"


def draft_service(script: Script, place: str, day: int, *, starts: int) -> None:
    """Write a service and the commitments it begins with, all by its unit.

    Args:
        script: where the steps go.
        place: the service.
        day: when.
        starts: day from which the commitments will hold; past the end of the story it is the
            first day of the month that follows.
    """
    script.on(day, DRAFTING, f"{place}: servicio", lambda world: pages.write_service(world, place))
    first = [text for text in content.service_of(place).commitments if not text.later]
    for number, text in enumerate(first):
        script.on(
            day + 1,
            DRAFTING + SPREAD * number,
            f"{place}: {text.slug}",
            _drafting(place, text, starts),
        )


def draft_later(script: Script, place: str, slug: str, day: int, *, by: str = "") -> None:
    """Write a commitment that the service did not have at first."""
    text = next(text for text in content.service_of(place).commitments if text.slug == slug)
    script.on(day, DRAFTING, f"{place}: {slug}", _drafting(place, text, 0, by))


def _drafting(
    place: str, text: content.CommitmentText, starts: int, by: str = ""
) -> Callable[[World], None]:
    return lambda world: promises.write_commitment(
        world, place, text, starts=world.calendar.validity(starts), by=by
    )


def change(script: Script, name: str, day: int, *, by: str) -> None:
    """Save a later text of a commitment as a draft."""
    script.on(
        day,
        DRAFTING,
        f"{name}: borrador",
        lambda world: promises.change_commitment(world, name, by=by),
    )


def update(
    script: Script,
    name: str,
    sent: int,
    *,
    by: str = "",
    until: Stage | None = None,
) -> int:
    """Change a published commitment and send the change."""
    text = content.changes()[name]
    place = text["page"]
    author = by or writer(place)
    change(script, name, sent - 1, by=author)
    script.on(
        sent,
        SENDING,
        f"{name}: envío",
        lambda world: acts.submit(
            world, [place], by=author, kind=Kind.UPDATE, note=text["note"], cause=text["cause"]
        ),
    )
    return travel(script, place, sent, until=until)
