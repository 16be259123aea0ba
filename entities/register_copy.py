"""A register that is read often and changed seldom, kept by the process that reads it.

Reading it costs nothing but the first time. A change shows at once to the process that made it,
and inside its own transaction before anybody else sees it; to other processes it shows as soon as
whoever keeps track of public changes says so (``use_memory``), or after ``TRUSTED_SECONDS``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save

T = TypeVar("T")
Memory = Callable[[str, Callable[[], Any]], Any]

#: How long a process trusts its copy where nobody tells it of changes made by others.
TRUSTED_SECONDS = 60.0
_memories: list[Memory] = []


def use_memory(remember: Memory) -> None:
    """Keep every register where somebody better informed keeps it.

    A cache of whole pages must never make one with an older register than the changes it knows
    of, or the page would stay wrong for as long as nothing else changes.

    Args:
        remember: given a name and a reader, gives what the reader gave, and reads again after any
            public change; ``None`` while it knows of no changes, and then no page is kept either.
    """
    _memories[:] = [remember]


class _Copy(Generic[T]):
    """A value and how long it is trusted."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[float, T] | None = None

    def get(self) -> T:
        now, kept = time.monotonic(), self._kept
        if kept is None or kept[0] <= now:
            kept = self._kept = (now + TRUSTED_SECONDS, self._read())
        return kept[1]

    def keep(self, value: T) -> None:
        self._kept = (time.monotonic() + TRUSTED_SECONDS, value)

    def forget(self) -> None:
        self._kept = None


class RegisterCopy(Generic[T]):
    """What a register says, read once.

    Args:
        name: tells it from other registers.
        read: asks the database; reading twice in a race does no harm. Never gives ``None``.
    """

    def __init__(self, name: str, read: Callable[[], T]) -> None:
        self.name, self._read = name, read
        self._copy = _Copy(read)

    def get(self) -> T:
        """What the register says now; no query, or one reading."""
        own = self._changed_here()
        if own is not None:
            mine: T = own.copy.get()
            return mine
        kept: T | None = _memories[-1](self.name, self._read) if _memories else None
        return self._copy.get() if kept is None else kept

    def keep(self, value: T) -> None:
        """Hold a value that is known to be what the register says."""
        self._copy.keep(value)

    def forget(self) -> None:
        """Read again the next time somebody asks."""
        self._copy.forget()
        own = self._changed_here()
        if own is not None:
            own.copy.forget()

    def watch(
        self, model: type[models.Model], concerns: Callable[[Any], bool] = lambda row: True
    ) -> None:
        """Forget the copy whenever this process changes a row; safe to repeat.

        Args:
            model: whose rows the register is read from.
            concerns: whether a row that changed counts.
        """

        def changed(sender: Any, instance: Any, **kwargs: Any) -> None:
            if concerns(instance):
                self.changed()

        for signal in (post_save, post_delete):
            signal.connect(
                changed, sender=model, weak=False, dispatch_uid=f"{self.name}: {model._meta.label}"
            )

    def changed(self) -> None:
        """A row was written in the transaction under way, if there is one."""
        self.forget()
        own = self._changed_here()
        if own is None or own.savepoints != _savepoints():
            transaction.on_commit(_Change(self, self._read))

    def _changed_here(self) -> _Change | None:
        """The last change of this transaction; one whose savepoint was undone is dropped."""
        for waiting in reversed(connection.run_on_commit):
            if isinstance(waiting[1], _Change) and waiting[1].register is self:
                return waiting[1]
        return None


def _savepoints() -> tuple[Any, ...]:
    return tuple(connection.savepoint_ids)


class _Change:
    """Runs after the commit; until then holds what only this transaction sees."""

    def __init__(self, register: RegisterCopy[Any], read: Callable[[], Any]) -> None:
        self.register, self.copy = register, _Copy(read)
        self.savepoints = _savepoints()

    def __call__(self) -> None:
        self.register.forget()
