"""The drafts of an entity as the rows that would import them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from carta_pages.importing.columns import COLUMNS, Column, Reading, Subject
from carta_pages.models.vocabulary import MeasureUnit

if TYPE_CHECKING:
    from entities.models import Entity

Row = dict[str, Any]


class Drafts:
    """The newest drafts of an entity's services, read page by page.

    Args:
        entity: whose.
        may_read: whether the person reads the draft of a service and what hangs from it.
    """

    def __init__(self, entity: Entity, may_read: Callable[[Any], bool]) -> None:
        from carta_pages.models import CartaPage, ImportedCode

        self.carta = CartaPage.objects.filter(entity=entity).first()
        self.may_read = may_read
        codes = ImportedCode.objects.filter(entity=entity).values_list("page_id", "code")
        self.codes = dict(codes)

    def rows(self) -> dict[Subject, Iterator[Row]]:
        """Rows by subject, each a value per key of a column."""
        return {Subject.CARTA: self._carta_rows(), Subject.ANNEX: self._annex_rows()}

    def _services(self) -> Iterator[tuple[Any, Row]]:
        from carta_pages.models import ServicePage

        if self.carta is None:
            return
        for page in ServicePage.objects.child_of(self.carta).order_by("path"):
            page.carta = self.carta
            if self.may_read(page):
                code = self.codes.get(page.pk) or page.sheet_code or page.slug
                yield page, {"service.code": code, "service.title": page.draft_title}

    def _commitments(self, service: Any) -> Iterator[tuple[Any, str]]:
        from carta_pages.models import CommitmentPage

        for page in CommitmentPage.objects.child_of(service).order_by("path"):
            draft = page.get_latest_revision_as_object()
            yield draft, self.codes.get(page.pk) or page.slug

    def _carta_rows(self) -> Iterator[Row]:
        for page, row in self._services():
            draft = page.get_latest_revision_as_object()
            told = row | _fields(draft, "service", ("description", "obtains", "coverage"))
            told |= {
                "service.title": draft.title,
                "service.responsible_unit": draft.responsible_unit,
            }
            is_first = True
            for commitment, code in self._commitments(page):
                for own in _commitment_rows(commitment, code):
                    yield {**(told if is_first else row), **own}
                    is_first = False
            if is_first:
                yield told

    def _annex_rows(self) -> Iterator[Row]:
        from carta_pages.models import TerritorialAnnexPage

        for page, row in self._services():
            annex = TerritorialAnnexPage.objects.child_of(page).first()
            if annex is None:
                continue
            sheets = {
                str(sheet.uuid): (code, sheet)
                for commitment, code in self._commitments(page)
                for sheet in commitment.indicators.all()
            }
            for one in annex.get_latest_revision_as_object().rows.all():
                if str(one.indicator) in sheets:
                    yield {**row, **_annex_row(one, *sheets[str(one.indicator)])}


def _fields(row: Any, part: str, names: Iterable[str]) -> Row:
    return {f"{part}.{name}": getattr(row, name) for name in names}


def _commitment_rows(draft: Any, code: str) -> Iterator[Row]:
    """The first row says the commitment; each indicator and each remedy has its own."""
    told: Row = {"commitment.code": code}
    told |= _fields(draft, "commitment", ("title", "statement", "scope_kinds"))
    told |= _fields(draft, "commitment", ("valid_from", "review_on", "valid_until"))
    told["commitment.scope_units"] = [row.unit for row in draft.scope_units.all()]
    told["commitment.scope_territories"] = [row.territory for row in draft.scope_territories.all()]
    key: Row = {"commitment.code": code, "commitment.title": draft.title}
    factors = {factor.uuid: factor.text for factor in draft.quality_factors.all()}
    remedies = list(draft.remedies.all())
    rows: list[Row] = []
    used: set[Any] = set()
    for sheet in draft.indicators.all():
        own = _indicator(sheet)
        if factors.get(sheet.factor):
            own["factor.text"] = factors[sheet.factor]
            used.add(sheet.factor)
        mine = [one for one in remedies if one.indicator == sheet.uuid]
        remedies = [one for one in remedies if one.indicator != sheet.uuid]
        rows.append({**own, **(_remedy(mine[0]) if mine else {})})
        same = {name: own[name] for name in ("indicator.code", "indicator.name")}
        rows += [{**same, **_remedy(one)} for one in mine[1:]]
    rows += [_remedy(one) for one in remedies]
    rows += [{"factor.text": text} for uuid, text in factors.items() if uuid not in used]
    for place, own in enumerate(rows or [{}]):
        yield {**(told if place == 0 else key), **own}


def _indicator(sheet: Any) -> Row:
    names = (
        "code", "name", "measures", "formula", "variables", "operator", "value", "value_to",
        "parameter", "direction", "frequency", "source", "baseline", "baseline_period",
    )  # fmt: skip
    return _fields(sheet, "indicator", names) | {"indicator.unit": _unit(sheet)}


def _unit(sheet: Any) -> str:
    return str(sheet.other_unit if sheet.unit == MeasureUnit.OTHER else sheet.unit)


def _remedy(row: Any) -> Row:
    names = ("description", "trigger", "how_to_ask", "deadline", "applied_by")
    return _fields(row, "remedy", names)


def _annex_row(row: Any, code: str, sheet: Any) -> Row:
    told: Row = {"commitment.code": code}
    told |= {"indicator.code": sheet.code, "indicator.name": sheet.name}
    told["annex.place"] = row.unit or row.territory
    told |= _fields(row, "indicator", ("operator", "value", "value_to", "parameter"))
    told["indicator.unit"] = _unit(sheet)
    names = ("justification", "control_data", "valid_from", "valid_until")
    return told | _fields(row, "annex", names)


def cells_of(row: Row, subject: Subject) -> list[Any]:
    """The values of a row in the order of the template, as a person would write them."""
    return [_told(column, row.get(column.key)) for column in COLUMNS[subject]]


def _told(column: Column, value: Any) -> Any:
    if value in (None, "", (), []):
        return None
    if column.reading is Reading.CHOICE:
        return _label(column, value)
    if column.reading is Reading.CHOICES:
        return "; ".join(_label(column, one) for one in value)
    if column.reading is Reading.UNIT_WORD:
        return str(dict(MeasureUnit.choices).get(value, value))
    if column.reading in {Reading.OFFICES, Reading.TERRITORIES}:
        return "; ".join(one.name for one in value if one is not None)
    return value.name if column.reading in {Reading.OFFICE, Reading.PLACE} else value


def _label(column: Column, value: Any) -> str:
    assert column.choices is not None
    return str(dict(column.choices.choices).get(value, value))
