"""Which row of a sheet holds the headings, and what each of them means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from carta_pages.importing.columns import COLUMNS, NEEDED, Subject
from carta_pages.importing.files.tables import Line, Table
from carta_pages.requirements.wording import bare

IGNORED = ""
_HEADINGS_WITHIN = 20
_LEAST_KNOWN = 2


@dataclass(frozen=True)
class SheetMap:
    """What each column of one sheet means.

    Args:
        subject: what its rows are about.
        row: number of the row with the headings; the data begin after it.
        headings: their texts, in order.
        keys: for each heading the key of a column, or empty for one that is not read.
    """

    subject: Subject
    row: int
    headings: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """Labels of the columns without which the rows cannot be read."""
        labels = {column.key: str(column.label) for column in COLUMNS[self.subject]}
        return [
            " / ".join(labels[key] for key in group)
            for group in NEEDED[self.subject]
            if not set(group) & set(self.keys)
        ]


def heading(text: str) -> str:
    """A heading as it is compared: no accents, no punctuation, no numbering in front."""
    plain = re.sub(r"[^a-z0-9%ñ ]+", " ", bare(text))
    return " ".join(re.sub(r"^\d+ ", "", plain.strip()).split())


def suggest(table: Table, remembered: Mapping[tuple[str, str], str]) -> SheetMap | None:
    """What the columns of a sheet probably mean; ``None`` when no row looks like headings.

    Args:
        table: the sheet.
        remembered: what the entity said of a heading before, by subject and heading.
    """
    best: tuple[int, SheetMap] | None = None
    for line in islice(table.lines(), _HEADINGS_WITHIN):
        for subject in Subject:
            found = _mapped(line, subject, remembered)
            score = sum(bool(key) for key in found.keys) - 10 * len(found.missing)
            if best is None or score > best[0]:
                best = (score, found)
    if best is None or sum(bool(key) for key in best[1].keys) < _LEAST_KNOWN:
        return None
    return best[1]


def _mapped(line: Line, subject: Subject, remembered: Mapping[tuple[str, str], str]) -> SheetMap:
    known = {column.key for column in COLUMNS[subject]}
    names = _names(subject)
    keys: list[str] = []
    for cell in line.cells:
        said = heading(cell.line)
        key = remembered.get((subject.value, said), names.get(said, IGNORED)) if said else IGNORED
        keys.append(key if key in known and key not in keys else IGNORED)
    return SheetMap(subject, line.number, tuple(cell.line for cell in line.cells), tuple(keys))


def _names(subject: Subject) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in COLUMNS[subject]:
        for name in (heading(str(column.label)), *column.synonyms):
            found.setdefault(name, column.key)
    return found


def repeated(keys: Iterable[str]) -> list[str]:
    """Keys that were given to more than one column."""
    seen: set[str] = set()
    return sorted({key for key in keys if key and (key in seen or seen.add(key))})  # type: ignore[func-returns-value]
