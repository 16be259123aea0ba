"""Keeps the table of public changes short: it is read twice a second by every process."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from cms.page_cache.models import PublicChange

KEPT = timedelta(days=1)


def forget_old(today: date) -> str:
    """Delete what is older than a day; pages that depended on it are made once more.

    Args:
        today: the day of the daily command; unused, since changes are told in real time.

    Returns:
        One line for the daily report.
    """
    gone, _each = PublicChange.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return ngettext(
        "%(n)d cambio público dejó de anotarse.",
        "%(n)d cambios públicos dejaron de anotarse.",
        gone,
    ) % {"n": gone}
