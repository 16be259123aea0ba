"""What was measured, as it was told: a row is never changed, a correction is another row."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from carta_pages.models.vocabulary import MeasureUnit
from monitoring.periods import Period

LARGEST = 10**12


def _finite(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{name}__isnull": True})
        | models.Q(**{f"{name}__gt": -LARGEST, f"{name}__lt": LARGEST}),
        name=f"raw_value_{name}_is_a_number",
        violation_error_message=_("El valor debe ser un número."),
    )


class Unchangeable(Exception):  # noqa: N818  (a refusal, not a failure)
    """A measured value is corrected by a new row, never changed nor deleted."""


class RawValueQuerySet(models.QuerySet["RawValue"]):
    def current(self) -> RawValueQuerySet:
        """Rows that no later one corrects."""
        return self.filter(correction__isnull=True)

    def update(self, **kwargs: Any) -> int:
        raise Unchangeable

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Unchangeable


class RawValue(models.Model):
    """A value of an indicator in a period, as it was entered (issue: historic series).

    The indicator is named by its ``uuid``, which outlives drafts and versions. The value is
    told either by itself or by numerator and denominator; what follows from them is computed
    where it is read.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entity = models.ForeignKey(
        "entities.Entity", on_delete=models.PROTECT, related_name="+", verbose_name=_("entidad")
    )
    indicator = models.UUIDField(_("indicador"), db_index=True)
    indicator_name = models.CharField(_("nombre del indicador"), max_length=200, blank=True)
    period_start = models.DateField(_("desde"))
    period_end = models.DateField(_("hasta"))
    numerator = models.DecimalField(
        _("numerador"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("denominador"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    value = models.DecimalField(
        _("resultado"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    unit = models.CharField(_("unidad de medida"), max_length=20, choices=MeasureUnit.choices)
    other_unit = models.CharField(_("otra unidad"), max_length=60, blank=True)
    source = models.CharField(_("fuente de los datos"), max_length=255, blank=True)
    entered_by_id = models.BigIntegerField()
    entered_at = models.DateTimeField(_("registrado el"))
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name=_("corrige a"),
    )
    reason = models.TextField(_("motivo de la corrección"), blank=True)

    objects = RawValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("valor medido")
        verbose_name_plural = _("valores medidos")
        ordering = ["indicator", "period_start", "pk"]
        constraints = [
            *(_finite(name) for name in ("numerator", "denominator", "value")),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False)
                | models.Q(numerator__isnull=False, denominator__isnull=False),
                name="raw_value_says_something",
                violation_error_message=_("Falta el resultado, o numerador y denominador."),
            ),
            models.CheckConstraint(
                condition=models.Q(denominator__isnull=True) | models.Q(denominator__gt=0),
                name="raw_value_denominator_positive",
                violation_error_message=_("El denominador debe ser mayor que cero."),
            ),
            models.CheckConstraint(
                condition=models.Q(period_end__gt=models.F("period_start")),
                name="raw_value_period_in_order",
                violation_error_message=_("El período debe terminar después de empezar."),
            ),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True, reason="")
                | (models.Q(corrects__isnull=False) & ~models.Q(reason="")),
                name="raw_value_correction_has_reason",
                violation_error_message=_("Una corrección dice su motivo."),
            ),
            models.UniqueConstraint(
                fields=["indicator", "period_start", "period_end"],
                condition=models.Q(corrects__isnull=True),
                name="raw_value_once_in_a_period",
                violation_error_message=_("Ya hay un valor de ese período: corríjalo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_name} · {self.period}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows are written.

        Raises:
            Unchangeable: the row is stored already.
        """
        if not self._state.adding:
            raise Unchangeable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: what was measured stays.

        Raises:
            Unchangeable: always.
        """
        raise Unchangeable

    @property
    def period(self) -> Period:
        """The months it speaks of."""
        return Period(self.period_start, self.period_end)
