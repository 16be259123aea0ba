"""Days that are not worked, as data: the yearly decree wins over any computation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entities.history import register_history
from entities.models.entity import Entity


class Holiday(models.Model):
    """A national day of rest, or a local one that one entity observes.

    A day that a decree takes back is marked as not in force, never deleted: terms counted
    with it must remain explicable.
    """

    date = models.DateField(_("fecha"))
    name = models.CharField(_("nombre"), max_length=160)
    entity = models.ForeignKey(
        Entity,
        verbose_name=_("entidad"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="holidays",
        help_text=_("Vacía para los feriados nacionales."),
    )
    in_force = models.BooleanField(
        _("vigente"), default=True, help_text=_("Desmarque si un decreto lo dejó sin efecto.")
    )

    history = register_history()

    class Meta:
        verbose_name = _("feriado")
        verbose_name_plural = _("feriados")
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(
                fields=["date"], condition=Q(entity__isnull=True), name="holiday_national_once"
            ),
            models.UniqueConstraint(
                fields=["entity", "date"],
                condition=Q(entity__isnull=False),
                name="holiday_local_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} · {self.name}"
