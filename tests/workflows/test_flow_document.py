"""The page that explains the flow says what the code does."""

from pathlib import Path

import pytest

from workflows.stages import SPECS, Route, Stage, evidence_for, return_targets

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "flujo-de-aprobacion.md"


def rows():
    table = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5:
            table[cells[0]] = cells[1:]
    return table


@pytest.mark.parametrize("stage", list(Stage))
def test_each_stage_has_its_row_and_the_row_is_true(stage):
    who, days, evidence, targets = rows()[str(stage.label)]
    spec = SPECS[stage]
    assert str(spec.role.label) in who
    assert days == ("—" if spec.internal_days is None else str(spec.internal_days))
    if stage == Stage.UNIT:
        return
    expected = [str(item.label) for item in evidence_for(Route.COMMITMENT, stage)]
    assert evidence == (", ".join(expected) or "—")
    back = [str(target.label) for target in return_targets(Route.COMMITMENT, stage)]
    assert targets == (", ".join(back) or "—")
