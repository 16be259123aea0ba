"""The portfolio as a sheet: asked for, made beside the requests, fetched, forgotten."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from agreements.models import PortfolioSheet
from agreements.portfolio_asking import Asked
from agreements.portfolio_lines import HEADINGS, lines
from entities import clock
from entities.spreadsheets import as_comma, as_workbook

State = PortfolioSheet.State
KEPT_FOR = timedelta(days=1)
SILENT_FOR = timedelta(minutes=15)
"""After so long without a step a sheet counts as interrupted."""
_log = logging.getLogger("carta.portfolio")


@transaction.atomic
def ask_sheet(user: Any, query: str, file_format: str) -> PortfolioSheet:
    """Ask for a sheet of what a person sees; it is made after the commit.

    Args:
        user: whose; the sheet is theirs alone.
        query: filters and order, as the screen's address has them.
        file_format: a value of ``PortfolioSheet.Format``.
    """
    PortfolioSheet.objects.filter(asked_by_id=user.pk).exclude(state=State.RUNNING).update(
        state=State.DROPPED, content=b""
    )
    sheet = PortfolioSheet.objects.create(
        asked_by_id=user.pk, query=query, format=file_format, created_at=clock.now()
    )
    transaction.on_commit(lambda: _enqueue(sheet.pk))
    return sheet


def _enqueue(pk: int) -> None:
    from agreements.tasks import make_portfolio_sheet

    make_portfolio_sheet.enqueue(pk)


def make_sheet(pk: int) -> str:
    """Make a sheet that was asked for, with what its person may see now.

    Returns:
        the state in which it is left.
    """
    sheet = PortfolioSheet.objects.get(pk=pk)
    if sheet.state != State.RUNNING:
        return str(sheet.state)
    try:
        user = get_user_model()._default_manager.get(pk=sheet.asked_by_id)
        asked = Asked(user, QueryDict(sheet.query), lambda done, total: _tell(pk, done, total))
        found = list(lines(asked.rows, lambda done, total: _tell(pk, done, total)))
        heading = [str(text) for text in HEADINGS]
        if sheet.format == PortfolioSheet.Format.XLSX:
            content = as_workbook(_("Cartera de servicios"), heading, found)
        else:
            content = as_comma(heading, found)
        return _finish(pk, State.DONE, content=content, row_count=len(found))
    except Exception:  # noqa: BLE001  (whatever it was, the person must be told)
        _log.exception("portfolio sheet %s failed", pk)
        return _finish(pk, State.FAILED, error=_("Algo falló. Vuelva a pedirla."))


def _finish(pk: int, state: PortfolioSheet.State, **values: Any) -> str:
    PortfolioSheet.objects.filter(pk=pk, state=State.RUNNING).update(
        state=state, finished_at=clock.now(), **values
    )
    cache.delete(_progress_key(pk))
    return str(state)


def progress_of(sheet: PortfolioSheet) -> tuple[int, int] | None:
    """(services done, services in all) of a sheet under way, as its process last told."""
    told = cache.get(_progress_key(sheet.pk))
    return (int(told[0]), int(told[1])) if told else None


def is_interrupted(sheet: PortfolioSheet) -> bool:
    """Whether a sheet has taken no step for so long that nobody makes it any more."""
    return (
        sheet.state == State.RUNNING
        and progress_of(sheet) is None
        and clock.now() - sheet.created_at > SILENT_FOR
    )


def forget_sheets(today: date) -> str:
    """Empty sheets of more than a day; for the daily work."""
    old = PortfolioSheet.objects.filter(created_at__lt=clock.now() - KEPT_FOR)
    count = old.exclude(state=State.DROPPED).update(state=State.DROPPED, content=b"")
    return _("Hojas de la cartera que se dejaron de guardar: %d.") % count


def _tell(pk: int, done: int, total: int) -> None:
    cache.set(_progress_key(pk), [done, total], int(SILENT_FOR.total_seconds()))


def _progress_key(pk: int) -> str:
    return f"portfolio-sheet:{pk}"
