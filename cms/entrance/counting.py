"""What is remembered of tries: no names, and not for longer than the longest window."""

from __future__ import annotations

import ipaddress
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from cms.client_address import client_address
from cms.entrance.rules import LETTER_WINDOW, Tries
from cms.models import EntranceTry

SALT = "cms.entrance"
IPV6_NETWORK = 64
"""Bits: a household or an office gets that many addresses to itself."""


def account_mark(typed: str) -> str:
    """What stands for an account or mailbox; the same however it is written."""
    plain = "".join(typed.split()).casefold().encode("utf-8", "replace")
    return salted_hmac(SALT, plain, algorithm="sha256").hexdigest()


def network_of(request: HttpRequest) -> str:
    """The address that is counted; empty when nothing is known of it."""
    text = client_address(request)
    if text is None:
        return ""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False))
    return str(address)


def remember(kind: str, network: str, account: str = "") -> None:
    """One more; what this address did before the longest window is forgotten."""
    EntranceTry.objects.filter(network=network, at__lt=timezone.now() - LETTER_WINDOW).delete()
    EntranceTry.objects.create(kind=kind, network=network, account=account)


def forget(kind: str, network: str, account: str) -> None:
    """Whoever entered after all did not try doors."""
    EntranceTry.objects.filter(kind=kind, network=network, account=account).delete()


def of_network(kind: str, network: str, now: datetime, window: timedelta) -> Tries:
    """Tries from an address; none when the address is unknown, or it would be everybody's."""
    if not network:
        return Tries()
    return _tries(now, window, kind=kind, network=network)


def of_account(kind: str, account: str, now: datetime, window: timedelta) -> Tries:
    """Tries of an account from wherever."""
    return _tries(now, window, kind=kind, account=account)


def _tries(now: datetime, window: timedelta, **which: str) -> Tries:
    rows = EntranceTry.objects.filter(at__gt=now - window, **which)
    found = rows.aggregate(
        count=Count("pk"),
        accounts=Count("account", distinct=True),
        oldest=Min("at"),
        newest=Max("at"),
    )
    return Tries(**found)


def forget_old(today: date) -> str:
    """Delete what no window reaches any more; a daily job.

    Args:
        today: the day of the daily command; unused, since tries run by real time.

    Returns:
        One line for the daily report.
    """
    limit = timezone.now() - LETTER_WINDOW
    gone, _each = EntranceTry.objects.filter(at__lt=limit).delete()
    return ngettext(
        "%(n)d intento de ingreso se olvidó.", "%(n)d intentos de ingreso se olvidaron.", gone
    ) % {"n": gone}
