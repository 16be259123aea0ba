"""Operation agreements: what units promise one another so that the promise holds (R60-R70)."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.base import Backing, BackingOfService
from agreements.vocabulary import TimeUnit
from carta_pages.models.vocabulary import Frequency
from entities.history import register_history


class OperationAgreement(BackingOfService):
    """Acuerdo de nivel de operación (OLA), linked to the factors it makes possible (R62)."""

    code = models.CharField(_("código"), max_length=60)
    name = models.CharField(_("nombre"), max_length=200)
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unidad que lo lleva"),
    )
    factors = models.JSONField(_("factores que respalda"), default=list)
    roles = models.TextField(_("roles y responsabilidades"), blank=True)
    control_points = models.TextField(_("tiempos internos: puntos de control"), blank=True)
    coordination = models.TextField(_("coordinación y flujo de información"), blank=True)
    resources = models.TextField(_("recursos, soporte y condiciones técnicas"), blank=True)
    verification = models.TextField(_("verificación y control"), blank=True)
    next_review_on = models.DateField(_("próxima revisión"), null=True, blank=True)
    periodicity = models.CharField(
        _("cada cuánto se revisa"), max_length=20, choices=Frequency.choices, blank=True
    )
    in_force = models.BooleanField(_("vigente"), default=True)

    history = register_history()

    class Meta:
        verbose_name = _("acuerdo de operación")
        verbose_name_plural = _("acuerdos de operación")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "code"],
                name="operation_agreement_code_once",
                violation_error_message=_("La entidad ya tiene un acuerdo con ese código."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class InternalTime(Backing):
    """One step of an agreement: from which unit to which, and in how much time (R61)."""

    agreement = models.ForeignKey(
        OperationAgreement,
        on_delete=models.CASCADE,
        related_name="times",
        verbose_name=_("acuerdo de operación"),
    )
    position = models.PositiveSmallIntegerField(_("orden"), default=1)
    step = models.CharField(_("paso"), max_length=200)
    from_unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("de la unidad"),
    )
    to_unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("a la unidad"),
    )
    value = models.DecimalField(
        _("tiempo"),
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0), message=_("El tiempo no puede ser negativo."))],
    )
    unit = models.CharField(_("unidad de tiempo"), max_length=20, choices=TimeUnit.choices)
    in_force = models.BooleanField(_("vigente"), default=True)

    history = register_history()

    class Meta:
        verbose_name = _("tiempo interno")
        verbose_name_plural = _("tiempos internos")
        ordering = ["agreement", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lt=10**8),
                name="internal_time_is_a_number",
                violation_error_message=_("El tiempo debe ser cero o un número positivo."),
            )
        ]

    def __str__(self) -> str:
        return self.step


class Acknowledgement(Backing):
    """A unit says, by its own process owner, that it knows and carries out an agreement (R69)."""

    agreement = models.ForeignKey(
        OperationAgreement,
        on_delete=models.CASCADE,
        related_name="acknowledgements",
        verbose_name=_("acuerdo de operación"),
    )
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unidad"),
    )
    person_id = models.BigIntegerField(null=True, blank=True)
    post = models.CharField(_("cargo"), max_length=200, blank=True)
    office = models.CharField(_("oficina"), max_length=200, blank=True)
    acknowledged_on = models.DateField(_("fecha"))

    history = register_history()

    class Meta:
        verbose_name = _("acuse de un acuerdo")
        verbose_name_plural = _("acuses de acuerdos")
        ordering = ["-acknowledged_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "unit"],
                name="acknowledged_once_by_unit",
                violation_error_message=_("Esa unidad ya dio su acuse."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement.code}: {self.unit}"
