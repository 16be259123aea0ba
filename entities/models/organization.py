"""The units of an entity: who runs a process and who attends people (R9, R17)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from entities.history import register_history
from entities.models.dated import Dated, dates_in_order
from entities.models.entity import Entity
from entities.models.territory import TerritorialUnit
from entities.vocabulary import TerritorialLevel, UnitLevel


class OrganizationalUnit(Dated):
    """A unit of the entity; ``is_provider`` marks the «unidades prestadoras» of R17."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad"), on_delete=models.PROTECT, related_name="units"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("depende de"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    name = models.CharField(_("nombre"), max_length=200)
    acronym = models.CharField(_("siglas"), max_length=40, blank=True)
    level = models.CharField(_("nivel"), max_length=16, choices=UnitLevel)
    is_provider = models.BooleanField(
        _("unidad prestadora"), default=False, help_text=_("Atiende directamente a las personas.")
    )
    province = models.ForeignKey(
        TerritorialUnit,
        verbose_name=_("provincia"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organizational_units",
        limit_choices_to={"level": TerritorialLevel.PROVINCE},
    )
    canton = models.CharField(_("cantón"), max_length=80, blank=True)

    history = register_history()

    class Meta:
        verbose_name = _("unidad")
        verbose_name_plural = _("unidades")
        ordering = ["entity", "name"]
        constraints = [dates_in_order("unit_dates_in_order")]

    def __str__(self) -> str:
        return self.name

    def snapshot_value(self) -> dict[str, Any]:
        """What an edition keeps of a unit it names."""
        return {
            "id": str(self.uuid),
            "label": self.name,
            "level": self.level,
            "province": self.province.name if self.province else "",
            "canton": self.canton,
        }
