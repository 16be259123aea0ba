"""Writing what rows say into a draft that is in memory; nothing here saves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from carta_pages.forms.commitment import link_rows
from carta_pages.importing.grouping import CommitmentSpec, ServiceSpec, key_of
from carta_pages.importing.rows import RowRead
from carta_pages.models import (
    CommitmentPage,
    IndicatorSheet,
    QualityFactor,
    RemedyMeasure,
    ScopeTerritory,
    ScopeUnit,
    ServicePage,
)
from carta_pages.models.vocabulary import Operator
from carta_pages.requirements.imported import NOTE
from carta_pages.requirements.wording import bare

_STANDARD = ("operator", "value", "value_to")
_SERVICE_REFERENCES = {"responsible_unit": "responsible_unit_id"}


def apply_service(page: ServicePage, spec: ServiceSpec) -> str:
    """Set what the rows say of the service; what they do not say stays.

    Returns:
        why the draft could not be stored so; of a service, always empty.
    """
    for name, value in spec.values.items():
        if name not in {"code", "title"}:
            _set(page, _SERVICE_REFERENCES.get(name, name), value)
    if spec.values.get("title") or not page.title:
        page.title = spec.title
    return ""


def apply_commitment(page: CommitmentPage, spec: CommitmentSpec) -> str:
    """Set what the rows say of the commitment and its rows.

    Returns:
        why the draft could not be stored so; empty when it can.
    """
    if spec.values.get("title") or not page.title:
        page.title = spec.title
    for name in ("statement", "scope_kinds", "valid_from", "review_on", "valid_until"):
        if name in spec.values:
            _set(page, name, spec.values[name])
    _scope(page, "scope_units", ScopeUnit, "unit_id", spec.values)
    _scope(page, "scope_territories", ScopeTerritory, "territory_id", spec.values)
    for row in spec.rows:
        factor = _factor(page, row, spec)
        sheet = _indicator(page, row, spec)
        if sheet is not None and factor is not None:
            sheet.factor = factor.uuid
        remedy = _remedy(page, row, spec)
        if remedy is not None and sheet is not None:
            remedy.indicator = sheet.uuid
    sheets = page.indicators.get_object_list()
    link_rows(sheets, "factor", page.quality_factors.get_object_list())
    link_rows(page.remedies.get_object_list(), "indicator", sheets)
    return _dates(page)


def _dates(page: CommitmentPage) -> str:
    start, review, end = page.valid_from, page.review_on, page.valid_until
    if start and end and end < start:
        return _("«Vigente hasta» no puede ser anterior a «vigente desde».")
    if start and review and review <= start:
        return _("La revisión debe ser posterior al inicio de la vigencia.")
    return ""


def _scope(page: Any, relation: str, model: Any, attname: str, values: dict[str, Any]) -> None:
    if relation not in values:
        return
    held = {getattr(row, attname): row for row in getattr(page, relation).get_object_list()}
    chosen = [held.get(pk) or model(**{attname: pk}) for pk in values[relation]]
    if list(held) != list(values[relation]):
        getattr(page, relation).set(chosen)


def _factor(page: CommitmentPage, row: RowRead, spec: CommitmentSpec) -> QualityFactor | None:
    text = row.get("factor.text")
    if not text:
        return None
    said = {bare(one.get("factor.text")) for one in spec.rows if one.get("factor.text")}
    found: QualityFactor = _row_of(
        page.quality_factors, QualityFactor, bare(text), lambda one: bare(one.text), len(said) == 1
    )
    found.text = text
    return found


def _indicator(page: CommitmentPage, row: RowRead, spec: CommitmentSpec) -> IndicatorSheet | None:
    said = row.part("indicator")
    said.pop("standard", None)
    notes = [text for key, text in row.unread.items() if key.startswith("indicator.")]
    if not said and not notes:
        return None
    codes = {key_of(one.get("indicator.code"), one.get("indicator.name")) for one in spec.rows}
    key = key_of(said.get("code", ""), said.get("name", ""))
    found: IndicatorSheet = _row_of(
        page.indicators,
        IndicatorSheet,
        key,
        lambda one: key_of(one.code, one.name),
        len(codes - {""}) <= 1,
        lambda one: key_of("", one.name) if one.code else "",
    )
    set_standard(found, said)
    for name, value in said.items():
        if name not in _STANDARD:
            _set(found, name, value)
    found.measures = with_notes(found.measures, notes)
    return found


def set_standard(found: Any, said: dict[str, Any]) -> None:
    """Set operator and numbers together: the end of an old range is no part of a new value."""
    if "value" not in said:
        if said.get("operator") not in {None, Operator.WITHIN}:
            found.operator, found.value_to = said["operator"], None
        return
    _set(found, "value", said["value"])
    _set(found, "value_to", said.get("value_to"))
    if "operator" in said:
        found.operator = said["operator"]
    elif found.operator == Operator.WITHIN and found.value_to is None:
        found.operator = ""


def with_notes(text: str, notes: Iterable[str]) -> str:
    """A text with the notes of this file at its end, and without those of an earlier one."""
    kept = [line for line in text.split("\n") if not line.startswith(NOTE)]
    return "\n".join([*kept, *(f"{NOTE}«{note}»" for note in notes)]).strip()


def _remedy(page: CommitmentPage, row: RowRead, spec: CommitmentSpec) -> RemedyMeasure | None:
    said = row.part("remedy")
    if not said:
        return None
    texts = {bare(one.get("remedy.description")) for one in spec.rows if one.part("remedy")}
    found: RemedyMeasure = _row_of(
        page.remedies,
        RemedyMeasure,
        bare(said.get("description", "")),
        lambda one: bare(one.description),
        len(texts) == 1,
    )
    for name, value in said.items():
        _set(found, name, value)
    return found


def _set(target: Any, name: str, value: Any) -> None:
    """Set what differs: «35» and «35,0000» are one number, and a draft that says it stays."""
    if getattr(target, name) != value:
        setattr(target, name, value)


def _row_of(
    manager: Any,
    model: Any,
    key: str,
    of: Callable[[Any], str],
    is_only: bool,
    *others: Callable[[Any], str],
) -> Any:
    """The row with this key, the only one where both sides have one, or a new one.

    Args:
        manager: the relation of the page.
        model: of its rows.
        key: what the file calls it; may be empty.
        of: the key of a row of the page.
        is_only: whether the file speaks of one such row in this page.
        others: further keys by which a row may be known.
    """
    rows = manager.get_object_list()
    for known in (of, *others):
        for row in rows:
            if key and known(row) == key:
                return row
    if is_only and len(rows) == 1:
        return rows[0]
    new = model()
    manager.add(new)
    return new
