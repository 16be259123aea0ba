"""How a refused change speaks: a list of problems, each beside its field (DESIGN §8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is missing or wrong; ``field`` is empty when it is of the whole."""

    field: str
    message: str | _StrPromise


class RuleViolation(ValidationError):  # noqa: N818 - it names what happened, not a defect
    """A service refused: nothing was written, and every problem is named at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        by_field: dict[str, list[str]] = {}
        for problem in self.problems:
            by_field.setdefault(problem.field or NON_FIELD_ERRORS, []).append(str(problem.message))
        super().__init__(by_field)

    def add_to_form(self, form: BaseForm) -> None:
        """Put each problem beside its field; those of absent fields go on top of the form."""
        for problem in self.problems:
            field = problem.field if problem.field in form.fields else None
            form.add_error(field, str(problem.message))


def raise_if(problems: Iterable[Problem]) -> None:
    """Raise :class:`RuleViolation` when there is at least one problem."""
    found = tuple(problems)
    if found:
        raise RuleViolation(found)
