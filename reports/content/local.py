"""The sheet of one point of service: the standards that hold there, and not somewhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.public.cartogram import Province
from carta_pages.public.holding import Reach, Spot, reach_at, standing_at
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
    """What is promised here, and after it, under its own line, what may hold here or not."""
    sure: list[Row] = []
    unsure: list[Row] = []
    for texts in services:
        if not is_given(texts.edition.content, spot):
            continue
        title = texts.edition.title
        sure += _promised(texts, spot, {Reach.WHOLE, Reach.PART}, title)
        unsure += _promised(texts, spot, {Reach.UNKNOWN}, _("%s (consulte si vale aquí)") % title)
    return sure + unsure


def _promised(texts: ServiceTexts, spot: Spot, reaches: set[Reach], line: str) -> list[Row]:
    said = [
        _item(edition.content, promises.promise(edition), texts, spot)
        for _entry, edition in texts.commitments
        if reach_at(edition.content, spot) in reaches
    ]
    return [{"keep": True, "text": line}, *said] if said else []


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
    told, open_ = [], []
    for indicator in content.get("indicators") or ():
        own = [row for row in rows_of(texts.annex) if row.get("indicator") == indicator["uuid"]]
        standing = standing_at(own, spot, clock.today())
        if standing.row is not None:
            told.append(_words(standing.row, indicator))
        else:
            open_ += [_words(row, indicator) for row in standing.unsure]
    lines = [_("Aquí: %s.") % "; ".join(told)] if told else []
    lines += [_("Consulte si aquí vale otro estándar: %s.") % "; ".join(open_)] if open_ else []
    return " ".join(lines)


def _words(row: Row, indicator: Row) -> str:
    local_one = promises.local_standard(row, indicator)
    return ". ".join([local_one["words"], *local_one["difference"]])
