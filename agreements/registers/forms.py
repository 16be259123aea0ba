"""Forms of the registers: they read what was typed; the services judge and write it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.access import Register
from agreements.registers.base import BackingForm
from agreements.selectors.subjects import (
    MODELS,
    factor_choices,
    indicator_choices,
    subject_choices,
)
from agreements.vocabulary import CaseOutcome, Subject
from entities.admin.forms import ReasonField

EMPTY = [("", "---------")]


class ProcessForm(BackingForm):
    register = Register.PROCESSES
    fixed = ("entity",)
    only_on_edit = ("reason", "closed_on")
    units = ("unit",)


class AssessmentForm(BackingForm):
    register = Register.ASSESSMENTS
    fixed = ("process",)
    own = ("process",)


class VerifyForm(forms.Form):
    """What the quality office checked."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = ReasonField(label=_("Qué se comprobó"))


class CaseForm(BackingForm):
    register = Register.CASES
    only_on_edit = ()
    outcome = forms.ChoiceField(label=_("Qué se resolvió"), choices=[*EMPTY, *CaseOutcome.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)  # the resolution says why


class ConditionsForm(BackingForm):
    register = Register.CONDITIONS
    fixed = ("service",)
    own = ("service",)


class EvidenceForm(BackingForm):
    register = Register.EVIDENCE
    only_on_create = ("target", "file")
    only_on_edit = ("reason", "in_force")
    target = forms.ChoiceField(label=_("Qué respalda"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_public" in self.fields:
            self.fields["is_public"].help_text = _(
                "Se publica con su huella en la página del compromiso, desde que se aprueba una "
                "versión con ella. Quitar la marca la cierra. No marque lo que tenga datos de "
                "personas."
            )
        if "target" in self.fields:
            self.fields["target"].choices = [
                *EMPTY,
                *subject_choices(self.promises, self.entity_ids()),
            ]

    def entity_of_target(self, kind: str, subject: str) -> int:
        """The entity of what the evidence is for; the form offered it."""
        if kind == Subject.FACTOR:
            return self.entity_of(subject)
        return int(MODELS[Subject(kind)]._default_manager.get(uuid=subject).entity_id)


class FactorsField(forms.MultipleChoiceField):
    """Factors of the entity's commitments, all to be seen at once."""

    widget = forms.CheckboxSelectMultiple


class AgreementForm(BackingForm):
    register = Register.AGREEMENTS
    fixed = ("entity",)
    only_on_edit = ("reason", "in_force")
    units = ("unit",)
    factors = FactorsField(label=_("Factores que respalda"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["factors"].choices = factor_choices(self.promises)


class TimeForm(BackingForm):
    register = Register.TIMES
    fixed = ("agreement",)
    only_on_edit = ("reason", "in_force")
    units = ("from_unit", "to_unit")
    own = ("agreement",)


class AcknowledgementForm(BackingForm):
    register = Register.ACKNOWLEDGEMENTS
    units = ("unit",)
    own = ("agreement",)


class RequirementForm(BackingForm):
    register = Register.REQUIREMENTS
    only_on_create = ("factor",)
    only_on_edit = ("reason", "in_force")
    units = ("unit",)
    factor = forms.ChoiceField(label=_("Factor clave de calidad"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "factor" in self.fields:
            self.fields["factor"].choices = [*EMPTY, *factor_choices(self.promises)]


class SupportForm(BackingForm):
    register = Register.SUPPORTS
    only_on_create = ("indicator",)
    units = ("unit",)
    indicator = forms.ChoiceField(label=_("Indicador"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "indicator" in self.fields:
            self.fields["indicator"].choices = [*EMPTY, *indicator_choices(self.promises)]


class RulesForm(BackingForm):
    register = Register.RULES
    fixed = ("entity",)
