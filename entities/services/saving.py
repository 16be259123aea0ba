"""One way to write a register row: checked, with its reason and author, told to the trace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from entities import journal
from entities.errors import Problem, RuleViolation
from entities.history import one_history_row
from entities.sanitize import one_line, plain


def cleaned(instance: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    """The values with every text as it is kept: one line for names, lines for long texts."""
    return {name: _kept(instance, name, value) for name, value in values.items()}


def _kept(instance: models.Model, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    is_long = isinstance(instance._meta.get_field(name), models.TextField)
    return plain(value) if is_long else one_line(value)


def apply(instance: models.Model, values: dict[str, Any]) -> list[str]:
    """Set the values on the instance; answers the names of those that differ."""
    changed = []
    for name, value in cleaned(instance, values).items():
        if getattr(instance, name) != value:
            setattr(instance, name, value)
            changed.append(name)
    return changed


def model_problems(instance: models.Model) -> list[Problem]:
    """What the model itself refuses: lengths, choices, formats, uniqueness, constraints."""
    try:
        instance.full_clean()
    except ValidationError as error:
        return [
            Problem("" if name == NON_FIELD_ERRORS else name, message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def check(instance: models.Model, problems: Iterable[Problem]) -> None:
    """Refuse with everything at once: what a rule says, then what the model says.

    One problem per field, the rule's first; the database's constraints speak only when
    nothing else did, for their words help nobody.
    """
    by_field: dict[str, Problem] = {}
    for problem in problems:
        by_field.setdefault(problem.field, problem)
    for problem in model_problems(instance):
        if problem.field or not by_field:
            by_field.setdefault(problem.field, problem)
    if by_field:
        raise RuleViolation(by_field.values())


def save(instance: models.Model, *, actor_id: int | None, reason: str) -> None:
    """Save with exactly one row of history that says who and why."""
    with one_history_row(instance, actor_id=actor_id, reason=plain(reason)):
        instance.save()


def subject_of(instance: Any) -> str:
    """How the trace names a row: model and uuid, stable beyond this database."""
    return f"{instance._meta.model_name}:{getattr(instance, 'uuid', instance.pk)}"


def canonical(value: Any) -> Any:
    """A JSON-safe form of one value: rows by uuid or code, days in ISO."""
    if isinstance(value, models.Model):
        return value.snapshot_value()["id"] if hasattr(value, "snapshot_value") else value.pk
    if isinstance(value, date):
        return value.isoformat()
    return value


def tell(
    kind: str,
    instance: Any,
    *,
    entity_id: int | None,
    actor_id: int | None,
    reason: str = "",
    values: dict[str, Any] | None = None,
) -> None:
    """Tell the trace of the change, with values by name and no personal data."""
    payload: dict[str, Any] = {name: canonical(value) for name, value in (values or {}).items()}
    if reason:
        payload["reason"] = plain(reason)
    journal.record(
        kind,
        entity_id=entity_id,
        subject=subject_of(instance),
        payload=payload,
        actor_id=actor_id,
    )
