"""What changed between two snapshots, word by word, from the allow-list (DESIGN §4).

Pure: two contents and a schema in, a list of changes out. The same answer is shown to the
reviewer, to a person who lost a race of saves, and to a citizen who compares two versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from workflows.snapshots import Children, Content, Field, Schema

State = Literal["igual", "añadido", "quitado", "cambiado"]
Part = tuple[Literal["=", "+", "-"], str]

#: Numbers with their decimals, words, white space and single signs; joined they are the text.
TOKENS = re.compile(r"\d+(?:[.,]\d+)+|\w+|\s+|[^\w\s]", re.UNICODE)
#: Beyond this many tokens a side, whole texts are shown instead of words.
MAX_TOKENS = 20_000


@dataclass(frozen=True)
class Change:
    """One value, or one row, in two versions.

    Args:
        name: its key in the snapshot.
        label: what people call it.
        state: «igual», «añadido», «quitado» or «cambiado».
        old: text of the older version.
        new: text of the newer version.
        parts: the words, each kept (=), added (+) or taken away (-).
        rows: for rows, the changes inside; for a list of rows, its rows.
    """

    name: str
    label: str | Promise
    state: State
    old: str = ""
    new: str = ""
    parts: tuple[Part, ...] = ()
    rows: tuple[Change, ...] = field(default=())

    @property
    def is_changed(self) -> bool:
        """Whether there is something to show."""
        return self.state != "igual"

    @property
    def is_group(self) -> bool:
        """Whether it gathers others."""
        return bool(self.rows)

    @property
    def old_parts(self) -> tuple[Part, ...]:
        """The words of the older side."""
        return tuple(part for part in self.parts if part[0] != "+")

    @property
    def new_parts(self) -> tuple[Part, ...]:
        """The words of the newer side."""
        return tuple(part for part in self.parts if part[0] != "-")


def compare(old: Content | None, new: Content | None, schema: Schema) -> list[Change]:
    """Compare two contents of one page type.

    Args:
        old: the older content; ``None`` when there was none.
        new: the newer content; ``None`` when it is gone.
        schema: the allow-list; what is not in it is never shown.

    Returns:
        one change per member of the schema, in its order, equal ones included.
    """
    return [_compare_member(old or {}, new or {}, member) for member in schema.fields]


def only_changed(changes: Iterable[Change]) -> list[Change]:
    """The changes that say something, without the equal rows inside."""
    return [
        Change(
            change.name,
            change.label,
            change.state,
            change.old,
            change.new,
            change.parts,
            tuple(only_changed(change.rows)),
        )
        for change in changes
        if change.is_changed
    ]


def word_parts(old: str, new: str) -> tuple[Part, ...]:
    """Word-level difference of two texts; joining the kept and added parts gives ``new``."""
    if old == new:
        return (("=", new),) if new else ()
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    if max(len(before), len(after)) > MAX_TOKENS:
        return tuple(part for part in (("-", old), ("+", new)) if part[1])
    parts: list[Part] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("=", "".join(before[i1:i2])))
            continue
        if i1 != i2:
            parts.append(("-", "".join(before[i1:i2])))
        if j1 != j2:
            parts.append(("+", "".join(after[j1:j2])))
    return tuple(parts)


def as_text(value: Any, kind: str = "text") -> str:
    """A snapshot value as a reader sees it."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return "\n".join(as_text(member, kind) for member in value)
    if isinstance(value, bool):
        return str(_("Sí") if value else _("No"))
    if isinstance(value, dict):
        if "sha256" in value:
            return f"{value['title']} ({value['name']}, {value['sha256'][:12]})"
        return str(value.get("label", ""))
    if kind == "number":
        return str(value).replace(".", ",")
    if kind == "date":
        day = parse_date(str(value)[:10])
        return date_format(day, "DATE_FORMAT") if day else str(value)
    return str(value)


def _compare_member(old: Content, new: Content, member: Field | Children) -> Change:
    if isinstance(member, Children):
        return _compare_children(old.get(member.name) or [], new.get(member.name) or [], member)
    return _compare_value(
        member.name,
        member.label,
        as_text(old.get(member.name), member.kind),
        as_text(new.get(member.name), member.kind),
    )


def _compare_value(name: str, label: str | Promise, before: str, after: str) -> Change:
    return Change(name, label, _state(before, after), before, after, word_parts(before, after))


def _state(before: str, after: str) -> State:
    if before == after:
        return "igual"
    if not before:
        return "añadido"
    return "cambiado" if after else "quitado"


def _compare_children(old: list[Content], new: list[Content], member: Children) -> Change:
    rows = tuple(
        _compare_row(before, after, member) for before, after in _matched(old, new, member)
    )
    changed = any(row.is_changed for row in rows)
    state: State = "cambiado" if changed else "igual"
    if changed and not old:
        state = "añadido"
    if changed and not new:
        state = "quitado"
    return Change(member.name, member.label, state, rows=rows)


def _matched(
    old: list[Content], new: list[Content], member: Children
) -> list[tuple[Content | None, Content | None]]:
    """Pair the rows by key, new order first, then what was taken away."""
    old_by_key = dict(_keyed(old, member))
    pairs: list[tuple[Content | None, Content | None]] = [
        (old_by_key.pop(key, None), row) for key, row in _keyed(new, member)
    ]
    return pairs + [(row, None) for row in old_by_key.values()]


def _keyed(rows: Sequence[Content], member: Children) -> list[tuple[Any, Content]]:
    """Rows with their key; rows without one are matched by what names them, then by place."""
    keyed = []
    seen: dict[Any, int] = {}
    for row in rows:
        key = row.get(member.key) or as_text(row.get(member.title)) or ""
        place = seen.get(key, 0)
        seen[key] = place + 1
        keyed.append(((key, place), row))
    return keyed


def _compare_row(old: Content | None, new: Content | None, member: Children) -> Change:
    before, after = old or {}, new or {}
    rows = tuple(_compare_member(before, after, inner) for inner in member.fields)
    heading = after or before
    label = as_text(heading.get(member.title)) if member.title else ""
    state: State = "cambiado" if any(row.is_changed for row in rows) else "igual"
    if old is None:
        state = "añadido"
    if new is None:
        state = "quitado"
    return Change(member.name, label or member.label, state, rows=rows)
