"""What must happen once a day, in any order, any number of times (DESIGN §5)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entities import clock
from workflows.registries import daily_jobs
from workflows.services import expiring_roles, notices, outbox, trace

logger = logging.getLogger("carta.daily")


@dataclass
class Report:
    """One line for each job, and which ones failed."""

    lines: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def run() -> Report:
    """Run every job of the day; one that fails stops no other."""
    today = clock.today()
    jobs: list[Callable[[date], str]] = [_reminders, _expiring_roles, *daily_jobs, _outbox, _head]
    report = Report()
    for job in jobs:
        name = job.__name__.strip("_")
        try:
            report.lines.append(job(today))
        except Exception as error:
            logger.exception("daily job %s failed", name)
            report.failed.append(name)
            report.lines.append(f"{name}: {type(error).__name__}")
    return report


def _reminders(today: date) -> str:
    count = notices.remind(today)
    words = ngettext("Recordatorios: %d expediente.", "Recordatorios: %d expedientes.", count)
    return words % count


def _expiring_roles(today: date) -> str:
    return _("Roles que terminan: %d.") % expiring_roles.warn(today)


def _outbox(today: date) -> str:
    count = outbox.deliver()
    return ngettext("Correo: %d aviso enviado.", "Correo: %d avisos enviados.", count) % count


def _head(today: date) -> str:
    head = trace.publish_head(today)
    return ngettext(
        "Cabeza de la traza: %(count)d asiento, %(hash)s.",
        "Cabeza de la traza: %(count)d asientos, %(hash)s.",
        head.count,
    ) % {"count": head.count, "hash": head.hash[:12]}
