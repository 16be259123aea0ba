"""The clock of the house: every rule asks it for the day, never the system (DESIGN §6).

Days are Ecuador's continental days. Only tests and the demonstration may set the clock,
and only where ``CARTA_CLOCK_MAY_BE_SET`` says so: a deadline or a signature date that
somebody could move would prove nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

ZONE = ZoneInfo("America/Guayaquil")

_frozen_at: ContextVar[datetime | None] = ContextVar("carta_clock", default=None)


def now() -> datetime:
    """The present moment, aware."""
    return _frozen_at.get() or timezone.now()


def today() -> date:
    """The present day in continental Ecuador."""
    return now().astimezone(ZONE).date()


@contextmanager
def frozen(at: datetime | date) -> Iterator[datetime]:
    """Hold the clock at a moment (an aware datetime) or at noon of a day; may be nested.

    Raises ImproperlyConfigured where the installation does not allow it, ValueError for a
    moment without a time zone.
    """
    if not getattr(settings, "CARTA_CLOCK_MAY_BE_SET", False):
        raise ImproperlyConfigured("CARTA_CLOCK_MAY_BE_SET is off: the clock cannot be set here.")
    moment = at if isinstance(at, datetime) else datetime.combine(at, time(12), tzinfo=ZONE)
    if timezone.is_naive(moment):
        raise ValueError("The clock takes an aware datetime or a date.")
    token = _frozen_at.set(moment)
    try:
        yield moment
    finally:
        _frozen_at.reset(token)
