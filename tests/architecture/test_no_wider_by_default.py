"""A right asked without saying where is asked nowhere: forgetting an argument opens nothing."""

import inspect

import pytest

from entities import access, roles

#: What each question must be told, by name; a default would answer for whoever forgot.
TOLD = {
    roles.has_role: ["entity_id"],
    roles.entity_ids: ["roles"],
    roles.assignment_for: ["entity_id", "unit"],
    roles.holders: ["entity_id"],
    roles.holders_of_any: ["entity_id"],
    access.may_see: ["entity_id"],
    access.may_keep: ["entity_id"],
    access.may_see_row: ["row"],
    access.may_keep_row: ["row"],
    access.may_decide_proposal: ["register", "entity_id"],
}


@pytest.mark.parametrize("question", TOLD, ids=lambda question: question.__name__)
def test_where_a_right_counts_is_always_said(question):
    parameters = inspect.signature(question).parameters
    for name in TOLD[question]:
        assert parameters[name].default is inspect.Parameter.empty
