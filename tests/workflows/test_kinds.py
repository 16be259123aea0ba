"""Every kind of entry of the trace is an English word with a Spanish label, in one table."""

import re

import pytest

from entities import journal
from tests.architecture.sources import ROOT
from workflows.models import Decision, TraceEntry

ROOMS = ("entities", "workflows", "carta_pages")
WRITTEN = re.compile(
    r"(?:saving\.tell|journal\.record|\bappend)\(\s*\"(?P<one>[^\".]+\.[^\"]+)\""
    r"(?: if [^,]+ else \"(?P<other>[^\"]+)\")?"
)
KINDS = sorted(
    {
        kind
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for found in WRITTEN.finditer(path.read_text())
        for kind in found.groups()
        if kind
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
    assert len(KINDS) > 25
    assert {"role.ended", "role.corrected", "actor.forgotten", "service.state"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_english_and_has_a_label(kind):
    assert re.fullmatch(r"[a-z]+\.[a-z]+", kind)
    assert kind not in ONCE
    assert journal.label(kind) != kind


@pytest.mark.parametrize(("old", "new"), ONCE.items())
def test_a_kind_written_once_in_spanish_keeps_its_label(old, new):
    assert journal.label(old) == journal.label(new)
    assert str(TraceEntry(sequence=3, kind=old)) == f"3 {journal.label(new)}"


def test_an_unknown_kind_is_shown_as_it_is():
    assert journal.label("other.thing") == "other.thing"
