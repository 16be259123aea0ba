"""Every kind of entry that some room can write in the trace has a Spanish label."""

import ast
import re

import pytest

from entities import journal
from tests.architecture.sources import ROOT
from workflows.models import Decision, TraceEntry

ROOMS = ("entities", "workflows", "carta_pages", "agreements", "cms")
WRITERS = {"journal", "saving", "trace"}
KIND = re.compile(r"(?!carta\.|cms\.)[a-z]+\.[a-z_]+")  # those name loggers, salts, signals


def _written(path):
    """Kinds that a module names, where it can write to the trace."""
    tree = ast.parse(path.read_text())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    if path.stem == "journal" or not WRITERS & (imported | {path.stem}):
        return
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and KIND.fullmatch(text):
            yield text


KINDS = sorted(
    {
        kind
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        for kind in _written(path)
    }
    | {f"dossier.{outcome}" for outcome in Decision.Outcome}
)
ONCE = {
    "entidad.creada": "entity.created",
    "rol.asignado": "role.assigned",
    "rol.cerrado": "role.ended",
    "punto.confirmado": "point.confirmed",
    "cierre.cambiado": "closure.changed",
    "unidad.cambiada": "unit.changed",
}


def test_the_kinds_are_found():
    assert len(KINDS) > 30
    assert {"role.ended", "role.invited", "actor.forgotten", "demo.cargada"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_label_and_is_no_longer_one_written_once(kind):
    assert kind not in ONCE
    assert journal.label(kind) != kind


@pytest.mark.parametrize(("old", "new"), ONCE.items())
def test_a_kind_written_once_in_spanish_keeps_its_label(old, new):
    assert journal.label(old) == journal.label(new)
    assert str(TraceEntry(sequence=3, kind=old)) == f"3 {journal.label(new)}"


def test_an_unknown_kind_is_shown_as_it_is():
    assert journal.label("other.thing") == "other.thing"
