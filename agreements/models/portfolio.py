"""A sheet of the portfolio that somebody asked for, until it is fetched or a day passes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PortfolioSheet(models.Model):
    """One person's own sheet: what was asked, and the file once it is made.

    The file is kept in the row, away from every folder that is served, and emptied within a day.
    """

    class State(models.TextChoices):
        RUNNING = "en_curso", _("En curso")
        DONE = "hecha", _("Lista")
        FAILED = "fallida", _("No se pudo hacer")
        DROPPED = "vencida", _("Ya no se guarda")

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel")
        CSV = "csv", _("CSV")

    asked_by_id = models.BigIntegerField(db_index=True)
    query = models.TextField(_("filtros"), blank=True)
    format = models.CharField(_("formato"), max_length=4, choices=Format.choices)
    state = models.CharField(
        _("estado"), max_length=20, choices=State.choices, default=State.RUNNING
    )
    content = models.BinaryField(_("contenido"), default=bytes, editable=False)
    row_count = models.PositiveIntegerField(_("filas"), default=0)
    error = models.TextField(_("por qué no"), blank=True)
    created_at = models.DateTimeField(_("pedida el"))
    finished_at = models.DateTimeField(_("terminada el"), null=True, blank=True)

    class Meta:
        verbose_name = _("hoja de la cartera")
        verbose_name_plural = _("hojas de la cartera")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"cartera-de-servicios-{self.created_at:%Y-%m-%d}.{self.format}"
