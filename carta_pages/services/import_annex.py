"""The differentiated standards of a file: rows of one annex per service (R97-R98)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.importing.applying import set_standard
from carta_pages.importing.grouping import key_of
from carta_pages.importing.reporting import Outcome
from carta_pages.models import (
    AnnexRow,
    CommitmentPage,
    ImportedCode,
    IndicatorSheet,
    ServicePage,
    TerritorialAnnexPage,
)
from carta_pages.requirements.wording import bare
from workflows import access

if TYPE_CHECKING:
    from carta_pages.importing.rows import RowRead

_TITLE = "Anexo territorial"
_FIELDS = ("justification", "control_data", "valid_from", "valid_until")


@dataclass(frozen=True)
class KnownIndicator:
    """An indicator of a service: of a draft of this import, or of one that was there."""

    keys: frozenset[str]
    commitment_id: int | None
    commitment_title: str
    sheet: IndicatorSheet


def indicators_below(
    service: ServicePage, drafts: dict[str, CommitmentPage]
) -> list[KnownIndicator]:
    """Indicators of all commitments of a service.

    Args:
        service: stored, or not yet.
        drafts: commitments as this import leaves them, by the file's key.
    """
    found = [
        _known(draft, frozenset({key, bare(draft.title), draft.slug}), sheet)
        for key, draft in drafts.items()
        for sheet in draft.indicators.get_object_list()
    ]
    if service.pk is None:
        return found
    done = {draft.pk for draft in drafts.values()}
    codes = dict(ImportedCode.objects.values_list("page_id", "commitment_key"))
    for page in CommitmentPage.objects.child_of(service).exclude(pk__in=done).order_by("path"):
        draft = page.get_latest_revision_as_object()
        keys = frozenset({codes.get(page.pk, ""), bare(draft.title), page.slug})
        found += [_known(draft, keys, sheet) for sheet in draft.indicators.get_object_list()]
    return found


def _known(draft: CommitmentPage, keys: frozenset[str], sheet: IndicatorSheet) -> KnownIndicator:
    return KnownIndicator(keys - {""}, draft.pk, draft.title, sheet)


def apply_annex(
    work: Any, service: ServicePage, rows: list[RowRead], known: list[KnownIndicator]
) -> Iterator[tuple[list[RowRead], Outcome, str]]:
    """Write the rows into the service's annex, or say why each cannot be.

    Args:
        work: the import, which saves.
        service: the service.
        rows: rows of the file about it.
        known: its indicators.
    """
    stored = TerritorialAnnexPage.objects.child_of(service).first() if service.pk else None
    if stored is None:
        verdict = access.may_create(work.user, TerritorialAnnexPage, service)
        if not verdict:
            yield rows, Outcome.REFUSED, verdict.message
            return
        page = TerritorialAnnexPage(
            title=_TITLE, owner=work.user, live=False, has_unpublished_changes=True
        )
    else:
        stored.carta = service.carta
        verdict = work.may_compare(stored)
        if not verdict:
            yield rows, Outcome.REFUSED, verdict.message
            return
        page = stored.get_latest_revision_as_object()
    before = page.serializable_data()
    taken: list[RowRead] = []
    for row in rows:
        why = _apply(page, row, known)
        if why:
            yield [row], Outcome.REFUSED, why
        else:
            taken.append(row)
    if not taken:
        return
    if stored is None:
        work.save_new(service, page)
        yield taken, Outcome.CREATES, ""
    elif page.serializable_data() == before:
        yield taken, Outcome.SAME, ""
    else:
        outcome, why = work.save_changed(stored, page)
        yield taken, outcome, why


def _apply(page: TerritorialAnnexPage, row: RowRead, known: list[KnownIndicator]) -> str:
    unit, territory = row.get("annex.unit", None), row.get("annex.territory", None)
    if unit is None and territory is None:
        return _("Falta la unidad o el territorio, o no se encuentra.")
    found = _indicator(row, known)
    if isinstance(found, str):
        return found
    start, end = row.get("annex.valid_from", None), row.get("annex.valid_until", None)
    if start and end and end < start:
        return _("«Vigente hasta» no puede ser anterior a «vigente desde».")
    said = row.part("indicator")
    if said.get("unit", found.sheet.unit) != found.sheet.unit:
        return _("La unidad de medida no es la del indicador (%s).") % found.sheet.unit_label
    target = _row_of(page, found, unit, territory)
    target.commitment_id = found.commitment_id
    target.commitment_title = found.commitment_title
    target.indicator_name = found.sheet.name or found.sheet.code
    target.indicator_unit = found.sheet.unit_label[:60]
    set_standard(target, said)
    target.parameter = said.get("parameter", target.parameter)
    for name in _FIELDS:
        if f"annex.{name}" in row.values:
            setattr(target, name, row.values[f"annex.{name}"])
    return ""


def _row_of(page: Any, found: KnownIndicator, unit: Any, territory: Any) -> AnnexRow:
    for row in page.rows.get_object_list():
        same_place = (row.unit_id, row.territory_id) == (unit, territory)
        if same_place and str(row.indicator) == str(found.sheet.uuid):
            return row  # type: ignore[no-any-return]
    new = AnnexRow(unit_id=unit, territory_id=territory, indicator=found.sheet.uuid)
    page.rows.add(new)
    return new


def _indicator(row: RowRead, known: list[KnownIndicator]) -> KnownIndicator | str:
    """The indicator that the row names, or why it is not known which."""
    commitment = key_of(row.get("commitment.code"))
    code, name = key_of(row.get("indicator.code")), bare(row.get("indicator.name"))
    within = [one for one in known if not commitment or commitment in one.keys]
    found = [one for one in within if code and bare(one.sheet.code) == code]
    found = found or [one for one in within if name and bare(one.sheet.name) == name]
    if len(found) == 1:
        return found[0]
    said = str(row.get("indicator.code") or row.get("indicator.name"))
    if found:
        return _("Varios compromisos tienen el indicador «%s»: escriba el del suyo.") % said
    return _("El servicio no tiene el indicador «%s».") % said
