"""The index of the public search for the crowd: words of the copied pages, copied with them.

Every copy has the words of the original, so a common word is in every page of the country: the
worst that can be asked of a search.
"""

# ruff: noqa: S608  (every name in these statements comes from models, every value is a number)

from __future__ import annotations

from typing import Any

from carta_pages.models import SearchDocument, SearchPosting, SearchTerm

_DOCUMENTS, _POSTINGS, _TERMS = (
    model._meta.db_table for model in (SearchDocument, SearchPosting, SearchTerm)
)


def copy(cursor: Any, low: int, high: int, numbers: tuple[int, int], shift: str) -> None:
    """Give the copies of some pages their words, and each entity of the crowd its own filter.

    Args:
        cursor: of the transaction in which the pages were copied.
        low: key below those of the pages that were copied.
        high: the last of those.
        numbers: first and last copy.
        shift: by how much the keys of copy ``c.n`` are moved.
    """
    crowd = (
        f"WITH RECURSIVE c(n) AS (SELECT {numbers[0]} UNION ALL SELECT n + 1 FROM c "
        f"WHERE n < {numbers[1]}) "
    )
    own = f"o.document_id > {low} AND o.document_id <= {high}"
    cursor.execute(
        f"{crowd} INSERT INTO {_POSTINGS} (document_id, term_id, weight) "
        f"SELECT o.document_id + {shift}, o.term_id, o.weight FROM {_POSTINGS} o "
        f"JOIN {_TERMS} t ON t.id = o.term_id CROSS JOIN c "
        f"WHERE {own} AND t.text NOT LIKE 'entidad=%%'",
        [],
    )
    cursor.execute(
        f"{crowd} INSERT INTO {_TERMS} (text, stem, sound, shown, documents) "
        "SELECT 'entidad=copia-' || c.n, '', '', '', 0 FROM c",
    )
    cursor.execute(
        f"{crowd} INSERT INTO {_POSTINGS} (document_id, term_id, weight) "
        f"SELECT o.page_id + {shift}, t.id, 1 FROM {_DOCUMENTS} o CROSS JOIN c "
        f"JOIN {_TERMS} t ON t.text = 'entidad=copia-' || c.n "
        f"WHERE o.page_id > {low} AND o.page_id <= {high}",
    )
    cursor.execute(
        f"UPDATE {_TERMS} SET documents = (SELECT count(*) FROM {_POSTINGS} o "
        f"WHERE o.term_id = {_TERMS}.id)"
    )
