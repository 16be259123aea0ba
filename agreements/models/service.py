"""The six conditions of a service, and what an entity asks of itself (R41-R42)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.base import Backing
from entities.history import register_history


def _date(label: str) -> models.DateField:
    return models.DateField(label, null=True, blank=True)


def _document(label: str) -> models.CharField:
    return models.CharField(label, max_length=255, blank=True)


class ServiceConditions(Backing):
    """Since when each of the six conditions holds, and the document that says so (R41)."""

    service = models.OneToOneField(
        "carta_pages.ServicePage",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("servicio"),
    )
    designed_on = _date(_("diseñado: fecha"))
    designed_document = _document(_("diseñado: documento"))
    characterised_on = _date(_("caracterizado: fecha"))
    characterised_document = _document(_("caracterizado: documento"))
    documented_on = _date(_("documentado: fecha"))
    documented_document = _document(_("documentado: documento"))
    validated_on = _date(_("validado: fecha"))
    validated_document = _document(_("validado: documento"))
    operating_on = _date(_("en operación: fecha"))
    operating_document = _document(_("en operación: documento"))
    managed_on = _date(_("gestión formal del diseño y la transición: fecha"))
    managed_document = _document(_("gestión formal del diseño y la transición: documento"))

    history = register_history()

    class Meta:
        verbose_name = _("condiciones del servicio")
        verbose_name_plural = _("condiciones de los servicios")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.service.title


class EntityRules(models.Model):
    """What the entity decided where the guide only recommends (R42)."""

    entity = models.OneToOneField(
        "entities.Entity",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("entidad"),
    )
    agreement_blocks = models.BooleanField(
        _("se exige el acuerdo de operación"),
        default=True,
        help_text=_(
            "La guía recomienda el acuerdo antes de formalizar; aquí, por defecto, se exige."
        ),
    )

    history = register_history()

    class Meta:
        verbose_name = _("regla de la entidad")
        verbose_name_plural = _("reglas de la entidad")

    def __str__(self) -> str:
        return str(self.entity)
