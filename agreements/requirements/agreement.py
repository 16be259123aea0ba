"""An operation agreement is complete, validated, known, and fits the promise (R61-R70)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.requirements.lines import Line, edit, new, quoted
from agreements.requirements.rules import (
    AGREEMENT_ACKNOWLEDGED,
    AGREEMENT_BLOCKS,
    AGREEMENT_INSTRUMENT,
    AGREEMENT_REVIEW,
    AGREEMENT_REVIEW_DUE,
    AGREEMENT_TIMES,
    AGREEMENT_TIMES_COMPARABLE,
    AGREEMENT_VALIDATED,
)
from agreements.rules.times import Duration, committed_time, compare
from agreements.selectors.behind import BehindCommitment
from agreements.services.evidence import is_instrument
from agreements.vocabulary import Subject, TimeUnit
from entities import clock
from entities.numbers import format_number

BLOCKS = ("roles", "control_points", "coordination", "resources", "verification")
_CENTS = Decimal("0.01")


def lines(
    agreement: Any, behind: BehindCommitment, factors: list[Any], sheets: list[Any]
) -> Iterator[Line]:
    """Every line of one agreement.

    Args:
        agreement: with its steps and acknowledgements.
        behind: what stands behind the commitment.
        factors: of the commitment.
        sheets: indicators of the commitment.
    """
    yield from _blocks(agreement)
    yield from _papers(agreement, behind)
    yield from _acknowledged(agreement)
    yield from _review(agreement)
    if agreement.steps:
        for sheet in _measured_by(agreement, factors, sheets):
            yield from _times(agreement, sheet)


def _blocks(agreement: Any) -> Iterator[Line]:
    empty = [
        str(agreement._meta.get_field(name).verbose_name)
        for name in BLOCKS
        if not getattr(agreement, name)
    ]
    says = (
        _("Al acuerdo %(code)s le falta: %(what)s.")
        % {"code": agreement.code, "what": "; ".join(empty)}
        if empty
        else _("El acuerdo %s dice sus cinco contenidos.") % agreement.code
    )
    yield Line(AGREEMENT_BLOCKS, not empty, says, edit(agreement))
    yield Line(
        AGREEMENT_BLOCKS,
        bool(agreement.steps),
        ngettext(
            "El acuerdo %(code)s tiene %(count)d tiempo interno.",
            "El acuerdo %(code)s tiene %(count)d tiempos internos.",
            len(agreement.steps),
        )
        % {"code": agreement.code, "count": len(agreement.steps)}
        if agreement.steps
        else _("El acuerdo %s no dice ningún tiempo interno por paso.") % agreement.code,
        new("internaltime", agreement=agreement.pk),
    )


def _papers(agreement: Any, behind: BehindCommitment) -> Iterator[Line]:
    rows = behind.evidence.get(str(agreement.uuid), [])
    instruments = [row for row in rows if is_instrument(row.kind) and row.code and row.version]
    validation = [row for row in rows if not is_instrument(row.kind)]
    where = new("evidence", target=f"{Subject.AGREEMENT}:{agreement.uuid}")
    yield Line(
        AGREEMENT_INSTRUMENT,
        bool(instruments),
        _("El acuerdo %(code)s consta en: %(titles)s.")
        % {"code": agreement.code, "titles": ", ".join(row.title for row in instruments)}
        if instruments
        else _("El acuerdo %s no consta en un instrumento con código, versión y archivo.")
        % agreement.code,
        where,
    )
    yield Line(
        AGREEMENT_VALIDATED,
        bool(validation),
        _("El acuerdo %(code)s se validó con: %(titles)s.")
        % {"code": agreement.code, "titles": ", ".join(row.title for row in validation)}
        if validation
        else _("El acuerdo %s no tiene evidencia de cómo se validó (memorando, acta, matriz).")
        % agreement.code,
        where,
    )


def _acknowledged(agreement: Any) -> Iterator[Line]:
    units = {agreement.unit_id: agreement.unit.name}
    for step in agreement.steps:
        units.setdefault(step.from_unit_id, step.from_unit.name)
        units.setdefault(step.to_unit_id, step.to_unit.name)
    given = {row.unit_id for row in agreement.acknowledged}
    lacking = [name for pk, name in units.items() if pk not in given]
    yield Line(
        AGREEMENT_ACKNOWLEDGED,
        not lacking,
        _("Falta el acuse del acuerdo %(code)s de: %(units)s.")
        % {"code": agreement.code, "units": ", ".join(lacking)}
        if lacking
        else _("Todas las unidades del acuerdo %s dieron su acuse.") % agreement.code,
        new("acknowledgement", agreement=agreement.pk),
    )


def _review(agreement: Any) -> Iterator[Line]:
    when = agreement.next_review_on
    said = bool(when and agreement.periodicity)
    yield Line(
        AGREEMENT_REVIEW,
        said,
        _("El acuerdo %(code)s se revisa el %(day)s.")
        % {"code": agreement.code, "day": when.strftime("%d/%m/%Y")}
        if said
        else _("Diga cuándo se revisa el acuerdo %s y cada cuánto.") % agreement.code,
        edit(agreement),
    )
    if said and when < clock.today():
        yield Line(
            AGREEMENT_REVIEW_DUE,
            False,
            _("La revisión del acuerdo %s está vencida.") % agreement.code,
            edit(agreement),
        )


def _measured_by(agreement: Any, factors: list[Any], sheets: list[Any]) -> list[Any]:
    """Indicators of the factors that the agreement makes possible."""
    if len(factors) == 1:
        return sheets
    return [sheet for sheet in sheets if str(sheet.factor) in agreement.factors]


def _times(agreement: Any, sheet: Any) -> Iterator[Line]:
    committed = committed_time(sheet.operator, sheet.value, sheet.unit, sheet.parameter)
    if committed is None:
        return
    steps = [Duration(step.value, step.unit) for step in agreement.steps]
    result = compare(steps, committed)
    words = {"code": agreement.code, "name": quoted(str(sheet)), "committed": _said(committed)}
    if result.total is None:
        units = ", ".join(str(TimeUnit(unit).label) for unit in result.strange)
        yield Line(
            AGREEMENT_TIMES_COMPARABLE,
            False,
            _(
                "Los tiempos del acuerdo %(code)s están en %(units)s y el compromiso %(name)s en "
                "%(unit)s: no se pueden comparar sin saber las fechas."
            )
            % {**words, "units": units, "unit": TimeUnit(committed.unit).label},
            edit(agreement),
        )
        return
    total = _said(Duration(result.total, committed.unit))
    says = (
        _("Los tiempos del acuerdo %(code)s suman %(total)s; %(name)s compromete %(committed)s.")
        if result.fits
        else _(
            "Los tiempos del acuerdo %(code)s suman %(total)s, más que los %(committed)s de "
            "%(name)s."
        )
    )
    yield Line(
        AGREEMENT_TIMES, bool(result.fits), says % {**words, "total": total}, edit(agreement)
    )


def _said(time: Duration) -> str:
    return f"{format_number(time.value.quantize(_CENTS))} {TimeUnit(time.unit).label}"
