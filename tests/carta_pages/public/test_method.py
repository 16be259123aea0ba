"""The method page cannot drift from the code (DESIGN §7)."""

from html import unescape

import pytest

from carta_pages import writing
from carta_pages.public import method
from carta_pages.requirements.rules import RULES
from carta_pages.services.writing import save_expression, save_limit
from carta_pages.state_rules import TRANSITIONS
from carta_pages.states import MEANINGS, SEVEN
from carta_pages.writing_data import LIMITS, Limit, Vagueness
from entities import clock
from workflows.stages import ROUTES, SPECS

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(client):
    return unescape(client.get("/metodo/").content.decode())


def test_every_stage_is_told_with_its_role_and_its_source(shown):
    for stages in ROUTES.values():
        for stage in stages:
            spec = SPECS[stage]
            assert str(stage.label) in shown
            assert str(spec.role.label) in shown
            assert str(spec.source) in shown
    assert "6 decisiones" in shown
    assert "2 decisiones" in shown


def test_a_deadline_nobody_set_is_not_invented(shown):
    unset = sum(SPECS[s].internal_days is None for stages in ROUTES.values() for s in stages)
    assert shown.count("sin plazo fijado") == unset


def test_every_state_and_every_step_between_states_is_told(shown):
    for state in SEVEN:
        assert str(state.label) in shown
        assert str(MEANINGS[state]) in shown
    assert len(method.moves()) == len(TRANSITIONS)
    assert {(m.source, m.target) for m in method.moves()} == {
        (str(s.label), str(t.label)) for s, t in TRANSITIONS
    }
    assert all(move.who for move in method.moves())


def test_every_rule_of_the_text_is_told_with_source_and_force(shown):
    assert len(method.text_rules()) == len(RULES)
    for rule in RULES:
        assert str(rule.text) in shown
        assert str(rule.source) in shown
        assert str(rule.force) in shown


def test_a_setting_that_changes_a_rule_changes_the_page(client, settings):
    settings.CARTA_PLANNING_MAY_REMIT = False
    assert "no se permite que la planificación remita" in client.get("/metodo/").content.decode()
    settings.CARTA_PLANNING_MAY_REMIT = True
    assert "Aquí se permite que la planificación" in client.get("/metodo/").content.decode()


def test_only_the_two_parts_of_the_norm_that_are_known_are_cited(shown):
    import re

    cited = re.findall(r"MDT-2025-163[^<.]{0,40}art(?:ículo|\.)\s*(\d+)", shown)
    assert set(cited) <= {"4"}


def test_what_plain_language_asks_is_told_with_its_bounds_source_and_since_when(client):
    before = unescape(client.get("/metodo/").content.decode())
    for words in writing.initial_rules().vague:
        assert words in before
    for bounds in LIMITS.values():
        assert str(bounds.source) in before
        assert f"{bounds.least} y {bounds.most}" in before
    assert before.count("desde el comienzo") == len(LIMITS)
    assert "206,835 − 62,3" in before
    why = "Lo pidió la mesa de lenguaje claro."
    save_limit(None, key=Limit.LONGEST_SENTENCE, value=25, reason=why)
    save_expression(None, words="con cariño", kind=Vagueness.PRAISE)
    save_expression(None, words="oportuno", kind=Vagueness.WHEN, in_force=False)
    after = unescape(client.get("/metodo/").content.decode())
    today = clock.today()
    assert "<strong>25</strong>" in after
    assert after.count("desde el comienzo") == len(LIMITS) - 1
    assert f"«con cariño» se avisa desde el {today:%d/%m/%Y}" in after
    assert f"«oportuno» no se avisa desde el {today:%d/%m/%Y}" in after
