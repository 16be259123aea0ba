"""Queries that Django writes once: for the few that every public page asks, writing them again
for each reader costs several times what the database takes to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import RawQuerySet

Row = TypeVar("Row", bound=Model)


class Prepared(Generic[Row]):
    """A query of some values, written for each number of them.

    Args:
        build: the query for a list of values, which must name each of them once.
        mark: makes a value that no query has, of the type of the values.
    """

    def __init__(
        self, build: Callable[[list[Any]], QuerySet[Row]], mark: Callable[[int], Any]
    ) -> None:
        self._build, self._mark = build, mark
        self._written = lru_cache(maxsize=16)(self._write)

    def __call__(self, values: Sequence[Any]) -> RawQuerySet:
        """The rows for some values; at least one."""
        model, sql, params = self._written(len(values), connection.vendor)
        found = [values[at] if at is not None else value for at, value in params]
        return model._default_manager.raw(sql, found)

    def _write(self, count: int, vendor: str) -> tuple[Any, str, list[tuple[int | None, Any]]]:
        marks = [self._mark(number) for number in range(count)]
        query = self._build(marks)
        sql, params = query.query.sql_with_params()
        places = [(marks.index(one) if one in marks else None, one) for one in params]
        if sorted(at for at, _one in places if at is not None) != list(range(count)):
            raise ValueError(f"each value must be named once: {sql}")
        return query.model, sql, places


def number(place: int) -> int:
    """A number that is no key."""
    return -1_000_003 - place


def text(place: int) -> str:
    """A text that is no slug and no path."""
    return f"¿{place}?"
