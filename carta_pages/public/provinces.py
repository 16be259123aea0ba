"""«Mi provincia»: the one province a reader asks for, and the register it is checked against.

The choice is a parameter of the address or, failing that, a cookie of ours that holds the two
digits and nothing else. Whoever keys stored pages by province asks ``chosen_province``: it
touches the database only when something that looks like a code was asked, and then at most once
a minute.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from carta_pages.public.cartogram import Province
from entities import clock, selectors
from entities.models import TerritorialUnit
from entities.vocabulary import TerritorialLevel

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PARAMETER = "provincia"
COOKIE = "provincia"
COOKIE_SECONDS = 365 * 24 * 60 * 60
CODE = re.compile(r"[0-9]{2}", re.ASCII)

#: How long a process trusts its copy. A change made by the process itself shows at once; one
#: made by another process, or past the models, after this time.
TRUSTED_SECONDS = 60.0


class _Register:
    """The provinces in force, kept by the process; reading twice in a race does no harm."""

    def __init__(self) -> None:
        self._copy: tuple[float, dict[str, Province]] | None = None

    def all(self) -> dict[str, Province]:
        kept = _memories[-1](_read) if _memories else None
        if kept is not None:
            return kept
        now = time.monotonic()
        copy = self._copy
        if copy is None or copy[0] <= now:
            copy = self._copy = (now + TRUSTED_SECONDS, _read())
        return copy[1]

    def forget(self) -> None:
        self._copy = None


def _read() -> dict[str, Province]:
    rows = selectors.provinces().in_force(clock.today()).values_list("code", "name")
    return {code: Province(code, name) for code, name in rows if CODE.fullmatch(code)}


Read = Callable[[], dict[str, Province]]

_register = _Register()
Memory = Callable[[Read], dict[str, Province] | None]
_memories: list[Memory] = []


def use_memory(remember: Memory) -> None:
    """Keep the register where somebody better informed keeps it.

    A cache of whole pages must never make one with an older register than the changes it knows
    of, or the page would stay wrong for as long as nothing else changes.

    Args:
        remember: gives what the reader gave, and reads again after any public change; ``None``
            while it knows of no changes, and then no page is kept either.
    """
    _memories[:] = [remember]


def known_provinces() -> dict[str, Province]:
    """The provinces that can be chosen, by INEC code."""
    return _register.all()


def forget_provinces() -> None:
    """Read the register again the next time somebody asks."""
    _register.forget()


def watch_register() -> None:
    """Forget the copy whenever this process changes a province; safe to repeat."""
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=TerritorialUnit, dispatch_uid="carta_pages.provinces")


def _changed(sender: Any, instance: TerritorialUnit, **kwargs: Any) -> None:
    if instance.level == TerritorialLevel.PROVINCE:
        forget_provinces()
        transaction.on_commit(forget_provinces)


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
