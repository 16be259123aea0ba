"""The quality office plans a service, or says why it cannot be postulated (R23, R27, R31)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carta_pages.state_rules import Actor, targets
from carta_pages.states import State


class StateForm(forms.Form):
    """Target, reason and support; the service decides whether they are enough.

    Args:
        current: the state now; only the moves of the quality office from it are offered.
    """

    target = forms.ChoiceField(label=_("Pasa a"), widget=forms.RadioSelect, required=True)
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Queda en el historial del servicio."),
    )
    support = forms.CharField(
        label=_("Documento de sustento"),
        max_length=255,
        required=False,
        help_text=_("Número del plan anual, de la autoevaluación o del informe."),
    )

    def __init__(self, *args: Any, current: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moves = targets(current, Actor.QUALITY)
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            (NONE if move.target == State.EMPTY else str(move.target), _label(move))
            for move in self.moves
        ]

    def clean_target(self) -> State:
        value = self.cleaned_data["target"]
        return State.EMPTY if value == NONE else State(value)


NONE = "ninguno"
"""How the empty state travels in a form: an empty value would mean «nothing chosen»."""


def _label(move: Any) -> str:
    return f"{move.target.label}: {move.meaning}"
