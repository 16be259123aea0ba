"""What a published change means, in sentences that anybody reads (R123, R215).

Pure: two contents in, plain Spanish out. The sentences stand beside the office's own note of
the change, which says why; these say what, and come from the texts themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carta_pages.models.vocabulary import Direction, Operator
from carta_pages.public import wording
from carta_pages.public.wording import Row
from entities.sanitize import one_line
from workflows.diff import compare, only_changed
from workflows.snapshots import EXCLUSION_CAUSE, Content, Schema

MOST_LINES = 8
#: Told by sentences of their own, or of no interest to a reader.
TOLD_APART = frozenset(
    {"title", "statement", "indicators", "rows", "slug", "seo_title", "search_description"}
)
#: Of a sheet, what is told by itself or follows from the rest.
SHEET_TOLD = frozenset(
    {"uuid", "name", "operator", "value", "value_to", "parameter", "unit", "other_unit"}
    | {"version", "approved_on", "factor", "indicator", "indicator_name", "indicator_unit"}
    | {"commitment_title", "territory", "direction"}
)


def told(old: Content | None, new: Content, schema: Schema) -> list[str]:
    """The change as sentences, the most telling first.

    Args:
        old: the version before; ``None`` for the first one.
        new: the version published.
        schema: the allow-list of the page type; nothing else is read.

    Returns:
        At most ``MOST_LINES`` sentences and one that counts the rest; empty when a first text
        promises no number.
    """
    if EXCLUSION_CAUSE in new:
        return [_("Motivo: %s") % new[EXCLUSION_CAUSE]] if new[EXCLUSION_CAUSE] else []
    lines = list(_first(new) if old is None else _changed(old, new, schema))
    if len(lines) <= MOST_LINES:
        return lines
    left = len(lines) - MOST_LINES
    rest = ngettext("Y %d cambio más.", "Y %d cambios más.", left) % left
    return [*lines[:MOST_LINES], rest]


def _first(new: Content) -> Iterator[str]:
    for row in _sheets(new):
        if promised := wording.standard(row):
            yield _("%(name)s: %(standard)s.") % {"name": _name(row), "standard": promised}


def _changed(old: Content, new: Content, schema: Schema) -> Iterator[str]:
    if old.get("title") != new.get("title"):
        yield _("Antes se llamaba «%s».") % old.get("title", "")
    if old.get("statement", "") != new.get("statement", ""):
        yield _("Ahora dice: «%s».") % one_line(new["statement"] or "").rstrip(".")
    yield from _standards(old, new)
    changes = only_changed(compare(old, new, schema))
    others = [str(change.label) for change in changes if change.name not in TOLD_APART]
    if others:
        yield _("Cambió: %s.") % _listed(others)
    elif not changes:
        yield _("El texto no cambió.")


def _standards(old: Content, new: Content) -> Iterator[str]:
    """Each indicator, or each place of an annex, known by its identifier."""
    before = {row["uuid"]: row for row in _sheets(old)}
    after = {row["uuid"]: row for row in _sheets(new)}
    for uuid, row in after.items():
        if uuid not in before:
            yield _added(row)
        elif before[uuid] != row:
            yield from _altered(before[uuid], row)
    for uuid, row in before.items():
        if uuid not in after:
            yield _("Ya no consta «%s».") % _name(row)


def _added(row: Row) -> str:
    return _("Se agregó «%(name)s»: %(standard)s.") % {
        "name": _name(row),
        "standard": wording.standard(row) or _("sin valor"),
    }


def _altered(old: Row, new: Row) -> Iterator[str]:
    name = _name(new)
    if _name(old) != name:
        yield _("«%(old)s» se llama ahora «%(new)s».") % {"old": _name(old), "new": name}
    was, now = wording.standard(old), wording.standard(new)
    if was != now:
        yield _moved(old, new) or _("«%(name)s» pasó de «%(old)s» a «%(new)s».") % {
            "name": name,
            "old": was or _("sin valor"),
            "new": now or _("sin valor"),
        }
    if limit := wording.other_limit(new, old):
        yield _("«%(name)s»: %(limit)s.") % {"name": name, "limit": limit}
    if any(old.get(key) != new.get(key) for key in new.keys() - SHEET_TOLD):
        yield _("Cambió cómo se mide o se sustenta «%s».") % name


def _moved(old: Row, new: Row) -> str:
    """«bajó de 40 a 35 minutos: es más exigente»; empty when more than the number changed."""
    was, now = wording.decimal(old.get("value")), wording.decimal(new.get("value"))
    rules = {(row.get("operator") or {}).get("value") for row in (old, new)}
    unit = wording.unit_of(new)
    if was is None or now is None or was == now or len(rules) > 1 or Operator.WITHIN in rules:
        return ""
    if wording.unit_of(old) != unit:
        return ""
    sentence = (
        _("El estándar de «%(name)s» subió de %(old)s a %(new)s%(demand)s.")
        if now > was
        else _("El estándar de «%(name)s» bajó de %(old)s a %(new)s%(demand)s.")
    )
    direction = (new.get("direction") or {}).get("value", "")
    demand = ""
    if direction in Direction.values:
        is_harder = (now > was) == (direction == Direction.HIGHER)
        demand = _(": es más exigente") if is_harder else _(": es menos exigente")
    return sentence % {
        "name": _name(new),
        "old": wording.number(was),
        "new": wording.amount(now, unit),
        "demand": demand,
    }


def _sheets(content: Content) -> list[dict[str, Any]]:
    return list(content.get("indicators") or content.get("rows") or ())


def _name(row: Row) -> str:
    """The indicator; in an annex, with the place where it differs."""
    where = wording.place(row.get("unit") or row.get("territory")) if "indicator" in row else ""
    name = str(row.get("name") or row.get("indicator_name") or _("Indicador"))
    return f"{name}, {where}" if where else name


def _listed(words: Iterable[str]) -> str:
    """«a, b y c», each as it would stand in a sentence."""
    found = [word if word.isupper() else word[:1].lower() + word[1:] for word in words]
    if len(found) == 1:
        return found[0]
    last = found[-1]
    joint = _("e") if last.lower().startswith(("i", "hi")) else _("y")
    return f"{', '.join(found[:-1])} {joint} {last}"
