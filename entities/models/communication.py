"""What the communications team says aloud besides the carta: notices, and what goes first.

Neither is part of an approved text. Both are proposed by one person and confirmed by another
of the quality office, both are kept for ever, and neither may say what only a commitment says.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from entities.history import register_history
from entities.models.entity import Entity
from entities.models.proposals import Proposal
from entities.notice_rules import LONGEST_TEXT, LONGEST_TITLE


class CampaignNotice(Proposal):
    """A few words above a carta for some days, both included; withdrawn, never deleted."""

    entity = models.ForeignKey(
        Entity,
        verbose_name=_("entidad"),
        on_delete=models.PROTECT,
        related_name="campaign_notices",
    )
    service = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("servicio"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Si lo elige, el aviso está también en la página de ese servicio."),
    )
    title = models.CharField(
        _("título"),
        max_length=LONGEST_TITLE,
        help_text=_("De qué se trata: «Brigada de cedulación en Sucúa»."),
    )
    text = models.CharField(
        _("texto"),
        max_length=LONGEST_TEXT,
        help_text=_(
            "Qué pasa, dónde y cuándo. Sin tiempos, porcentajes ni promesas: eso solo lo dice un "
            "compromiso de la carta."
        ),
    )
    starts_on = models.DateField(_("se muestra desde"))
    ends_on = models.DateField(_("se muestra hasta"), help_text=_("El último día en que se lee."))
    withdrawn_at = models.DateTimeField(_("retirado el"), null=True, blank=True, editable=False)

    history = register_history()

    class Meta:
        verbose_name = _("aviso de campaña")
        verbose_name_plural = _("avisos de campaña")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="notice_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        """A proposal that its team took back waits for nobody."""
        return super().is_waiting and self.withdrawn_at is None

    def covers(self, on: date) -> bool:
        """Whether the day is between its dates."""
        return self.starts_on <= on <= self.ends_on

    @property
    def period(self) -> str:
        """«del 3 de marzo de 2026 al 9 de marzo de 2026»."""
        return str(_("del %(start)s al %(end)s")) % {
            "start": date_format(self.starts_on),
            "end": date_format(self.ends_on),
        }


class FeaturedServices(Proposal):
    """Which services of a carta go first, in order; the confirmed choice that is newest counts."""

    entity = models.ForeignKey(
        Entity,
        verbose_name=_("entidad"),
        on_delete=models.PROTECT,
        related_name="featured_services",
    )
    services = models.JSONField(_("servicios destacados"), default=list, blank=True)
    note = models.CharField(
        _("por qué estos"),
        max_length=250,
        help_text=_("Lo leerá la unidad de calidad y quedará en el historial."),
    )

    history = register_history()

    class Meta:
        verbose_name = _("selección de destacados")
        verbose_name_plural = _("servicios destacados")
        ordering = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return self.note
