"""Small helpers the checkers share: naming a row's field, asking for a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from carta_pages.requirements.rules import Rule
from workflows.registries import Finding

Wanted = Sequence[tuple[str, str | Promise]]


def cell(relation: str, index: int, field: str) -> str:
    """Form field of one cell of a row, as the editor's form names it."""
    return f"{relation}-{index}-{form_name(field)}"


def form_name(field: str) -> str:
    """Name of a field in the form: a reference is asked by its key and shown by its name."""
    return field.removesuffix("_id")


def missing_values(rule: Rule, page: Any, wanted: Wanted) -> Iterator[Finding]:
    """A finding for every empty field of the page.

    Args:
        rule: the rule that asks for them.
        page: the instance.
        wanted: (field, what is missing).
    """
    for name, label in wanted:
        if is_empty(getattr(page, name)):
            yield rule.broken(_("Falta: %s.") % label, form_name(name))


def missing_cells(
    rule: Rule, relation: str, noun: str | Promise, rows: Iterable[Any], wanted: Wanted
) -> Iterator[Finding]:
    """A finding for every empty cell of the rows.

    Args:
        rule: the rule that asks for them.
        relation: related name of the rows.
        noun: what one row is called.
        rows: the rows, in the order of the form.
        wanted: (field, what is missing).
    """
    for index, row in enumerate(rows):
        for name, label in wanted:
            if is_empty(getattr(row, name)):
                yield rule.broken(
                    _("%(row)s %(number)d. Falta: %(label)s.")
                    % {"row": noun, "number": index + 1, "label": label},
                    cell(relation, index, name),
                )


def is_empty(value: Any) -> bool:
    """Whether nothing was entered; zero and «no» are answers."""
    return value is None or value == "" or value == ()
