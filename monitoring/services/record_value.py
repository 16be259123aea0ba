"""Keep a measured value, or correct one with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from carta_pages.models.vocabulary import MeasureUnit
from entities import clock
from entities.errors import Problem, RuleViolation, raise_if
from monitoring.models import RawValue
from monitoring.periods import Period

if TYPE_CHECKING:
    from uuid import UUID

    from entities.models import Entity

PLACES = 6
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Measured:
    """A value as somebody tells it.

    Args:
        period: the months it speaks of.
        value: the result, in ``unit``.
        numerator: with ``denominator``, instead of the result or beside it.
        denominator: greater than zero.
        unit: a value of ``MeasureUnit``.
        other_unit: its name when the unit is «otra».
        source: where the datum comes from.
    """

    period: Period
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    unit: str = ""
    other_unit: str = ""
    source: str = ""

    def problems(self) -> list[Problem]:
        """What keeps it from being recorded; pure."""
        found = []
        if self.value is None and (self.numerator is None or self.denominator is None):
            found.append(Problem("value", _("Falta el resultado, o numerador y denominador.")))
        if self.denominator is not None and self.denominator <= 0:
            found.append(Problem("denominator", _("El denominador debe ser mayor que cero.")))
        elif not self.agrees():
            found.append(
                Problem("value", _("El resultado no es el numerador entre el denominador."))
            )
        if not self.unit:
            found.append(Problem("unit", _("Falta la unidad de medida.")))
        if self.period.start > clock.today():
            found.append(Problem("period", _("El período todavía no empieza.")))
        return found

    def agrees(self) -> bool:
        """Whether a percentage is the ratio beside it, as rounded as it is told."""
        numbers = (self.value, self.numerator, self.denominator)
        if self.unit != MeasureUnit.PERCENT or None in numbers:
            return True
        value, numerator, denominator = numbers
        assert value is not None
        assert numerator is not None
        assert denominator is not None
        places = max(0, -int(value.as_tuple().exponent))
        return abs(numerator / denominator * _HUNDRED - value) <= Decimal(10) ** -places

    def same_as(self, row: RawValue) -> bool:
        """Whether a stored row says the same."""
        names = ("value", "numerator", "denominator", "unit", "other_unit")
        return all(getattr(self, name) == getattr(row, name) for name in names) and (
            not self.source or self.source == row.source
        )


def current_value(indicator: UUID, period: Period) -> RawValue | None:
    """The row of a period that no later one corrects."""
    rows = RawValue.objects.current().filter(
        indicator=indicator, period_start=period.start, period_end=period.end
    )
    return rows.first()


@transaction.atomic
def record_value(
    entity: Entity,
    indicator: UUID,
    name: str,
    told: Measured,
    *,
    user_id: int,
    reason: str = "",
) -> RawValue:
    """Write a value; one of the same period that says otherwise is corrected by it.

    Args:
        entity: whose indicator it is.
        indicator: its uuid.
        name: its name today, kept beside the value.
        told: the value.
        user_id: who enters it.
        reason: why it differs from what was entered before.

    Returns:
        the row that counts now; the stored one when it says the same.

    Raises:
        RuleViolation: something is missing, or a correction has no reason.
    """
    raise_if(told.problems())
    before = current_value(indicator, told.period)
    if before is not None and told.same_as(before):
        return before
    if before is not None and not reason.strip():
        raise RuleViolation([Problem("reason", _("Ya hay un valor distinto: diga el motivo."))])
    return RawValue.objects.create(
        entity=entity,
        indicator=indicator,
        indicator_name=name[:200],
        period_start=told.period.start,
        period_end=told.period.end,
        value=told.value,
        numerator=told.numerator,
        denominator=told.denominator,
        unit=told.unit,
        other_unit=told.other_unit,
        source=told.source,
        entered_by_id=user_id,
        entered_at=clock.now(),
        corrects=before,
        reason=reason.strip() if before is not None else "",
    )
