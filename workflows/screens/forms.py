"""Forms of the screens that call a service with plain values; the services ask again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflows import rules
from workflows.form_fields import LongText, Reason
from workflows.forms import SubmitForm
from workflows.models import Observation


class SubmissionForm(SubmitForm):
    """What is said on the submit screen; an exclusion must name its cause (R166)."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["cause"].help_text = _(
            "Cambio normativo, de proceso, de tecnología o de demanda. La lee quien revisa; en "
            "una exclusión es obligatoria y se publica (Guía MDT v1.0, 7.3; condición)."
        )

    def clean(self) -> dict[str, Any]:
        """Beside the field what the service would refuse."""
        cleaned = super().clean() or {}
        problem = rules.cause_problem(cleaned.get("kind", ""), cleaned.get("cause", ""))
        if problem:
            self.add_error("cause", ValidationError(problem))
        return cleaned


class ResubmissionForm(forms.Form):
    """One answer for each open remark, and a new note when the change is another."""

    def __init__(self, *args: Any, observations: Iterable[Observation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.observations = list(observations)
        for observation in self.observations:
            self.fields[answer_name(observation)] = LongText(
                label=_("Qué hizo al respecto"), max_length=4000
            )
        self.fields["change_note"] = LongText(
            label=_("Qué cambia, si ya no es lo que dijo al enviar"),
            max_length=1000,
            required=False,
            help_text=_("Se publica en el historial. Vacío: queda lo que dijo al enviar."),
        )

    def clean_change_note(self) -> str:
        """Empty, or something that says something."""
        note: str = self.cleaned_data["change_note"]
        if note and not rules.valid_reason(note):
            raise ValidationError(
                _("Explíquelo con al menos %(min)s caracteres.") % {"min": rules.MIN_REASON}
            )
        return note

    def answers(self) -> dict[int, str]:
        """By observation id, what was answered."""
        return {row.pk: self.cleaned_data[answer_name(row)] for row in self.observations}

    def answer_fields(self) -> list[tuple[Observation, Any]]:
        """Each remark with its field, for the screen."""
        return [(row, self[answer_name(row)]) for row in self.observations]


def answer_name(observation: Observation) -> str:
    """Name of the field that answers a remark."""
    return f"answer-{observation.pk}"


class DiscardForm(forms.Form):
    """Why a draft is thrown away; it stays in the trace."""

    reason = Reason(label=_("Motivo"), max_length=1000)
