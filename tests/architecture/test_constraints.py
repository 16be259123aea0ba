"""Every constraint can say what it refuses: Django formats its message with ``%``."""

import pytest
from django.apps import apps

OURS = {"entities", "workflows", "carta_pages", "agreements", "monitoring", "cms"}
CONSTRAINTS = [
    (model, constraint)
    for model in apps.get_models()
    if model._meta.app_label in OURS
    for constraint in model._meta.constraints
]


def test_there_are_constraints_to_look_at():
    assert len(CONSTRAINTS) > 10


@pytest.mark.parametrize(
    ("model", "constraint"), CONSTRAINTS, ids=[c.name for _model, c in CONSTRAINTS]
)
def test_its_message_can_be_shown(model, constraint):
    message = constraint.get_violation_error_message()
    assert message
    assert "%%" not in message
