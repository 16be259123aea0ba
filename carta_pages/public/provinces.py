"""«Mi provincia»: the one province a reader asks for, and the register it is checked against.

The choice is a parameter of the address or, failing that, a cookie of ours that holds the two
digits and nothing else. Whoever keys stored pages by province asks ``chosen_province``: it
touches the database only when something that looks like a code was asked, and then at most once
a minute.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings

from carta_pages.public.cartogram import Province
from entities import clock, selectors
from entities.models import TerritorialUnit
from entities.register_copy import RegisterCopy
from entities.vocabulary import TerritorialLevel

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PARAMETER = "provincia"
COOKIE = "provincia"
COOKIE_SECONDS = 365 * 24 * 60 * 60
CODE = re.compile(r"[0-9]{2}", re.ASCII)


def _read() -> dict[str, Province]:
    rows = selectors.provinces().in_force(clock.today()).values_list("code", "name")
    return {code: Province(code, name) for code, name in rows if CODE.fullmatch(code)}


_register: RegisterCopy[dict[str, Province]] = RegisterCopy("register of provinces", _read)


def known_provinces() -> dict[str, Province]:
    """The provinces that can be chosen, by INEC code."""
    return _register.get()


def forget_provinces() -> None:
    """Read the register again the next time somebody asks."""
    _register.forget()


def watch_register() -> None:
    """Forget the copy whenever this process changes a province; safe to repeat."""
    _register.watch(TerritorialUnit, lambda row: row.level == TerritorialLevel.PROVINCE)


def chosen_province(request: HttpRequest) -> str:
    """The code of the reader's province, or nothing.

    The parameter comes before the cookie, also when it is empty or unknown: ``?provincia=``
    shows the whole country to somebody who has chosen. Anything but exactly one known code is
    no choice.

    Args:
        request: any request; neither session nor person is looked at.

    Returns:
        '' or the two digits of a province in the register.
    """
    asked = request.GET.getlist(PARAMETER)
    if asked:
        return _checked(asked[0]) if len(asked) == 1 else ""
    return _checked(request.COOKIES.get(COOKIE, ""))


def _checked(text: str) -> str:
    return text if CODE.fullmatch(text) and text in known_provinces() else ""


def province_of(request: HttpRequest | None) -> Province | None:
    """The reader's province with its name."""
    code = chosen_province(request) if request else ""
    return known_provinces()[code] if code else None


def remember(response: HttpResponse, code: str, *, secure: bool) -> None:
    """Keep the choice for a year, out of the reach of scripts.

    Args:
        response: what is sent.
        code: a code that ``chosen_province`` gave.
        secure: whether the site is served by https.
    """
    response.set_cookie(
        COOKIE,
        code,
        max_age=COOKIE_SECONDS,
        path=settings.SESSION_COOKIE_PATH,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def forget_choice(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path=settings.SESSION_COOKIE_PATH, samesite="Lax")
