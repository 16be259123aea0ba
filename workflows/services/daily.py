"""What must happen once a day, in any order, any number of times (DESIGN §5)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

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
    return f"Recordatorios: {notices.remind(today)} expedientes."


def _expiring_roles(today: date) -> str:
    return f"Roles que terminan: {expiring_roles.warn(today)}."


def _outbox(today: date) -> str:
    return f"Correo: {outbox.deliver()} avisos enviados."


def _head(today: date) -> str:
    head = trace.publish_head(today)
    return f"Cabeza de la traza: {head.count} asientos, {head.hash[:12]}."
