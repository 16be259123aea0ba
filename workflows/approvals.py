"""Which approvals of a page count (DESIGN §3.6-3.7, R10)."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from workflows.stages import Route, Stage, decision_stages


@dataclass(frozen=True)
class Approval:
    """One approval of a page that nobody voided.

    Args:
        stage: where it was given.
        snapshot_hash: the text it was given to.
        user_id: by whom.
        decision_id: in which decision; decisions are numbered as they are taken.
    """

    stage: Stage
    snapshot_hash: str
    user_id: int = 0
    decision_id: int = 0


def counted(
    approvals: Iterable[Approval], snapshot_hash: str, authors: AbstractSet[int]
) -> dict[Stage, Approval]:
    """By stage, the approval that counts today.

    It was given to exactly this text, by nobody who has written or sent it, then or since,
    and after the one that counts at the stage before: an approval that falls takes the later
    ones along.

    Args:
        approvals: those of one page that are not void.
        snapshot_hash: its present text.
        authors: who wrote or sent it.
    """
    sound = [
        approval
        for approval in approvals
        if approval.snapshot_hash == snapshot_hash and approval.user_id not in authors
    ]
    found: dict[Stage, Approval] = {}
    last = -1
    for stage in decision_stages(Route.COMMITMENT):
        given = [row for row in sound if row.stage == stage and row.decision_id > last]
        if not given:
            break
        found[stage] = min(given, key=lambda row: row.decision_id)
        last = found[stage].decision_id
    return found
