"""From which address somebody really asks, behind a known number of proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the address that the outermost trusted proxy saw.

    Each proxy appends to ``X-Forwarded-For``; what stands further left was written by the
    visitor, who could put a new address in every try and never be locked out.
    """
    direct = _valid(request.META.get("REMOTE_ADDR", ""))
    count = settings.CARTA_PROXY_COUNT
    if not count:
        return direct
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return (_valid(told[-count]) if len(told) >= count else None) or direct


def _valid(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
