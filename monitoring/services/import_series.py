"""Historic series of a file: each row a value of an indicator in a period."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.importing.reporting import Outcome, Report
from entities.errors import RuleViolation
from entities.roles import Role
from monitoring.indicators import Indicator, indicators_of, named
from monitoring.periods import read_period
from monitoring.services.record_value import PLACES, Measured, current_value, record_value
from workflows import access

if TYPE_CHECKING:
    from carta_pages.importing.born import BornCommitment
    from carta_pages.importing.rows import RowRead
    from entities.models import Entity

REPORTERS = frozenset({Role.UNI, Role.TER})
_NUMBERS = ("value", "numerator", "denominator")


def import_series(
    entity: Entity,
    user: Any,
    rows: Iterable[RowRead],
    *,
    writes: bool,
    born: Iterable[BornCommitment] = (),
) -> Report:
    """Record the rows, or say what recording them would do.

    Args:
        entity: whose indicators they are about.
        user: who enters them; must report for the indicator's unit.
        rows: of the sheets about series.
        writes: whether to record; the caller's transaction holds them together.
        born: commitments of the same file, as its preview would leave them.
    """
    report = Report()
    known = indicators_of(entity, born)
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        found = named(
            known,
            row.get("indicator.code"),
            row.get("indicator.name"),
            row.get("commitment.code"),
            row.get("service.code"),
        )
        what = row.get("indicator.name") or row.get("indicator.code")
        if isinstance(found, str):
            report.add([row], Outcome.REFUSED, what, found)
            continue
        outcome, why, what = _record(entity, user, row, found, seen, writes=writes)
        report.add([row], outcome, what, why)
    return report


def _record(
    entity: Entity,
    user: Any,
    row: RowRead,
    found: Indicator,
    seen: dict[tuple[Any, ...], int],
    *,
    writes: bool,
) -> tuple[Outcome, str, str]:
    said = row.get("series.period")
    period = read_period(said, found.frequency) if said else None
    if period is None:
        asked = _("El período «%s» no se entiende: escriba 2025-03, 2025-T1 o 2025.") % said
        return Outcome.REFUSED, asked, found.name
    what = f"{found.name} · {period}"
    why = _unreadable(row) or _may_report(user, found)
    told = Measured(
        period=period,
        value=row.get("series.value", None),
        numerator=row.get("series.numerator", None),
        denominator=row.get("series.denominator", None),
        unit=row.get("series.unit") or found.unit,
        other_unit=row.get("series.other_unit")
        or ("" if row.get("series.unit") else found.other_unit),
        source=row.get("series.source"),
    )
    earlier = seen.setdefault((found.uuid, period), row.number)
    if earlier != row.number:
        why = why or _("El período ya está en la fila %d.") % earlier
    if told.unit != found.unit and found.unit:
        why = why or _("La unidad de medida no es la del indicador.")
    reason = row.get("series.reason")
    before = current_value(found.uuid, period)
    why = why or " ".join(str(problem.message) for problem in told.problems())
    if why:
        return Outcome.REFUSED, why, what
    if before is not None and told.same_as(before):
        return Outcome.SAME, "", what
    if before is not None and not reason:
        return (
            Outcome.REFUSED,
            _("Ya hay un valor distinto: escriba el motivo de corregirlo."),
            what,
        )
    if writes:
        try:
            record_value(entity, found.uuid, found.name, told, user_id=user.pk, reason=reason)
        except RuleViolation as error:
            return Outcome.REFUSED, " ".join(error.messages), what
    return (Outcome.UPDATES if before is not None else Outcome.CREATES), "", what


def _unreadable(row: RowRead) -> str:
    """A number that was not understood is not left out of a measured value."""
    if any(key.startswith("series.") for key in row.unread):
        return _("No se registra un valor a medias.")
    too_fine = [
        number
        for name in _NUMBERS
        if isinstance(number := row.get(f"series.{name}", None), Decimal)
        and -int(number.normalize().as_tuple().exponent) > PLACES
    ]
    return _("Hasta seis decimales.") if too_fine else ""


def _may_report(user: Any, found: Indicator) -> str:
    if user.is_active and access.holds_any(user, REPORTERS, found.commitment):
        return ""
    return _(
        "Usted no reporta este indicador. Puede hacerlo quien responde por la unidad del servicio."
    )
