"""The gate table: one row for every URL of the Wagtail admin (DESIGN §3.9, §3.10).

Keys are view names with their namespaces («wagtailadmin_pages:edit»); a URL without a name is
written ``~`` and its route. A key may hold ``*`` for a family of registers declared by the
room that owns them: ``declare({"entities_holiday_modeladmin_*": platform(...)})`` from its
``AppConfig.ready``. A URL that no row covers is denied to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from workflows.gate.rows import Row
from workflows.gate.table import (
    administration,
    dossiers,
    files,
    pages,
    registers,
    session,
    staff,
)

_exact: dict[str, Row] = {}
_families: dict[str, Row] = {}


def declare(rows: Mapping[str, Row], *, replace: bool = False) -> None:
    """Add rows to the table; an existing site uses ``replace`` to decide otherwise.

    Args:
        rows: key → row.
        replace: whether a key that is already there may change.

    Raises:
        ImproperlyConfigured: a key has a different row already and ``replace`` is off.
    """
    for key, row in rows.items():
        shelf = _families if "*" in key else _exact
        if not replace and shelf.get(key, row) != row:
            raise ImproperlyConfigured(f"The gate table already has a row for {key}.")
        shelf[key] = row


def lookup(key: str) -> Row | None:
    """The row for a URL: its own first, then the narrowest family; ``None`` denies it."""
    own = _exact.get(key)
    if own is not None:
        return own
    matching = [family for family in _families if fnmatchcase(key, family)]
    return _families[max(matching, key=len)] if matching else None


def every_row() -> dict[str, Row]:
    """The whole table, families included."""
    return {**_exact, **_families}


def without_verdict(keys: Iterable[str]) -> list[str]:
    """URLs that no row covers; each of them answers 404."""
    return sorted({key for key in keys if lookup(key) is None})


def dead_rows(keys: Iterable[str]) -> list[str]:
    """Rows that match no URL, not counting those of apps that are not installed."""
    keys = set(keys)
    return sorted(
        name
        for name, row in every_row().items()
        if not (row.needs and not apps.is_installed(row.needs))
        and name not in keys
        and not any(fnmatchcase(key, name) for key in keys)
    )


for _area in (session, pages, files, administration, dossiers, registers, staff):
    declare(_area.ROWS)
