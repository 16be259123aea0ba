"""The sheet of one point of service: the standards that hold there, and not somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.models.vocabulary import ScopeKind
from carta_pages.public.entries import by_text
from carta_pages.public.points import PointView
from entities.models import TerritorialUnit
from entities.vocabulary import TerritorialLevel
from reports.content import imprint, promises, walls
from reports.content.shelf import ServiceTexts, services_of

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading
    from entities.models import PointOfService

Row = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a point stands, in the words in which annexes and scopes name places.

    Args:
        unit: uuid of its unit; empty for a point of the whole entity.
        territories: level and code of every territory that contains it.
    """

    unit: str
    territories: frozenset[tuple[str, str]]

    def is_in(self, territory: Row | None) -> bool:
        """Whether a territory that a snapshot names contains the point."""
        if not territory:
            return False
        return (str(territory.get("level")), str(territory.get("id"))) in self.territories

    def is_of(self, unit: Row | None) -> bool:
        """Whether a unit that a snapshot names runs the point."""
        return bool(self.unit and unit and unit.get("id") == self.unit)


def place_of(point: PointOfService) -> Place:
    """The place of a point, in one query: its province, and zones and districts around it."""
    unit = str(point.unit.uuid) if point.unit else ""
    province = point.province
    if province is None:
        return Place(unit, frozenset())
    found = {(str(TerritorialLevel.PROVINCE), province.code)}
    around = TerritorialUnit.objects.filter(entity_id=point.entity_id)
    names = around.values_list("level", "code", "cantons", "provinces")
    for level, code, cantons, within in names:
        if within == province.pk and (not cantons or _among(point.canton, cantons)):
            found.add((str(level), code))
    return Place(unit, frozenset(found))


def _among(canton: str, cantons: str) -> bool:
    named = {by_text(name.strip()) for name in cantons.replace("\n", ",").split(",")}
    return by_text(canton.strip()) in named


def is_given(service: Row, place: Place) -> bool:
    """Whether a service is given at the point (R17): a point of no unit gives them all."""
    providers = [row["unit"] for row in service.get("providers") or () if row.get("unit")]
    return not providers or not place.unit or any(map(place.is_of, providers))


def holds(commitment: Row, place: Place) -> bool:
    """Whether a promise reaches the point (R52, R101); a scope without places reaches all."""
    kinds = {kind["value"] for kind in commitment.get("scope_kinds") or ()}
    units = [row.get("unit") for row in commitment.get("scope_units") or ()]
    territories = [row.get("territory") for row in commitment.get("scope_territories") or ()]
    if ScopeKind.NATIONAL in kinds or not (units or territories):
        return True
    return any(map(place.is_of, units)) or any(map(place.is_in, territories))


def row_of(annex: Row, indicator: str, place: Place) -> Row | None:
    """The annex row that sets an indicator's standard here: its unit's, else its territory's."""
    rows = [row for row in annex.get("rows") or () if row.get("indicator") == indicator]
    of_unit = [row for row in rows if place.is_of(row.get("unit"))]
    around = [row for row in rows if place.is_in(row.get("territory"))]
    return next(iter([*of_unit, *around]), None)


def local(reading: Reading, view: PointView) -> Row:
    """Data of ``local.typ``.

    Args:
        reading: of a carta, as it rules today.
        view: the point with its closure in words.
    """
    assert reading.edition is not None
    assert reading.request is not None
    point = view.point
    target = imprint.version_url(reading.request, reading.url, reading.edition)
    title = _("%(carta)s · %(point)s") % {"carta": reading.entity_short_name, "point": point.name}
    return {
        **imprint.imprint(reading, title, target, _("leer la carta completa")),
        "point": point.name,
        "facts": [
            [label, value]
            for label, value in (
                (_("Dirección"), _address(point)),
                (_("Horario"), _hours(view)),
                (_("Teléfono"), point.phone),
                (_("Correo"), point.email),
                (_("Accesibilidad"), point.accessibility),
            )
            if value
        ],
        "closure": view.closure,
        "items": _items(services_of(reading), place_of(point)),
        "tell": promises.contact(reading.content),
        "words": {
            **walls.common(),
            "here": _("Lo que le prometemos en este lugar"),
            "none": _("Ningún compromiso publicado se presta en este punto."),
            "if_not": _("Si no se cumple:"),
            "scan": _("La carta completa, siempre al día"),
        },
    }


def _address(point: PointOfService) -> str:
    province = point.province.name if point.province else ""
    parts = [point.address, point.canton, "" if province == point.canton else province]
    return ", ".join(part for part in parts if part)


def _hours(view: PointView) -> str:
    if view.point.hours and view.is_galapagos:
        return _("%s (hora de Galápagos)") % view.point.hours
    return view.point.hours


def _items(services: list[ServiceTexts], place: Place) -> list[Row]:
    items: list[Row] = []
    for texts in services:
        if not is_given(texts.edition.content, place):
            continue
        said = [
            _item(edition.content, promises.promise(edition), texts, place)
            for _entry, edition in texts.commitments
            if holds(edition.content, place)
        ]
        if said:
            items += [{"keep": True, "text": texts.edition.title}, *said]
    return items


def _item(content: Row, said: Row, texts: ServiceTexts, place: Place) -> Row:
    return {
        "keep": False,
        "pieces": said["pieces"],
        "here": _here(content, texts, place),
        "remedy": walls.first_remedy(said),
    }


def _here(content: Row, texts: ServiceTexts, place: Place) -> str:
    """The standard of this place where the annex sets one, and how far it is from the other."""
    if texts.annex is None:
        return ""
    told = []
    for indicator in content.get("indicators") or ():
        row = row_of(texts.annex.content, indicator["uuid"], place)
        if row is not None:
            local_one = promises.local_standard(row, indicator)
            told.append(". ".join([local_one["words"], *local_one["difference"]]))
    return _("Aquí: %s.") % "; ".join(told) if told else ""
