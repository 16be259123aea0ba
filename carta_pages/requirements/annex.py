"""The territorial annex: where, why, how much, and never two answers for one place (R97-R98)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carta_pages.requirements.indicators import standard
from carta_pages.requirements.rowtools import cell, missing_cells, missing_values
from carta_pages.requirements.rules import (
    ANNEX_COHERENT,
    ANNEX_CONTROLLED,
    ANNEX_DIFFERS,
    ANNEX_NO_OVERLAP,
    ANNEX_PARTS,
)
from carta_pages.selectors import IndicatorOption, indicators_of_services
from entities.vocabulary import TerritorialLevel

if TYPE_CHECKING:
    from carta_pages.models import AnnexRow, TerritorialAnnexPage
    from workflows.registries import Finding

RELATION = "rows"
WANTED = (
    ("justification_capacity", gettext_lazy("qué capacidad tienen las unidades")),
    ("justification_demand", gettext_lazy("cuál es la demanda")),
    ("justification_delivery", gettext_lazy("en qué condiciones se presta el servicio")),
)


@dataclass(frozen=True)
class AnnexRead:
    """An annex with what its rows name.

    Args:
        rows: with their units and territories.
        national: indicators of its service by their identity.
    """

    rows: list[AnnexRow]
    national: dict[str, IndicatorOption]


def read(pages: Sequence[TerritorialAnnexPage]) -> list[AnnexRead]:
    """What the annexes name, in their order: six queries at most for all of them."""
    prefetch_related_objects(list(pages), "service")
    rows = [list(page.rows.all()) for page in pages]
    prefetch_related_objects(
        [row for of_page in rows for row in of_page], "unit__province", "territory__provinces"
    )
    services = [page.service for page in pages if page.service is not None]
    options = indicators_of_services(services) if services else {}
    return [
        AnnexRead(of_page, {one.uuid: one for one in options.get(page.service_id, ())})
        for page, of_page in zip(pages, rows, strict=True)
    ]


def check(page: TerritorialAnnexPage, named: AnnexRead) -> Iterator[Finding]:
    """The three parts of an annex, and its coherence with the general standard.

    Args:
        page: the instance.
        named: the same page as :func:`read` gives it.
    """
    yield from missing_values(ANNEX_PARTS, page, WANTED)
    if not page.coherence:
        yield ANNEX_COHERENT.broken(
            _("Explique la coherencia con el compromiso general."), "coherence"
        )
    if not named.rows:
        yield ANNEX_PARTS.broken(_("Agregue al menos un estándar diferenciado."), RELATION)
        return
    yield from _complete(named.rows)
    yield from _coherent(named)
    yield from overlaps(named.rows)


def _complete(rows: list[AnnexRow]) -> Iterator[Finding]:
    noun = _("Estándar")
    yield from missing_cells(
        ANNEX_PARTS, RELATION, noun, rows, (("valid_from", _("desde cuándo rige")),)
    )
    yield from missing_cells(
        ANNEX_CONTROLLED,
        RELATION,
        noun,
        rows,
        (("justification", _("la justificación")), ("control_data", _("los datos de control"))),
    )
    for index, row in enumerate(rows):
        if not (row.unit_id or row.territory_id):
            yield ANNEX_PARTS.broken(
                _("Estándar %d: elija la unidad o el territorio.") % (index + 1),
                cell(RELATION, index, "unit"),
            )


def _coherent(named: AnnexRead) -> Iterator[Finding]:
    for index, row in enumerate(named.rows):
        option = named.national.get(str(row.indicator))
        yield from standard(RELATION, index, row, "", _("Estándar"))
        if option is None:
            yield ANNEX_COHERENT.broken(
                _("Estándar %d: elija un indicador de los compromisos de este servicio.")
                % (index + 1),
                cell(RELATION, index, "indicator"),
            )
        else:
            yield from _against_national(index, row, option)


def _against_national(index: int, row: Any, option: IndicatorOption) -> Iterator[Finding]:
    number = index + 1
    if row.indicator_unit != option.unit or row.indicator_name != option.name:
        yield ANNEX_COHERENT.broken(
            _("Estándar %d: el indicador del compromiso cambió; guarde el anexo para actualizarlo.")
            % number,
            cell(RELATION, index, "indicator"),
        )
    if row.operator and option.operator and row.operator != option.operator:
        yield ANNEX_COHERENT.broken(
            _("Estándar %d: use el mismo operador que el estándar general.") % number,
            cell(RELATION, index, "operator"),
        )
    if row.value is not None and (row.value, row.value_to) == (option.value, option.value_to):
        yield ANNEX_DIFFERS.broken(
            _("Estándar %d: el valor es igual al general; quizá no hace falta.") % number,
            cell(RELATION, index, "value"),
        )


def overlaps(rows: list[Any]) -> Iterator[Finding]:
    """Two rows that would give one place two standards of one indicator on one day."""
    for (first, a), (second, b) in combinations(enumerate(rows), 2):
        if a.indicator is None or a.indicator != b.indicator:
            continue
        if _same_place(a, b) and _dates_meet(a, b):
            yield ANNEX_NO_OVERLAP.broken(
                _(
                    "Los estándares %(first)d y %(second)d se superponen en lugar, "
                    "indicador y fechas."
                )
                % {"first": first + 1, "second": second + 1},
                cell(RELATION, second, "unit"),
            )


def _same_place(a: Any, b: Any) -> bool:
    if a.unit_id and b.unit_id:
        return bool(a.unit_id == b.unit_id)
    if a.territory_id and b.territory_id:
        return a.territory_id == b.territory_id or _contains(a, b) or _contains(b, a)
    return _unit_in_territory(a, b) or _unit_in_territory(b, a)


def _unit_in_territory(unit_row: Any, territory_row: Any) -> bool:
    if not (unit_row.unit_id and territory_row.territory_id):
        return False
    province = unit_row.unit.province_id
    return province is not None and province in _provinces(territory_row.territory)


def _contains(outer: Any, inner: Any) -> bool:
    if inner.territory.level != TerritorialLevel.PROVINCE:
        return False
    return inner.territory_id in _provinces(outer.territory)


def _provinces(territory: Any) -> set[int]:
    """Provinces a territory covers whole; a zone drawn by cantons covers none for sure."""
    if territory.level == TerritorialLevel.PROVINCE:
        return {territory.pk}
    if territory.cantons:
        return set()
    return {province.pk for province in territory.provinces.all()}


def _dates_meet(a: Any, b: Any) -> bool:
    return (a.valid_from or date.min) <= (b.valid_until or date.max) and (
        b.valid_from or date.min
    ) <= (a.valid_until or date.max)
