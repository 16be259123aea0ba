"""Points of service: addresses, hours, telephones, closures (DESIGN §3.2).

They are published by the communications team with the quality office's confirmation and
never wait for a ministry. What is proposed and what is in force are different tables, so a
public query cannot show a proposal by mistake.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from entities.history import register_history
from entities.models.dated import Dated, dates_in_order
from entities.models.entity import Entity
from entities.models.organization import OrganizationalUnit
from entities.models.proposals import Proposal
from entities.models.territory import TerritorialUnit
from entities.vocabulary import PointKind, PointZone, TerritorialLevel


class PointOfService(Dated):
    """A place or channel where people are attended; every value here is confirmed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad"), on_delete=models.PROTECT, related_name="points"
    )
    unit = models.ForeignKey(
        OrganizationalUnit,
        verbose_name=_("unidad responsable"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="points",
    )
    kind = models.CharField(_("tipo"), max_length=12, choices=PointKind)
    name = models.CharField(_("nombre"), max_length=160)
    address = models.CharField(_("dirección"), max_length=250, blank=True)
    canton = models.CharField(_("cantón"), max_length=80, blank=True)
    province = models.ForeignKey(
        TerritorialUnit,
        verbose_name=_("provincia"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="points",
        limit_choices_to={"level": TerritorialLevel.PROVINCE},
    )
    phone = models.CharField(_("teléfono"), max_length=60, blank=True)
    email = models.EmailField(_("correo"), blank=True)
    hours = models.CharField(
        _("horario"),
        max_length=250,
        blank=True,
        help_text=_("Como se lee en la puerta: «Lunes a viernes, de 08:00 a 17:00»."),
    )
    timezone = models.CharField(
        _("huso horario"), max_length=20, choices=PointZone, default=PointZone.MAINLAND
    )
    accessibility = models.TextField(
        _("accesibilidad"),
        blank=True,
        help_text=_("Rampa, ascensor, baño accesible, intérprete de lengua de señas…"),
    )

    history = register_history()

    class Meta:
        verbose_name = _("punto de atención")
        verbose_name_plural = _("puntos de atención")
        ordering = ["entity", "name"]
        constraints = [dates_in_order("point_dates_in_order")]

    def __str__(self) -> str:
        return self.name

    def snapshot_value(self) -> dict[str, Any]:
        """What an edition keeps of a point it names."""
        return {
            "id": str(self.uuid),
            "label": self.name,
            "province": self.province.name if self.province else "",
            "canton": self.canton,
        }


class PointChange(Proposal):
    """A proposed new point (``point`` empty) or proposed new values of one.

    ``values`` holds the proposed values and ``before`` those in force when it was written,
    so that confirming can tell that the point has moved on in the meantime.
    """

    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad"), on_delete=models.PROTECT, related_name="point_changes"
    )
    point = models.ForeignKey(
        PointOfService,
        verbose_name=_("punto de atención"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="changes",
    )
    values = models.JSONField(_("valores propuestos"), encoder=DjangoJSONEncoder)
    before = models.JSONField(_("valores vigentes"), encoder=DjangoJSONEncoder, default=dict)
    note = models.TextField(_("motivo del cambio"))

    history = register_history()

    class Meta:
        verbose_name = _("cambio propuesto")
        verbose_name_plural = _("cambios propuestos")
        ordering = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return str(self.values.get("name") or self.point or "")


class TemporaryClosure(Proposal):
    """A point that does not attend from one day to another, both included, and why."""

    point = models.ForeignKey(
        PointOfService,
        verbose_name=_("punto de atención"),
        on_delete=models.PROTECT,
        related_name="closures",
    )
    starts_on = models.DateField(_("cerrado desde"))
    ends_on = models.DateField(
        _("cerrado hasta"), null=True, blank=True, help_text=_("Vacío: hasta nuevo aviso.")
    )
    reason = models.CharField(
        _("motivo"), max_length=250, help_text=_("Se muestra al público tal como lo escriba.")
    )

    history = register_history()

    class Meta:
        verbose_name = _("cierre temporal")
        verbose_name_plural = _("cierres temporales")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="closure_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.point} · {self.starts_on:%d/%m/%Y}"

    def covers(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)
