"""The indicators of an entity as its newest drafts have them, by what files call them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from carta_pages.requirements.wording import bare

if TYPE_CHECKING:
    from carta_pages.importing.born import BornCommitment
    from carta_pages.models import CommitmentPage
    from entities.models import Entity


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Args:
        uuid: its identity.
        name: as people read it.
        code: of its sheet.
        unit: a value of ``MeasureUnit``.
        other_unit: its name when the unit is «otra».
        frequency: a value of ``Frequency``.
        commitment: its page.
        keys: by what files call the commitment and its service.
    """

    uuid: UUID
    name: str
    code: str
    unit: str
    other_unit: str
    frequency: str
    commitment: CommitmentPage
    keys: frozenset[str]


def indicators_of(entity: Entity, born: Iterable[BornCommitment] = ()) -> list[Indicator]:
    """Every indicator of the entity's commitments: five queries, however many.

    Args:
        entity: whose.
        born: commitments as a preview of the same file would leave them; they count instead of
            what is stored.
    """
    born = list(born)
    replaced = {one.page_id for one in born}
    stored = [one for one in _stored(entity) if one.commitment.pk not in replaced]
    return stored + [
        Indicator(
            **asdict(row),
            commitment=one.page,
            keys=frozenset(bare(name) for name in one.names),
        )
        for one in born
        for row in one.indicators
    ]


def _stored(entity: Entity) -> list[Indicator]:
    from wagtail.models import Revision

    from carta_pages.models import CartaPage, CommitmentPage, ImportedCode, ServicePage

    carta = CartaPage.objects.filter(entity=entity).select_related("entity").first()
    if carta is None:
        return []
    codes = dict(ImportedCode.objects.filter(entity=entity).values_list("page_id", "code"))
    services = {page.path: page for page in ServicePage.objects.child_of(carta)}
    pages = list(CommitmentPage.objects.descendant_of(carta).order_by("path"))
    contents = Revision.objects.in_bulk([page.latest_revision_id for page in pages])
    found = []
    for page in pages:
        service = services.get(page.path[: -page.steplen])
        page.carta, page.service = carta, service
        revision = contents.get(page.latest_revision_id)
        keys = frozenset(
            bare(name) for one in (page, service) if one is not None for name in _names(one, codes)
        )
        rows = (revision.content.get("indicators") or ()) if revision else ()
        found += [_indicator(row, page, keys) for row in rows]
    return found


def _names(page: Any, codes: dict[int, str]) -> list[str]:
    names = [codes.get(page.pk, ""), page.slug, page.draft_title, getattr(page, "sheet_code", "")]
    return [name for name in names if name]


def _indicator(row: dict[str, Any], page: CommitmentPage, keys: frozenset[str]) -> Indicator:
    return Indicator(
        uuid=UUID(str(row["uuid"])),
        name=row.get("name") or row.get("code") or "",
        code=row.get("code") or "",
        unit=row.get("unit") or "",
        other_unit=row.get("other_unit") or "",
        frequency=row.get("frequency") or "",
        commitment=page,
        keys=keys,
    )


def named(known: list[Indicator], code: str, name: str, *within: str) -> Indicator | str:
    """The indicator that a row names, or why it is not known which.

    Args:
        known: of the entity.
        code: of the indicator.
        name: of the indicator.
        within: codes or names of its commitment and service; empty ones say nothing.
    """
    said = {bare(word) for word in within if word}
    candidates = [one for one in known if said <= one.keys]
    found = [one for one in candidates if code and bare(one.code) == bare(code)]
    found = found or [one for one in candidates if name and bare(one.name) == bare(name)]
    if len(found) == 1:
        return found[0]
    if found:
        return _("Varios compromisos tienen ese indicador: escriba el código del suyo.")
    return _("No hay un indicador «%s». Importe primero su compromiso.") % (code or name)
