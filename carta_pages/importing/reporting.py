"""What an import does, or would do, with each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from carta_pages.importing.born import BornCommitment
from carta_pages.importing.rows import RowRead


class Outcome(TextChoices):
    """The verdict on a row."""

    CREATES = "crea", _("Crea")
    UPDATES = "actualiza", _("Actualiza")
    SAME = "igual", _("Sin cambios")
    REFUSED = "no", _("No se puede")


@dataclass(frozen=True)
class RowVerdict:
    """One row, in words.

    Args:
        sheet: name of its sheet; empty in a CSV.
        number: as the person's program numbers it.
        outcome: a value of ``Outcome``.
        what: the page it speaks of.
        why: the reason when it is not taken.
        warnings: what a person must look at.
    """

    sheet: str
    number: int
    outcome: str
    what: str
    why: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def outcome_label(self) -> str:
        """The outcome in words."""
        return str(Outcome(self.outcome).label)


@dataclass
class Report:
    """All rows, and what the person should know about the file.

    ``born`` are the commitments as a preview would leave them: what another room previews after
    them finds there what the import will have written.
    """

    rows: list[RowVerdict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    born: list[BornCommitment] = field(default_factory=list)

    def add(
        self, rows: Iterable[RowRead], outcome: Outcome, what: str, why: str = "", more: str = ""
    ) -> None:
        """The same verdict for several rows; ``more`` is one more thing to look at."""
        for row in rows:
            warnings = tuple(dict.fromkeys([*row.warnings, *([more] if more else [])]))
            self.rows.append(RowVerdict(row.sheet, row.number, outcome.value, what, why, warnings))

    def settle(self) -> Report:
        """The rows in the order of the file."""
        sheets = {
            name: place for place, name in enumerate(dict.fromkeys(r.sheet for r in self.rows))
        }
        self.rows.sort(key=lambda row: (sheets[row.sheet], row.number))
        return self

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, every outcome named, and how many carry a warning."""
        found = Counter(row.outcome for row in self.rows)
        told = {outcome.value: found[outcome.value] for outcome in Outcome}
        return {**told, "avisos": sum(bool(row.warnings) for row in self.rows)}

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return {"rows": [asdict(row) for row in self.rows], "notes": self.notes}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Report:
        """What was kept."""
        rows = [RowVerdict(**{**row, "warnings": tuple(row["warnings"])}) for row in kept["rows"]]
        return cls(rows, list(kept["notes"]))
