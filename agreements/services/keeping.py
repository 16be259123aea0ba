"""One way to write a row of this room: of one entity, with its reason in the history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from agreements.models.base import Backing
from entities.errors import Problem
from entities.models import OrganizationalUnit
from entities.rules import reason_problems
from entities.services import saving

R = TypeVar("R", bound=Any)


def keep(
    row: R,
    values: dict[str, Any],
    *,
    actor_id: int | None,
    reason: str = "",
    first: str = "",
    problems: Iterable[Problem] = (),
) -> R:
    """Write a new row, or correct one, with one line of history.

    Args:
        row: new, or locked by the caller.
        values: what changes.
        actor_id: who.
        reason: why; needed to correct.
        first: why a new row was written, when nobody says it.
        problems: what the caller's rules found already.

    Raises:
        RuleViolation: everything that is wrong, at once.
    """
    is_new = row._state.adding
    found = [*problems, *([] if is_new else reason_problems(reason))]
    if is_new:  # Django refuses to read a relation that was never set, so it is not compared
        for name in [one.name for one in row._meta.concrete_fields if one.is_relation]:
            if values.get(name) is not None:
                setattr(row, name, values[name])
        values = {name: value for name, value in values.items() if value is not None}
    changed = saving.apply(row, values)
    found += _foreign(row)
    saving.check(row, found)
    if is_new or changed:
        saving.save(row, actor_id=actor_id, reason=reason or first)
    return row


def locked(row: R) -> R:
    """The same row, read again and held until the transaction ends."""
    found: R = type(row)._default_manager.select_for_update().get(pk=row.pk)
    return found


def _foreign(row: Any) -> list[Problem]:
    """Units, processes and agreements of another entity are never named (T30)."""
    entity_id = getattr(row, "entity_id", None)
    if entity_id is None:
        return []
    problems = []
    for field in row._meta.concrete_fields:
        related = field.related_model
        if related is None or not issubclass(related, OrganizationalUnit | Backing):
            continue
        named = getattr(row, field.name, None) if getattr(row, field.attname) else None
        if named is not None and named.entity_id != entity_id:
            problems.append(Problem(field.name, _("Elija algo de la propia entidad.")))
    return problems
