"""Where the changes of this room are told to the trace (DESIGN §3.13).

The chained trace lives above, in the room of approvals; it registers its recorder here.
The recorder runs inside the caller's transaction and its errors undo the change: an act
that cannot be traced does not happen. Without a recorder (this app alone in a site) the
registers keep their own history and nothing else.
"""

from __future__ import annotations

from typing import Any, Protocol


class Recorder(Protocol):
    def __call__(
        self,
        kind: str,
        *,
        entity_id: int | None,
        subject: str,
        payload: dict[str, Any],
        actor_id: int | None,
    ) -> object: ...


_recorder: Recorder | None = None


def set_recorder(recorder: Recorder | None) -> Recorder | None:
    """Make ``recorder`` the one that is told; answers the one it replaces."""
    global _recorder
    previous, _recorder = _recorder, recorder
    return previous


def record(
    kind: str,
    *,
    entity_id: int | None,
    subject: str,
    payload: dict[str, Any],
    actor_id: int | None,
) -> None:
    """Tell the trace of one change.

    ``kind`` is a dotted word («entidad.creada»), ``subject`` names the thing by model and
    uuid, ``payload`` is JSON-safe and holds no personal data: people are numbers in it.
    """
    if _recorder is not None:
        _recorder(kind, entity_id=entity_id, subject=subject, payload=payload, actor_id=actor_id)
