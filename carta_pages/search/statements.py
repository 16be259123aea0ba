"""What the index is asked, as few statements as there can be."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from carta_pages.models import SearchPosting


def holds(terms: Iterable[int]) -> Exists:
    """That the same page has one of some terms."""
    rows = SearchPosting.objects.filter(document=OuterRef("document"), term__in=sorted(terms))
    return Exists(rows)


def together(branches: list[QuerySet]) -> Iterable[tuple]:
    """Rows of several limited lists in one statement: each keeps its own order and limit.

    Django's ``union`` would not take a limit inside it on SQLite; a derived table does.
    """
    if not branches:
        return []
    statements, values = [], []
    for place, branch in enumerate(branches):
        statement, parameters = branch.query.sql_with_params()
        statements.append(f"SELECT * FROM ({statement}) AS b{place}")  # noqa: S608  (our queries)
        values.extend(parameters)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        return list(cursor.fetchall())
