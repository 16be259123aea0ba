"""Fields of the machine's forms: people's text cleaned, dates, evidence, uploads checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from entities.sanitize import one_line, plain
from workflows import rules
from workflows.stages import Evidence


class PlainText(forms.CharField):
    """One line of a person's text, cleaned before it is judged."""

    clean_text = staticmethod(one_line)

    def to_python(self, value: Any) -> str:
        """Normalise, drop invisible characters, trim."""
        return self.clean_text(super().to_python(value))


class LongText(PlainText):
    """Several lines of a person's text."""

    clean_text = staticmethod(plain)
    widget = forms.Textarea(attrs={"rows": 4})


class Reason(LongText):
    """A reason that says something (``rules.MIN_REASON`` characters)."""

    def validate(self, value: str) -> None:
        """Refuse an empty or too short reason."""
        super().validate(value)
        if value and not rules.valid_reason(value):
            raise ValidationError(
                _("Explique el motivo con al menos %(min)s caracteres.") % {"min": rules.MIN_REASON}
            )


def evidence_fields(evidence: Evidence) -> dict[str, forms.Field]:
    """The form fields of one kind of evidence, by name."""
    number = PlainText(max_length=120)
    match evidence:
        case Evidence.APPROVAL_DOCUMENT:
            number.label = _("Documento de aprobación")
            number.help_text = _(
                "Oficio, acta o resolución con su número (Guía MDT v1.0, 7.2, act. 5)."
            )
            return {
                "approval_document": number,
                "approval_document_date": date_field(_("Fecha del documento")),
            }
        case Evidence.OFICIO:
            number.label = _("Número de oficio")
            number.help_text = _("Oficio dirigido a la Subsecretaría (Guía MDT v1.0, 7.2, act. 8).")
            return {"oficio": number, "oficio_date": date_field(_("Fecha del oficio"))}
        case Evidence.RECEPTION_NUMBER:
            number.label = _("Número de recepción")
            return {"reception_number": number}
        case Evidence.CONTROL_REPORT:
            number.label = _("Número del informe de control")
            return {"control_report": number}
        case Evidence.LEGAL_ACT:
            number.label = _("Acto con que se publica")
            number.help_text = _("Número del acto; se muestra a la ciudadanía.")
            return {
                "legal_act": number,
                "legal_act_date": date_field(_("Fecha del acto")),
                "effective_date": date_field(_("Vigente desde")),
            }
    raise ValueError(evidence)


def date_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A date typed or picked; the browser's own picker, ISO on the wire."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
