"""Holds the clocks at a moment of the story, and keeps its mail from being sent.

The house asks ``entities.clock``; Wagtail asks Django for the date of a revision, a log line
or a first publication. Both must say the same, or the editor's side would tell that a year of
work was done in a minute. Only the loader, in one thread and in demo mode, uses this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from entities import clock

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


@contextmanager
def holding(moment: datetime) -> Iterator[None]:
    """Let the house, Django and Wagtail agree that it is this moment.

    Raises:
        ImproperlyConfigured: the installation does not let its clock be set.
    """
    with clock.frozen(moment):
        real, timezone.now = timezone.now, lambda: moment
        try:
            yield
        finally:
            timezone.now = real


@contextmanager
def mail_unsent() -> Iterator[None]:
    """What people were told months ago is in their inbox; nobody gets it by mail today."""
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = NOWHERE
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = kept
