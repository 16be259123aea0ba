"""The history of one register row as people read it: date, who, why, old → new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entities.names import name_of
from entities.selectors import FieldChange

_HIDDEN = frozenset({"id", "uuid", "root_page", "image_collection", "document_collection"})


@dataclass(frozen=True, slots=True)
class HistoryRow:
    at: datetime
    what: str
    who: str
    reason: str
    changes: tuple[FieldChange, ...]


class _Reader:
    """Shows historical values; looks each related row or person up once."""

    def __init__(self, model: type[models.Model], records: list[Any]) -> None:
        self.model = model
        self.fields = [f for f in model.history.model.tracked_fields if f.name not in _HIDDEN]  # type: ignore[attr-defined]
        self.related: dict[type[models.Model], dict[Any, str]] = {}
        self.people = _names({record.history_user_id for record in records})
        self.many = _many_values(model, records)
        for field in self.fields:
            if field.is_relation:
                self._look_up(field, {getattr(record, field.attname) for record in records})
        for field in self.many:
            self._look_up(field, {pk for ids in self.many[field].values() for pk in ids})

    def _look_up(self, field: Any, ids: set[Any]) -> None:
        known = self.related.setdefault(field.related_model, {})
        wanted = {pk for pk in ids if pk is not None and pk not in known}
        if wanted:
            rows = field.related_model._default_manager.filter(pk__in=wanted)
            known.update({row.pk: _title(row) for row in rows})

    def who(self, record: Any) -> str:
        if record.history_user_id is None:
            return _("Sistema")
        return self.people.get(record.history_user_id) or _("Persona n.º %(id)d (sin cuenta)") % {
            "id": record.history_user_id
        }

    def shown(self, field: Any, value: Any) -> str:
        if value in (None, ""):
            return ""
        if field.is_relation:
            return self.related[field.related_model].get(value, str(value))
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("Sí") if value else _("No")
        if isinstance(value, datetime | date):
            return date_format(value, "SHORT_DATE_FORMAT")
        return str(value)

    def changes(self, record: Any, before: Any | None) -> tuple[FieldChange, ...]:
        found = [
            FieldChange(
                label=str(field.verbose_name),
                old=self.shown(field, getattr(before, field.attname)) if before else "",
                new=self.shown(field, getattr(record, field.attname)),
            )
            for field in self.fields
            if not before or getattr(record, field.attname) != getattr(before, field.attname)
        ]
        for field, values in self.many.items():
            names = self.related[field.related_model]
            new = values.get(record.pk, frozenset())
            old = values.get(before.pk, frozenset()) if before else frozenset()
            if new != old:
                label = str(field.verbose_name)
                found.append(FieldChange(label, _joined(names, old), _joined(names, new)))
        return tuple(change for change in found if before or change.new)


def _joined(names: dict[Any, str], ids: Iterable[Any]) -> str:
    return ", ".join(sorted(names.get(pk, str(pk)) for pk in ids))


def _title(row: Any) -> str:
    return name_of(row) if isinstance(row, get_user_model()) else str(row)


def _names(ids: Iterable[Any]) -> dict[Any, str]:
    people = get_user_model()._default_manager.filter(pk__in=[pk for pk in ids if pk is not None])
    return {person.pk: _title(person) for person in people}


def _many_values(
    model: type[models.Model], records: list[Any]
) -> dict[Any, dict[int, frozenset[int]]]:
    """For each many-to-many field kept in the history: record → ids."""
    recorder = model._register_history  # type: ignore[attr-defined]
    result: dict[Any, dict[int, frozenset[int]]] = {}
    for field in recorder.get_m2m_fields_from_model(model):
        target = field.m2m_reverse_field_name()
        try:
            recorder.m2m_models[field]._meta.get_field(target)
        except FieldDoesNotExist:  # pragma: no cover - a field newer than the history
            continue
        rows = recorder.m2m_models[field].objects.filter(
            history_id__in=[record.pk for record in records]
        )
        kept: dict[int, set[int]] = {}
        for history_id, pk in rows.values_list("history_id", f"{target}_id"):
            kept.setdefault(history_id, set()).add(pk)
        result[field] = {pk: frozenset(ids) for pk, ids in kept.items()}
    return result


def history_rows(instance: models.Model) -> list[HistoryRow]:
    """Everything that happened to a row, newest first."""
    return histories_of(type(instance), [instance.pk])[instance.pk]


def histories_of(model: type[models.Model], pks: Iterable[Any]) -> dict[Any, list[HistoryRow]]:
    """Everything that happened to each of some rows, newest first, in as many queries as of one.

    Args:
        model: whose rows.
        pks: their keys; each is in the answer.
    """
    rows: dict[Any, list[HistoryRow]] = {pk: [] for pk in pks}
    records = list(
        model.history.filter(id__in=list(rows)).order_by("history_date", "history_id")  # type: ignore[attr-defined]
    )
    reader = _Reader(model, records)
    before: dict[Any, Any] = {}
    for record in records:
        rows[record.id].append(
            HistoryRow(
                at=record.history_date,
                what=_("Registro") if record.history_type == "+" else _("Cambio"),
                who=reader.who(record),
                reason=record.history_change_reason or "",
                changes=reader.changes(record, before.get(record.id)),
            )
        )
        before[record.id] = record
    return {pk: told[::-1] for pk, told in rows.items()}
