"""How late a dossier is, counted and said in business days, as its deadline is (DESIGN §3.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entities.business_days import business_days_between


def business_days_late(due_on: date, today: date, holidays: Collection[date]) -> int:
    """Business days since the deadline; negative while it has not come, 0 on its own day.

    Also 0 on the days of rest that follow it: it has passed, but by no business day.

    Args:
        due_on: last day of the deadline.
        today: the day in continental Ecuador.
        holidays: days not worked, of the entity and of the country.
    """
    return business_days_between(due_on, today, holidays)


def in_words(due_on: date, today: date, holidays: Collection[date]) -> str:
    """«2 días laborables de atraso», «vence hoy», «vence en 1 día laborable».

    Args:
        due_on, today, holidays: as for :func:`business_days_late`.
    """
    late = business_days_late(due_on, today, holidays)
    if late > 0:
        return ngettext(
            "%(n)s día laborable de atraso", "%(n)s días laborables de atraso", late
        ) % {"n": late}
    if due_on == today:
        return _("vence hoy")
    if late == 0:
        says = _("venció el %(day)s") if due_on < today else _("vence el %(day)s")
        return says % {"day": due_on.strftime("%d/%m/%Y")}
    return ngettext("vence en %(n)s día laborable", "vence en %(n)s días laborables", -late) % {
        "n": -late
    }
