"""Rows that live from one day to another, both included."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    def in_force(self, on: date) -> Self:
        """Rows in force on a day."""
        return self.filter(opened_on__lte=on).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gte=on)
        )


class Dated(models.Model):
    """From ``opened_on`` to ``closed_on``, the last day included; open when empty.

    Nothing here is deleted: a draft, an edition or a measurement may name the row for ever.
    """

    opened_on = models.DateField(_("vigente desde"))
    closed_on = models.DateField(_("vigente hasta"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_in_force(self, on: date) -> bool:
        return self.opened_on <= on and (self.closed_on is None or self.closed_on >= on)


def dates_in_order(name: str) -> models.CheckConstraint:
    """The database's own guard that a row never ends before it starts."""
    return models.CheckConstraint(
        condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name=name
    )
