"""History of the registers: who, when, why, each value before and after (DESIGN §4, R215).

django-simple-history ties its rows to users by a key that is emptied when the user goes;
here the author is a plain number and the reason a text, so that authorship outlives the
account, and the moment comes from the house clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from entities import clock


def _author(row: Any) -> Any:
    """The person behind a row, or None when unknown or erased."""
    if row.history_user_id is None:
        return None
    return get_user_model()._default_manager.filter(pk=row.history_user_id).first()


def _set_author(row: Any, author: Any) -> None:
    row.history_user_id = getattr(author, "pk", author)


class RegisterHistory(HistoricalRecords):
    """Records with the house clock; the model keeps hold of its recorder."""

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        super().contribute_to_class(cls, name)
        cls._register_history = self  # type: ignore[attr-defined]

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        if hasattr(instance, "_history_date"):
            super().create_historical_record(instance, history_type, using=using)
            return
        instance._history_date = clock.now()  # type: ignore[attr-defined]
        try:
            super().create_historical_record(instance, history_type, using=using)
        finally:
            del instance._history_date  # type: ignore[attr-defined]


def register_history(**kwargs: Any) -> RegisterHistory:
    """The recorder every register uses: ``history = register_history()``."""
    return RegisterHistory(
        history_change_reason_field=models.TextField(_("motivo"), null=True),
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=_author,
        history_user_setter=_set_author,
        **kwargs,
    )


@contextmanager
def one_history_row(
    instance: models.Model, *, actor_id: int | None, reason: str
) -> Iterator[models.Model]:
    """Whatever is saved inside, many-to-many included, leaves exactly one row of history.

    Without it each ``set()`` of a many-to-many field would write rows of its own, and a
    reader would see one act as several.
    """
    created = instance._state.adding
    instance.skip_history_when_saving = True  # type: ignore[attr-defined]
    try:
        yield instance
    finally:
        del instance.skip_history_when_saving  # type: ignore[attr-defined]
    instance._history_user = actor_id  # type: ignore[attr-defined]
    instance._change_reason = reason  # type: ignore[attr-defined]
    recorder: RegisterHistory = instance._register_history  # type: ignore[attr-defined]
    try:
        recorder.create_historical_record(instance, "+" if created else "~")
    finally:
        del instance._history_user, instance._change_reason  # type: ignore[attr-defined]
