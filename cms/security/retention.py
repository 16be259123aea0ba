"""Old rows of the security log go by themselves (LOPDP: no longer than needed; T74).

The guard in the database refuses to delete a row before its time, so that nobody shortens the
log by calling this with another date.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from cms.models import SecurityEvent

#: The guard asks the database's clock; a day more and both agree.
MARGIN = timedelta(days=1)


def forget_old(today: date) -> str:
    """Delete the rows that are older than ``SecurityEvent.KEPT_DAYS``; a daily job.

    Args:
        today: the day of the daily command; unused, since this log runs by real time.

    Returns:
        One line for the daily report.
    """
    limit = timezone.now() - timedelta(days=SecurityEvent.KEPT_DAYS) - MARGIN
    plain: QuerySet[SecurityEvent] = QuerySet(SecurityEvent)
    gone, _each = plain.filter(at__lt=limit).delete()
    return ngettext(
        "%(n)d hecho de seguridad cumplió su plazo y se borró.",
        "%(n)d hechos de seguridad cumplieron su plazo y se borraron.",
        gone,
    ) % {"n": gone}
