"""Key quality factors and the indicators that measure them (R36-R38, R43, R45)."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from carta_pages.fields import ChoiceListField
from carta_pages.models.rows import Row
from carta_pages.models.vocabulary import (
    Dimension,
    Direction,
    Frequency,
    JourneyStep,
    MeasureUnit,
    Operator,
)


class QualityFactor(Row):
    """Factor clave de calidad: what matters to the user, where in the journey it is decided."""

    page = ParentalKey("carta_pages.CommitmentPage", related_name="quality_factors")
    text = models.TextField(_("factor clave de calidad"), blank=True)
    journey_step = models.CharField(
        _("punto del recorrido"), max_length=40, choices=JourneyStep.choices, blank=True
    )
    critical_point = models.CharField(_("punto crítico del proceso"), max_length=255, blank=True)
    dimensions = ChoiceListField(_("dimensiones de calidad"), choices=Dimension.choices)
    other_dimension = models.CharField(_("otra dimensión"), max_length=120, blank=True)
    affects_perception = models.BooleanField(
        _("incide directamente en la percepción del usuario"), null=True, blank=True
    )
    perception_impact = models.TextField(_("cómo incide"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("factor clave de calidad")
        verbose_name_plural = _("factores clave de calidad")

    def __str__(self) -> str:
        return self.text[:80]


class Standard(models.Model):
    """A committed reference value: operator, number and, for a range, its upper end (R45).

    The parameter is the limit inside the formula («5 días» in «90 % en 5 días»).
    """

    operator = models.CharField(_("operador"), max_length=10, choices=Operator.choices, blank=True)
    value = models.DecimalField(_("valor"), max_digits=14, decimal_places=4, null=True, blank=True)
    value_to = models.DecimalField(
        _("hasta"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    parameter = models.CharField(
        _("parámetro"),
        max_length=120,
        blank=True,
        help_text=_("El límite que está dentro de la fórmula, por ejemplo «5 días laborables»."),
    )

    class Meta:
        abstract = True


PERCENTAGE = _("Escriba un porcentaje entre 0 y 100.")

LARGEST = Decimal(10) ** 10
"""Beyond the digits of any standard; a bound that NaN and Infinity cannot pass."""


def finite(prefix: str, *names: str) -> list[models.CheckConstraint]:
    """The database's own guard against what is not a number (it would compare as met for ever).

    Args:
        prefix: start of the constraints' names.
        names: decimal fields that may be empty.
    """
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{name}__isnull": True})
            | models.Q(**{f"{name}__gt": -LARGEST, f"{name}__lt": LARGEST}),
            name=f"{prefix}_{name}_is_a_number",
            violation_error_message=_("El valor debe ser un número."),
        )
        for name in names
    ]


def standard_constraints(prefix: str) -> list[models.CheckConstraint]:
    """A range runs upwards, only a range has an upper end, and both are numbers."""
    return [
        *finite(prefix, "value", "value_to"),
        models.CheckConstraint(
            condition=models.Q(value_to__isnull=True) | models.Q(operator=Operator.WITHIN),
            name=f"{prefix}_upper_end_of_range",
            violation_error_message=_("«Hasta» solo se usa con el operador «dentro de»."),
        ),
        models.CheckConstraint(
            condition=models.Q(value_to__isnull=True)
            | models.Q(value__isnull=True)
            | models.Q(value_to__gt=models.F("value")),
            name=f"{prefix}_range_runs_upwards",
            violation_error_message=_("El rango debe ir de menor a mayor."),
        ),
    ]


class IndicatorSheet(Row, Standard):
    """Ficha de indicador with its standard; results and remedies key on its ``uuid``."""

    page = ParentalKey("carta_pages.CommitmentPage", related_name="indicators")
    factor = models.UUIDField(_("factor que mide"), null=True, blank=True)
    code = models.CharField(_("código"), max_length=60, blank=True)
    name = models.CharField(_("nombre"), max_length=200, blank=True)
    measures = models.TextField(_("qué mide"), blank=True)
    formula = models.TextField(_("fórmula"), blank=True)
    variables = models.TextField(_("variables y su fuente"), blank=True)
    unit = models.CharField(
        _("unidad de medida"), max_length=20, choices=MeasureUnit.choices, blank=True
    )
    other_unit = models.CharField(_("otra unidad"), max_length=60, blank=True)
    direction = models.CharField(_("sentido"), max_length=10, choices=Direction.choices, blank=True)
    frequency = models.CharField(
        _("frecuencia"), max_length=20, choices=Frequency.choices, blank=True
    )
    source = models.CharField(_("fuente de los datos"), max_length=255, blank=True)
    responsible_unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unidad responsable de medir"),
    )
    baseline = models.DecimalField(
        _("línea base"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    baseline_period = models.CharField(_("período de la línea base"), max_length=80, blank=True)
    statistical_basis = models.TextField(_("base del control estadístico"), blank=True)
    territorial_breakdown = models.CharField(_("desglose territorial"), max_length=200, blank=True)
    partial_limit = models.DecimalField(
        _("límite de cumplimiento parcial (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[
            # Beside the field: the constraint below can only speak of the whole row.
            MinValueValidator(0, message=PERCENTAGE),
            MaxValueValidator(100, message=PERCENTAGE),
        ],
    )
    version = models.CharField(_("versión de la ficha"), max_length=20, blank=True)
    approved_on = models.DateField(_("fecha de aprobación de la ficha"), null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("ficha de indicador")
        verbose_name_plural = _("fichas de indicador")
        constraints = [
            *standard_constraints("indicator"),
            *finite("indicator", "baseline"),
            models.CheckConstraint(
                condition=models.Q(partial_limit__isnull=True)
                | models.Q(partial_limit__gte=0, partial_limit__lte=100),
                name="indicator_partial_limit_is_percent",
                violation_error_message=_("El límite de cumplimiento parcial va de 0 a 100 %%."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def unit_label(self) -> str:
        """The unit as people read it."""
        if self.unit == MeasureUnit.OTHER:
            return self.other_unit
        return str(self.get_unit_display()) if self.unit else ""

    @property
    def committed_numbers(self) -> tuple[Decimal, ...]:
        """The numbers that the commitment's sentence must carry (R47)."""
        return tuple(number for number in (self.value, self.value_to) if number is not None)
