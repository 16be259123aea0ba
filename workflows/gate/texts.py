"""Whether a text that came too late is already in the one that was saved (T21)."""

from __future__ import annotations

from typing import Any

#: What differs between two drafts of one row without a word of it being different.
ROW_KEYS = frozenset({"pk", "id", "page", "sort_order", "uuid"})


def content_of(page: Any, names: set[str]) -> dict[str, Any]:
    """What a form holds of a page, as plain values.

    Args:
        page: the instance, saved or as the form would leave it.
        names: fields and relations that the form shows.
    """
    data = page.serializable_data()
    return {name: _without_row_keys(data.get(name)) for name in sorted(names)}


def is_contained(mine: Any, saved: Any) -> bool:
    """Whether every word of ``mine`` is in the same place of ``saved``.

    A text still being typed is the beginning of what is saved a moment later; with it nothing
    is lost. Numbers, dates and choices are contained only when they are equal or empty.
    """
    if mine == saved or _is_empty(mine):
        return True
    if isinstance(mine, str) and isinstance(saved, str):
        return " ".join(saved.split()).startswith(" ".join(mine.split()))
    if isinstance(mine, dict) and isinstance(saved, dict):
        return all(is_contained(value, saved.get(key)) for key, value in mine.items())
    if isinstance(mine, list) and isinstance(saved, list):
        return len(mine) <= len(saved) and all(map(is_contained, mine, saved))
    return False


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _without_row_keys(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_row_keys(each) for each in value]
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key not in ROW_KEYS}
    return value
