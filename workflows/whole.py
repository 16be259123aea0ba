"""A request that writes is kept whole or not at all, whoever opens its transaction (DESIGN §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

FIRST_REFUSAL = 400


Answer = TypeVar("Answer", bound="HttpResponse | None")


def all_or_nothing(act: Callable[[], Answer]) -> Answer:
    """Act in one transaction: kept below 400, undone from 400 on (refusal, conflict, failure).

    Args:
        act: what decides and writes. A response with the attribute ``keeps_writes`` is kept
            whatever its status: what was written belongs to the refusal. ``None`` undoes: it
            says that nothing was decided.

    Returns:
        What ``act`` returned.
    """
    with transaction.atomic():
        answer = act()
        refused = answer is None or answer.status_code >= FIRST_REFUSAL
        if refused and not getattr(answer, "keeps_writes", False):
            transaction.set_rollback(True)
    return answer
