"""What a row of the gate table says: who may pass a URL of the admin, and why (DESIGN §3.9).

A row is data. The middleware reads it, the walker test counts it, the guide prints it; none
of them knows a URL by heart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from workflows.verdicts import Verdict

if TYPE_CHECKING:
    from django.http import HttpRequest


class Access(Enum):
    """The five answers to "who may pass here?"."""

    OPEN = "open"
    """Anybody the view itself lets in; the URL holds nothing of an entity."""

    ENTITY = "entity"
    """Only for objects of the person's own entity; any other id is an unknown id."""

    PLATFORM = "platform"
    """Only whoever administers the platform."""

    CLOSED = "closed"
    """Nobody, superusers included."""

    REPLACED = "replaced"
    """A view of ours answers and asks the rules itself."""


class Where(Enum):
    """Where a request carries the id of an object."""

    URL = "url"
    QUERY = "query"
    BODY = "body"


class Reach(Enum):
    """Which objects a conditional refusal protects."""

    OWN = "own"
    """Objects that belong to the carta."""

    ABOVE = "above"
    """Those, and everything they hang from: the tree above, its site, its collections."""


@dataclass(frozen=True)
class Target:
    """An object that a request names.

    Args:
        kind: name in ``workflows.gate.kinds``.
        source: URL keyword, or query or form parameter, that holds the id; several names
            joined by commas when the id has parts.
        where: whether it travels in the URL, the query or the body.
    """

    kind: str
    source: str
    where: Where = Where.URL


Guard = Callable[["HttpRequest", tuple[Any, ...]], Verdict]


@dataclass(frozen=True)
class Row:
    """The verdict on one URL, or on a family of URLs.

    Args:
        access: who may pass.
        why: plain Spanish, shown to whoever is refused and printed in the documentation.
        who: who can do it, or what to do instead; plain Spanish.
        targets: objects the request names; one that is unknown or foreign gives a 404.
        reach: for CLOSED rows with targets, which of them are protected; the others
            follow ``otherwise``.
        otherwise: what holds for objects outside the reach of a CLOSED row.
        guard: one more question, asked last; its refusal answers 403.
        needs: dotted app without which the URL does not exist; such rows are not dead.
    """

    access: Access
    why: Any
    who: Any = ""
    targets: tuple[Target, ...] = ()
    reach: Reach | None = None
    otherwise: Access = Access.OPEN
    guard: Guard | None = None
    needs: str = ""

    def when(self, app: str) -> Row:
        """The same row for a URL that exists only with an app installed."""
        return replace(self, needs=app)


@dataclass
class Rows:
    """Rows of one area under construction; keeps the tables readable as lists."""

    rows: dict[str, Row] = field(default_factory=dict)

    def add(self, row: Row, *keys: str) -> None:
        """Give the same row to several URLs."""
        for key in keys:
            if key in self.rows:
                raise ValueError(f"two rows for {key}")
            self.rows[key] = row


PLATFORM_WHO = _("Puede hacerlo la administración de la plataforma.")


def open_to_all(why: Any, *, guard: Guard | None = None) -> Row:
    """A URL that holds nothing of an entity, or whose list the policies already filter."""
    return Row(Access.OPEN, why, guard=guard)


def of_entity(why: Any, *targets: Target, who: Any = "", guard: Guard | None = None) -> Row:
    """A URL about objects that must belong to the person's entity."""
    return Row(Access.ENTITY, why, who, targets, guard=guard)


def platform(why: Any, *targets: Target, guard: Guard | None = None) -> Row:
    """A URL for whoever administers the platform."""
    return Row(Access.PLATFORM, why, PLATFORM_WHO, targets, guard=guard)


def closed(
    why: Any,
    who: Any,
    *targets: Target,
    reach: Reach | None = None,
    otherwise: Access = Access.OPEN,
) -> Row:
    """A URL nobody passes; with ``reach``, only for the objects it protects."""
    if reach is not None and not targets:
        raise ValueError("a conditional refusal needs the objects it is about")
    return Row(Access.CLOSED, why, who, targets, reach, otherwise)


def replaced(why: Any, *targets: Target, who: Any = "", guard: Guard | None = None) -> Row:
    """A URL that a view of ours answers."""
    return Row(Access.REPLACED, why, who, targets, guard=guard)
