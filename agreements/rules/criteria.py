"""The five criteria of an operational requirement (R72-R77; guide 7.1, act. 1, table). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Criterion:
    """One of the five, and whether a requirement meets it.

    Args:
        name: as the guide calls it.
        asks: what is missing when it is not met.
        holds: whether it is met.
    """

    name: Text
    asks: Text
    holds: bool


def five_criteria(
    *,
    text: str,
    is_clear: bool,
    measure: str,
    unit_id: int | None,
    relevance: str,
    frequency: str,
    due_on: date | None,
) -> tuple[Criterion, ...]:
    """Each criterion with its verdict, in the order of the guide.

    Args:
        text: the requirement.
        is_clear: the reviewer's tick.
        measure: datum, percentage, time or verifiable condition.
        unit_id: the responsible area.
        relevance: how it contributes to its factor.
        frequency: how often; or
        due_on: by when.
    """
    return (
        Criterion(
            _("Claro"),
            _("confirme que se entiende igual por quien lo ejecuta y quien lo revisa"),
            bool(text.strip()) and is_clear,
        ),
        Criterion(_("Medible"), _("diga cómo se mide"), bool(measure.strip())),
        Criterion(_("Asignable"), _("elija el área responsable"), unit_id is not None),
        Criterion(_("Relevante"), _("diga cómo contribuye al factor"), bool(relevance.strip())),
        Criterion(
            _("Temporal"),
            _("diga con qué frecuencia o hasta cuándo"),
            bool(frequency) or due_on is not None,
        ),
    )


def unmet(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """Those that are not met: four of five is not valid (R77)."""
    return tuple(one for one in criteria if not one.holds)
