"""What a form lets somebody write fits where it is kept: PostgreSQL refuses, SQLite does not."""

import inspect
from importlib import import_module

import pytest
from django import forms
from django.apps import apps

from entities.vocabulary import Role
from tests.factories import workflows as make
from workflows import forms as machine_forms
from workflows.models import Dossier
from workflows.screens import forms as screen_forms
from workflows.stages import Kind, Stage

MODULES = (
    "workflows.forms",
    "workflows.screens.forms",
    "carta_pages.forms.state",
    "entities.admin.forms",
    "entities.admin.communication_forms",
)

#: Where the text of each field is kept. «evidence» and «payload» are JSON, without a limit.
REASONS = ("workflows.Decision.reason",)
KEPT = {
    "approval_document": ("workflows.Decision.evidence",),
    "oficio": ("workflows.Decision.evidence", "workflows.Dossier.remission_oficio"),
    "reception_number": ("workflows.Decision.evidence",),
    "control_report": ("workflows.Decision.evidence", "carta_pages.ServiceState.support"),
    "legal_act": (
        "workflows.Decision.evidence",
        "workflows.Edition.legal_act",
        "carta_pages.ServiceState.support",
    ),
    "comment": REASONS,
    "question": (*REASONS, "workflows.Clarification.question"),
    "answer": (*REASONS, "workflows.Clarification.answer", "workflows.Observation.answer"),
    "observation": ("workflows.Observation.text",),
    "change_note": ("workflows.DossierItem.change_note", "workflows.Edition.change_note"),
    "cause": ("workflows.Dossier.cause", "workflows.Edition.snapshot"),
    "reason": (
        *REASONS,
        "workflows.Observation.text",
        "carta_pages.ServiceState.reason",
        "entities.HistoricalEntity.history_change_reason",
        "workflows.TraceEntry.payload",
    ),
    "public_reason": ("entities.TemporaryClosure.reason",),
    "support": ("carta_pages.ServiceState.support",),
}


def form_classes():
    """Every form of the project's own modules that is not made from a model alone."""
    for name in MODULES:
        module = import_module(name)
        for _name, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, forms.BaseForm) and member.__module__ == name:
                yield member


def instances():
    """Each form as people meet it, with the fields it adds by itself."""
    _world, dossier = make.dossier_at(Stage.PLANNING)
    for stage in Stage:
        dossier.stage = stage
        for form in (
            machine_forms.ApproveForm,
            machine_forms.ReturnForm,
            machine_forms.SplitForm,
            machine_forms.ClarifyForm,
            machine_forms.AnswerForm,
            machine_forms.VerdictForm,
            machine_forms.WithdrawForm,
        ):
            yield form(dossier=dossier)
    kinds = [(kind.value, kind.label) for kind in Kind]
    yield machine_forms.SubmitForm(kinds=kinds)
    yield screen_forms.SubmissionForm(kinds=kinds)
    yield screen_forms.DiscardForm()
    remark = dossier.observations.model(pk=1)
    yield screen_forms.ResubmissionForm(observations=[remark])


def text_fields(fields):
    for name, field in fields.items():
        if isinstance(field, forms.CharField) and not isinstance(field, forms.ChoiceField):
            yield name.partition("-")[0], field


def check(where, name, field):
    assert name in KEPT, f"{where}.{name}: say in KEPT where it is kept"
    assert field.max_length, f"{where}.{name} has no limit"
    for path in KEPT[name]:
        app, model, column = path.split(".")
        limit = apps.get_model(app, model)._meta.get_field(column).max_length
        assert limit is None or field.max_length <= limit, f"{where}.{name} > {path}"


@pytest.mark.django_db
def test_every_text_fits_in_its_column():
    walked = set()
    for form in instances():
        walked.add(type(form))
        for name, field in text_fields(form.fields):
            check(type(form).__name__, name, field)
    for form in form_classes():
        declared = getattr(form, "declared_fields", {})
        for name, field in text_fields(declared):
            check(form.__name__, name, field)
        built = issubclass(form, machine_forms.DecisionForm) and form is not (
            machine_forms.DecisionForm
        )
        assert not built or form in walked, f"{form.__name__} is not walked with its own fields"


@pytest.mark.django_db
def test_an_oficio_as_long_as_its_form_allows_is_kept_whole():
    world, dossier = make.dossier_at(Stage.AUTHORITY)
    number = "MDT-" + "9" * 116
    make.act(
        dossier, world.people[Role.MAX], "approve", make.evidence(dossier) | {"oficio": number}
    )
    assert Dossier.objects.get(pk=dossier.pk).remission_oficio == number
    limit = Dossier._meta.get_field("remission_oficio").max_length
    assert len(number) == 120 <= limit
