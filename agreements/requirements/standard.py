"""What an indicator and its standard rest on (R44, R46)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import StandardSupport
from agreements.requirements.lines import Line, edit, new, quoted
from agreements.requirements.rules import (
    INDICATOR_TICKS,
    STANDARD_IMPROVES,
    STANDARD_LEGAL,
    STANDARD_NOT_WEAKER,
    STANDARD_OBSERVED,
    STANDARD_VALIDATED,
)
from agreements.rules.standard import is_weaker, worst_committed
from agreements.selectors.behind import BehindCommitment
from agreements.vocabulary import LimitOf
from carta_pages.models.vocabulary import Direction
from entities.numbers import format_number

TICKS = (
    ("is_representative", "representative_why"),
    ("is_measurable", "measurable_why"),
    ("is_consistent", "consistent_why"),
)


def lines(sheet: Any, behind: BehindCommitment) -> Iterator[Line]:
    """Every line of one indicator and its standard.

    Args:
        sheet: the indicator, a row of the draft.
        behind: what stands behind its commitment.
    """
    key, name = str(sheet.uuid), quoted(str(sheet) or _("indicador sin nombre"))
    support = behind.supports.get(key)
    where = edit(support) if support else new("standardsupport", indicator=key)
    row = support or StandardSupport()
    yield from _ticks(row, name, where)
    observed = has_observed(row)
    yield Line(
        STANDARD_OBSERVED,
        observed,
        ngettext(
            "%(name)s: media observada %(mean)s con %(count)d dato, %(period)s.",
            "%(name)s: media observada %(mean)s con %(count)d datos, %(period)s.",
            row.observations or 0,
        )
        % {
            "name": name,
            "mean": format_number(row.mean or 0),
            "count": row.observations or 0,
            "period": row.period,
        }
        if observed
        else _("%s: diga la media y los límites observados, cuántos datos y de qué período.")
        % name,
        where,
    )
    yield from _legal(sheet, row, name, where)
    yield Line(
        STANDARD_IMPROVES,
        bool(row.improvement),
        _("%s: dice qué mejora respecto de la línea base.") % name
        if row.improvement
        else _("%s: diga qué mejora respecto de la línea base.") % name,
        where,
    )
    validated = bool(row.unit_id and row.validated_on)
    yield Line(
        STANDARD_VALIDATED,
        validated,
        _("%(name)s: validado por %(unit)s.") % {"name": name, "unit": row.unit}
        if validated
        else _("%s: falta que la unidad valide el estándar, con su fecha.") % name,
        where,
    )


def has_ticks(row: StandardSupport) -> bool:
    """Whether the three ticks are given, each with its reason (R44)."""
    return all(getattr(row, tick) and getattr(row, why) for tick, why in TICKS)


def has_observed(row: StandardSupport) -> bool:
    """Whether what was observed is said whole (R46)."""
    numbers = (row.mean, row.lower, row.upper)
    return None not in numbers and bool(row.observations and row.period)


def _ticks(row: StandardSupport, name: str, where: str) -> Iterator[Line]:
    missing = [
        str(row._meta.get_field(tick).verbose_name)
        for tick, why in TICKS
        if not (getattr(row, tick) and getattr(row, why))
    ]
    yield Line(
        INDICATOR_TICKS,
        not missing,
        _("%(name)s: confirme y justifique que %(what)s.")
        % {"name": name, "what": "; ".join(missing)}
        if missing
        else _("%s: es representativo, medible y coherente, con su justificación.") % name,
        where,
    )


def _legal(sheet: Any, row: StandardSupport, name: str, where: str) -> Iterator[Line]:
    said = row.no_legal_limit or (row.legal_limit is not None and row.norm_id is not None)
    yield Line(
        STANDARD_LEGAL,
        said,
        _("%s: dice su límite legal o que no lo hay.") % name
        if said
        else _("%s: diga el límite legal con su norma, o que ninguna norma lo fija.") % name,
        where,
    )
    if row.legal_limit is None:
        return
    committed, direction = _compared(sheet, row)
    if committed is None or direction not in Direction.values:
        yield Line(
            STANDARD_NOT_WEAKER,
            False,
            _("%s: falta el número que se compara con el límite legal.") % name,
            where,
        )
        return
    weaker = is_weaker(committed, row.legal_limit, direction)
    words = {
        "name": name,
        "committed": format_number(committed),
        "limit": format_number(row.legal_limit),
    }
    says = (
        _("%(name)s: compromete %(committed)s y la norma ya obliga a %(limit)s.")
        if weaker
        else _("%(name)s: compromete %(committed)s; la norma obliga a %(limit)s.")
    )
    yield Line(STANDARD_NOT_WEAKER, not weaker, says % words, where)


def _compared(sheet: Any, row: StandardSupport) -> tuple[Any, str]:
    """The committed number beside the limit; a limit inside a formula is a time: less is better."""
    if row.limit_of == LimitOf.PARAMETER:
        return row.parameter, Direction.LOWER
    worst = worst_committed(sheet.operator, sheet.value, sheet.value_to, sheet.direction)
    return worst, sheet.direction
