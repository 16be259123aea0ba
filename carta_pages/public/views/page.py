"""A governed page as it rules today, or as it ruled on a day (``?fecha=AAAA-MM-DD``)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from carta_pages.public import routes, wording
from carta_pages.public.entries import shortened
from carta_pages.public.reading import Mode, Reading
from carta_pages.public.readings import NotYetError, now_or_on
from carta_pages.public.rendering import render_body, respond
from entities import clock

if TYPE_CHECKING:
    from carta_pages.public.places import Crumb

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EARLIEST = date(1900, 1, 1)


class BadDayError(ValueError):
    """A day that cannot be shown; the message says why."""


def asked_day(request: HttpRequest) -> date | None:
    """The day of ``?fecha=``; ``None`` when nothing is asked.

    Raises:
        BadDayError: it is no day, or it has not come yet.
    """
    text = request.GET.get("fecha")
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day < EARLIEST:
        raise BadDayError(
            _("No entendimos la fecha. Escríbala así: año-mes-día, por ejemplo 2026-03-15.")
        )
    if day > clock.today():
        raise BadDayError(_("Ese día todavía no llega: solo puede leerse lo que rige o ya rigió."))
    return day


def page(request: HttpRequest, page: Any) -> HttpResponse:
    """Serve the edition in force."""
    if request.GET.get("fecha") == "":
        return HttpResponseRedirect(request.path)
    try:
        reading = now_or_on(request, page, asked_day(request))
    except BadDayError as error:
        reading = now_or_on(request, page, None)
        return _message(reading, _("No podemos mostrar ese día"), str(error), status=400)
    except NotYetError as error:
        return _not_yet(error)
    return shell(reading)


def shell(reading: Reading, status: int = 200) -> HttpResponse:
    """The page with its body, banners and way back."""
    return respond("carta_pages/reading.html", shell_context(reading), status)


def shell_context(reading: Reading) -> dict[str, Any]:
    """What the shell of a governed page needs around the body."""
    content = reading.content
    own_title = str(content.get("seo_title") or "") or reading.title
    is_plain = reading.mode is Mode.NOW and reading.exclusion is None
    return {
        "reading": reading,
        "body": render_body(reading),
        "page_title": joined_title(own_title + version_words(reading), reading.entity_short_name),
        "description": description_of(reading),
        "canonical": absolute(reading),
        "noindex": not is_plain,
        "social": picture_of(reading) if is_plain else None,
        "og_type": "article",
        "crumbs": reading.crumbs,
        "here": reading.crumb.title + version_words(reading),
    }


def picture_of(reading: Reading) -> routes.Picture | None:
    """What a link to the page shows where people share it."""
    return routes.first_picture(picture(reading) for picture in routes.page_pictures)


def description_of(reading: Reading) -> str:
    """What a search engine or a shared link shows: written for it, or the first words."""
    content = reading.content
    written = ("search_description", "statement", "description", "presentation")
    found = next((str(content[name]) for name in written if content.get(name)), "")
    return shortened(found) or f"{reading.title}. {reading.entity_name}"


def version_words(reading: Reading) -> str:
    """What tells an old text from today's in a title: «, versión 2», «, al 3 de marzo de 2026»."""
    if reading.mode is Mode.VERSION and reading.edition:
        return _(", versión %s") % reading.edition.number
    if reading.mode is Mode.DAY and reading.on:
        return _(", al %s") % wording.day(reading.on)
    return ""


def sub_context(reading: Reading, here: str, title: str) -> dict[str, Any]:
    """The same for a page about the page: its history, a comparison."""
    crumbs: list[Crumb] = [*reading.crumbs, reading.crumb]
    return {
        "reading": reading,
        "page_title": joined_title(title, reading.entity_short_name),
        "crumbs": crumbs,
        "here": here,
    }


def joined_title(title: str, entity: str) -> str:
    """«Cédula de identidad · DIGERCIC»; the site's name follows in the shell."""
    return f"{title} · {entity}" if entity and entity not in title else title


def absolute(reading: Reading) -> str:
    """The address that search engines should keep."""
    if reading.request is None or not reading.url:
        return ""
    return reading.request.build_absolute_uri(reading.url)


def _message(reading: Reading, heading: str, text: str, status: int) -> HttpResponse:
    context = {
        **sub_context(reading, heading, heading),
        "heading": heading,
        "text": text,
        "noindex": True,
    }
    return respond("carta_pages/day_message.html", context, status)


def _not_yet(error: NotYetError) -> HttpResponse:
    reading = error.reading
    heading = _("Ese día todavía no estaba publicada")
    context = {
        **sub_context(reading, heading, heading),
        "heading": heading,
        "text": "",
        "first": error.first,
        "asked": reading.on,
        "noindex": True,
    }
    return respond("carta_pages/day_message.html", context, 404)
