"""The sheet of one point of service: the standards that hold there, and not somewhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.public.cartogram import Province
from carta_pages.public.holding import Spot, holds_at, row_at
from carta_pages.public.points import PointView
from carta_pages.public.presenters.local import rows_of
from entities import clock
from reports.content import imprint, promises, walls
from reports.content.shelf import ServiceTexts, services_of

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading
    from entities.models import PointOfService

Row = dict[str, Any]


def spot_of(point: PointOfService) -> Spot:
    """Where a point stands, as «mi provincia» knows places."""
    province = point.province
    return Spot(
        Province(province.code, province.name) if province else None,
        point.canton,
        str(point.unit.uuid) if point.unit else "",
    )


def is_given(service: Row, spot: Spot) -> bool:
    """Whether a service is given at the point (R17): a point of no unit gives them all."""
    providers = [row["unit"] for row in service.get("providers") or () if row.get("unit")]
    return not providers or not spot.unit or any(map(spot.is_of, providers))


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
    services = services_of(reading)
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
        "items": (items := _items(services, spot_of(point))),
        # A sheet without a promise says at least what the carta holds, and where to read it.
        "services": [] if items else [texts.edition.title for texts in services],
        "tell": promises.contact(reading.content),
        "words": {
            **walls.common(),
            "here": _("Lo que le prometemos en este lugar"),
            "none": _("Ningún compromiso publicado se presta en este punto."),
            "whole": _("La carta completa dice dónde se presta cada servicio y qué promete:"),
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


def _items(services: list[ServiceTexts], spot: Spot) -> list[Row]:
    items: list[Row] = []
    for texts in services:
        if not is_given(texts.edition.content, spot):
            continue
        said = [
            _item(edition.content, promises.promise(edition), texts, spot)
            for _entry, edition in texts.commitments
            if holds_at(edition.content, spot)
        ]
        if said:
            items += [{"keep": True, "text": texts.edition.title}, *said]
    return items


def _item(content: Row, said: Row, texts: ServiceTexts, spot: Spot) -> Row:
    return {
        "keep": False,
        "pieces": said["pieces"],
        "here": _here(content, texts, spot),
        "remedy": walls.first_remedy(said),
    }


def _here(content: Row, texts: ServiceTexts, spot: Spot) -> str:
    """The standard of this place where the annex sets one, and how far it is from the other."""
    if texts.annex is None:
        return ""
    told = []
    for indicator in content.get("indicators") or ():
        own = [row for row in rows_of(texts.annex) if row.get("indicator") == indicator["uuid"]]
        row = row_at(own, spot, clock.today())
        if row is not None:
            local_one = promises.local_standard(row, indicator)
            told.append(". ".join([local_one["words"], *local_one["difference"]]))
    return _("Aquí: %s.") % "; ".join(told) if told else ""
