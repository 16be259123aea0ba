"""The page about states says what the table says."""

from pathlib import Path

from carta_pages.state_rules import TRANSITIONS, Actor
from carta_pages.states import State

PAGE = Path(__file__).parents[2] / "docs" / "estados-del-servicio.md"
WHO = {
    frozenset({Actor.QUALITY, Actor.CAPABILITY}): "Calidad, o una autoevaluación verificada",
    frozenset({Actor.QUALITY}): "Calidad",
    frozenset({Actor.MINISTRY}): "Ministerio del Trabajo",
}


def rows(heading):
    """Cells of the table below a heading."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


def test_the_documented_transitions_are_those_of_the_code():
    documented = rows("De dónde a dónde")
    coded = [
        (move.code, str(move.source.label), str(move.target.label), WHO[move.actors])
        for move in TRANSITIONS.values()
    ]
    assert sorted(documented) == sorted(coded)


def test_every_state_is_documented():
    assert [row[0] for row in rows("Los siete estados, y ninguno")] == [
        str(state.label) for state in State
    ]
