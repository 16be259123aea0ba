"""The page as a posted form would leave it, also when the form cannot be saved."""

from __future__ import annotations

from typing import Any


def as_typed(form: Any) -> tuple[Any, frozenset[str]]:
    """Apply a bound form in memory.

    Args:
        form: a bound form of a page's editor.

    Returns:
        the instance, and the fields that hold something that cannot be saved (named as the
        form names them): what was meant by those cannot be judged.
    """
    if form.is_valid():
        return form.save(commit=False), frozenset()
    page = form.instance
    wrong = set(form.errors)
    for formset in form.formsets.values():
        wrong |= {f"{row.prefix}-{name}" for row in formset.forms for name in row.errors}
        rows = [row.instance for row in sorted(_staying(formset), key=_place)]
        for place, row in enumerate(rows):
            row.sort_order = place
        getattr(page, formset.rel_name).set(rows)
    if hasattr(form, "settle_rows"):
        form.settle_rows(page)
    return page, frozenset(wrong)


def _staying(formset: Any) -> list[Any]:
    """Forms of the rows that would be there after the save."""
    kept = [*formset.initial_forms, *(row for row in formset.extra_forms if row.has_changed())]
    return [row for row in kept if not formset._should_delete_form(row)]


def _place(row: Any) -> int:
    place = getattr(row, "cleaned_data", {}).get("ORDER")
    return place if isinstance(place, int) else 10**6
