"""Provinces, and the zones and districts each entity draws for itself (R52, R101)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entities.history import register_history
from entities.models.dated import Dated, dates_in_order
from entities.models.entity import Entity
from entities.vocabulary import TerritorialLevel


class TerritorialUnit(Dated):
    """A province (the country's, INEC code) or a zone or district of one entity.

    A zone is a set of cantons, not always of whole provinces, and each entity has its own;
    hence the entity on every level but the province.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    level = models.CharField(_("nivel"), max_length=12, choices=TerritorialLevel)
    code = models.CharField(_("código"), max_length=20)
    name = models.CharField(_("nombre"), max_length=120)
    entity = models.ForeignKey(
        Entity,
        verbose_name=_("entidad"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="territorial_units",
    )
    provinces = models.ManyToManyField(
        "self",
        verbose_name=_("provincias"),
        symmetrical=False,
        blank=True,
        related_name="zones",
        limit_choices_to={"level": TerritorialLevel.PROVINCE},
    )
    cantons = models.TextField(
        _("cantones"),
        blank=True,
        help_text=_("Cuando no cubre provincias enteras: los cantones, separados por comas."),
    )

    history = register_history(m2m_fields=[provinces])

    class Meta:
        verbose_name = _("unidad territorial")
        verbose_name_plural = _("unidades territoriales")
        ordering = ["level", "code"]
        constraints = [
            dates_in_order("territory_dates_in_order"),
            models.CheckConstraint(
                condition=Q(level=TerritorialLevel.PROVINCE, entity__isnull=True)
                | Q(entity__isnull=False) & ~Q(level=TerritorialLevel.PROVINCE),
                name="territory_provinces_are_the_countrys",
            ),
            models.UniqueConstraint(
                fields=["level", "code"],
                condition=Q(entity__isnull=True),
                name="territory_province_code_once",
            ),
            models.UniqueConstraint(
                fields=["entity", "level", "code"],
                condition=Q(entity__isnull=False),
                name="territory_code_once_per_entity",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def snapshot_value(self) -> dict[str, Any]:
        """What an edition keeps of a territory it names: of a zone or district, what it covers."""
        kept: dict[str, Any] = {"id": self.code, "label": self.name, "level": self.level}
        if self.level != TerritorialLevel.PROVINCE:
            kept["provinces"] = sorted(self.provinces.values_list("code", flat=True))
            kept["cantons"] = self.cantons
        return kept
