"""The mark a browser keeps after somebody entered in it: it opens nothing, it only spares waits.

Whoever fails from the same address, or at the same account, does not lock out the person whose
browser carries it: such a browser is counted by itself (OWASP, «device cookies»).
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

from cms.entrance.counting import account_mark

SALT = "cms.entrance.known"
KEPT = timedelta(days=180)
BUCKET = "navegador "
"""Before the browser's own number, where another try has a network address."""


def browser_of(request: HttpRequest, account: str) -> str:
    """What this browser is counted by; empty when the person behind ``account`` is new in it."""
    try:
        kept = TimestampSigner(salt=SALT).unsign(
            request.COOKIES.get(settings.CARTA_KNOWN_COOKIE_NAME, ""), max_age=KEPT
        )
    except BadSignature:
        return ""
    whose, _dot, number = kept.partition(".")
    return f"{BUCKET}{number}" if constant_time_compare(whose, account) else ""


def mark(response: HttpResponseBase, account: str) -> None:
    """Let the browser remember who entered in it: a keyed hash, not a name."""
    value = f"{account}.{secrets.token_hex(16)}"
    response.set_cookie(
        settings.CARTA_KNOWN_COOKIE_NAME,
        TimestampSigner(salt=SALT).sign(value),
        max_age=KEPT,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def spared_by_axes(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """``AXES_WHITELIST_CALLABLE``: axes counts by address, this browser counts by itself."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return bool(browser_of(request, account_mark(str(typed))))
