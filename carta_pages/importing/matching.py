"""Which page a code of a file is: read once for a whole import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.importing.headings import SheetMap
from carta_pages.importing.rows import Registers
from carta_pages.requirements.wording import bare
from entities import clock

if TYPE_CHECKING:
    from carta_pages.models import CartaPage
    from entities.models import Entity

KEY_ROOM = 255


class Ambiguous(Exception):  # noqa: N818  (it says what the name is)
    """Two pages answer to the same name, and only a code can tell them apart."""


@dataclass(frozen=True)
class _Known:
    page_id: int
    slug: str
    title: str
    sheet_code: str = ""


class Pages:
    """The services and commitments of an entity, by what files may call them: four queries."""

    def __init__(self, entity: Entity) -> None:
        from carta_pages.models import CartaPage, CommitmentPage, ImportedCode, ServicePage

        self.carta: CartaPage | None = CartaPage.objects.filter(entity=entity).first()
        self.codes: dict[tuple[str, str], int] = {}
        self.code_of: dict[int, str] = {}
        for row in ImportedCode.objects.filter(entity=entity):
            self.codes[row.service_key, row.commitment_key] = row.page_id
            self.code_of[row.page_id] = row.code
        self._below: dict[str, list[_Known]] = {}
        self._path: dict[int, str] = {}
        if self.carta is None:
            return
        services = ServicePage.objects.child_of(self.carta).order_by("path")
        for page in services.only("path", "slug", "draft_title", "sheet_code"):
            self._add(page, self.carta.path, page.sheet_code)
        commitments = CommitmentPage.objects.descendant_of(self.carta).order_by("path")
        for page in commitments.only("path", "slug", "draft_title"):
            self._add(page, page.path[: -page.steplen])

    def _add(self, page: Any, above: str, sheet_code: str = "") -> None:
        known = _Known(page.pk, page.slug, bare(page.draft_title), bare(sheet_code))
        self._below.setdefault(above, []).append(known)
        self._path[page.pk] = page.path

    def __contains__(self, page_id: int) -> bool:
        return page_id in self._path

    def service(self, key: str, title: str) -> int | None:
        """The service that a file calls so.

        Raises:
            Ambiguous: only its name is known, and two have it.
        """
        found = self.codes.get((key[:KEY_ROOM], ""))
        if found is not None or self.carta is None:
            return found
        return self._named(self._below.get(self.carta.path, []), key, title, by_sheet=True)

    def commitment(self, service_key: str, service_id: int, key: str, title: str) -> int | None:
        """The commitment of a service that a file calls so.

        Raises:
            Ambiguous: only its name is known, and two have it.
        """
        found = self.codes.get((service_key[:KEY_ROOM], key[:KEY_ROOM]))
        if found is not None:
            return found
        return self._named(self._below.get(self._path[service_id], []), key, title)

    def _named(
        self, known: list[_Known], key: str, title: str, *, by_sheet: bool = False
    ) -> int | None:
        free = [page for page in known if page.page_id not in self.code_of]
        by_code = [
            page for page in free if page.slug == key or (by_sheet and page.sheet_code == key)
        ]
        found = by_code or [page for page in free if page.title == bare(title)]
        if len(found) > 1:
            raise Ambiguous(
                _("Hay dos páginas que se llaman «%s»: escriba el código de una.") % title
            )
        return found[0].page_id if found else None


def registers_of(entity: Entity) -> Registers:
    """Names and acronyms of the units in force, names and codes of territories: two queries."""
    from django.db.models import Q

    from entities.models import OrganizationalUnit, TerritorialUnit

    today = clock.today()
    offices = OrganizationalUnit.objects.in_force(today).filter(entity=entity)
    own = Q(entity__isnull=True) | Q(entity=entity)
    territories = TerritorialUnit.objects.in_force(today).filter(own)
    return Registers(
        _unambiguous((name, row.pk) for row in offices for name in (row.name, row.acronym)),
        _unambiguous((name, row.pk) for row in territories for name in (row.name,)),
    )


def _unambiguous(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Names that one row has; a name of two rows says neither."""
    found: dict[str, set[int]] = {}
    for name, pk in pairs:
        if bare(name):
            found.setdefault(bare(name), set()).add(pk)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def remembered_of(entity: Entity) -> dict[tuple[str, str], str]:
    """What the entity said before that a heading means."""
    from carta_pages.models import ColumnMemory

    rows = ColumnMemory.objects.filter(entity=entity)
    return {(row.subject, row.heading): row.column for row in rows}


def headings_of(mapping: SheetMap) -> dict[str, str]:
    """Heading, as it is compared, to the key of its column."""
    from carta_pages.importing.headings import heading

    return {
        heading(said)[:KEY_ROOM]: key
        for said, key in zip(mapping.headings, mapping.keys, strict=True)
        if heading(said)
    }
