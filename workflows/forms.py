"""What a decision must state; validated again inside the service, whoever calls it.

Only ``cleaned_data`` reaches the dossier: fields nobody declared are dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from entities import clock
from entities.file_signatures import check_file_signature
from workflows import rules
from workflows.form_fields import (
    LongText,
    PlainText,
    Reason,
    date_field,
    evidence_fields,
)
from workflows.stages import Stage, evidence_for, return_targets

if TYPE_CHECKING:
    from workflows.models import Dossier

MAX_FILE = 10 * 1024 * 1024
FILE_TYPES = ("pdf", "docx", "xlsx", "odt", "ods", "png", "jpg", "jpeg", "p7m")


class DecisionForm(forms.Form):
    """Base of every form of the machine: knows its dossier, its stage, its attachment."""

    attachment_kind = ""

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any):
        self.dossier = dossier
        self.stage = Stage(dossier.stage)
        super().__init__(*args, **kwargs)
        self.fields["attachment"] = forms.FileField(
            label=_("Documento adjunto"),
            required=False,
            validators=[FileExtensionValidator(FILE_TYPES)],
            help_text=_("PDF, documento, hoja o imagen; hasta 10 MB. No se publica."),
        )

    def clean_attachment(self) -> Any:
        """Limit the size and check that the first bytes are what the name says."""
        upload = self.cleaned_data["attachment"]
        if not upload:
            return upload
        if upload.size > MAX_FILE:
            raise ValidationError(_("El archivo pesa más de 10 MB."))
        check_file_signature(upload)
        return upload

    def past_date(self, name: str) -> Any:
        """A date that is not in the future."""
        value = self.cleaned_data.get(name)
        if value and value > clock.today():
            raise ValidationError({name: _("La fecha no puede ser futura.")})
        return value


class ApproveForm(DecisionForm):
    """Approve a stage: with exactly the evidence that the stage asks for."""

    comment = LongText(label=_("Comentario"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.evidence = evidence_for(self.dossier.route, self.stage)
        for evidence in self.evidence:
            self.fields.update(evidence_fields(evidence))
        self.order_fields([name for name in self.fields if name not in ("comment", "attachment")])

    def clean(self) -> dict[str, Any]:
        """Dates of acts are past; the effective date follows the last edition's."""
        cleaned = super().clean() or {}
        for name in self.fields:
            if name.endswith("_date"):
                self.past_date(name)
        effective = cleaned.get("effective_date")
        act_date = cleaned.get("legal_act_date")
        if effective and act_date and effective < act_date:
            raise ValidationError(
                {"effective_date": _("La vigencia no puede empezar antes de la fecha del acto.")}
            )
        if effective:
            self._check_after_last_edition(effective)
        return cleaned

    def _check_after_last_edition(self, effective: Any) -> None:
        from workflows.models import Edition

        last = (
            Edition.objects.filter(page__carta_dossier_items__dossier=self.dossier)
            .order_by("-effective_date")
            .first()
        )
        if last is not None and effective < last.effective_date:
            raise ValidationError(
                {
                    "effective_date": _(
                        "La vigencia no puede ser anterior a la de la versión vigente (%(date)s)."
                    )
                    % {"date": last.effective_date.strftime("%d/%m/%Y")}
                }
            )

    def evidence_values(self) -> dict[str, str]:
        """What was stated, as text, for the decision and the trace."""
        values = {}
        for evidence in self.evidence:
            for name in evidence_fields(evidence):
                value = self.cleaned_data.get(name)
                values[name] = value.isoformat() if hasattr(value, "isoformat") else str(value)
        return values


class ReturnForm(DecisionForm):
    """Return the dossier to a named earlier stage, with a reason and remarks by page."""

    target = forms.ChoiceField(label=_("Devolver a"))
    reason = Reason(label=_("Motivo"), max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        targets = return_targets(self.dossier.route, self.stage)
        self.fields["target"].choices = [(target.value, target.label) for target in targets]
        self.items = list(self.dossier.items.all())
        for item in self.items:
            self.fields[f"observation-{item.pk}"] = LongText(
                label=_("Observación sobre «%s»") % item.title, required=False, max_length=4000
            )

    def remarks(self) -> list[tuple[Any, str]]:
        """(item, text) of every page somebody remarked on."""
        return [
            (item, self.cleaned_data[f"observation-{item.pk}"])
            for item in self.items
            if self.cleaned_data.get(f"observation-{item.pk}")
        ]


class SplitForm(ReturnForm):
    """Take one page out of the dossier and return only that one."""

    item = forms.ChoiceField(label=_("Página que se separa"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(str(item.pk), item.title) for item in self.items]

    def clean(self) -> dict[str, Any]:
        """A dossier of one page is returned, not split."""
        cleaned = super().clean() or {}
        if len(self.items) < 2:
            raise ValidationError(_("El expediente tiene una sola página: devuélvalo completo."))
        return cleaned

    def chosen(self) -> Any:
        """The item that leaves."""
        return next(item for item in self.items if str(item.pk) == self.cleaned_data["item"])


class ClarifyForm(DecisionForm):
    """MDT's control asks for an «aclaración»; the text of the carta stays untouched."""

    question = Reason(label=_("Qué debe aclararse"), max_length=4000)
    due_on = date_field(_("Responder hasta"), required=False)

    def clean_due_on(self) -> Any:
        """A deadline that can still be met."""
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < clock.today():
            raise ValidationError(_("El plazo ya pasó."))
        return due_on


class AnswerForm(DecisionForm):
    """The entity answers the «aclaración» by text and attachment."""

    attachment_kind = "clarification"
    answer = Reason(label=_("Respuesta"), max_length=8000)


class VerdictForm(DecisionForm):
    """MDT's verdict, one for each service of the dossier (R118, DESIGN §3.3)."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    CHOICES = ((FAVOURABLE, _("Favorable")), (UNFAVOURABLE, _("Desfavorable")))

    control_report = PlainText(label=_("Número del informe de control"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        from workflows.groups import services_of

        self.services = services_of(self.dossier)
        for service in self.services:
            self.fields[f"verdict-{service.page_id}"] = forms.ChoiceField(
                label=service.title, choices=self.CHOICES, widget=forms.RadioSelect
            )
            self.fields[f"reason-{service.page_id}"] = LongText(
                label=_("Motivos"), required=False, max_length=8000
            )

    def clean(self) -> dict[str, Any]:
        """An unfavourable verdict says why (R26)."""
        cleaned = super().clean() or {}
        for service in self.services:
            name = f"reason-{service.page_id}"
            unfavourable = cleaned.get(f"verdict-{service.page_id}") == self.UNFAVOURABLE
            if unfavourable and not rules.valid_reason(cleaned.get(name, "")):
                self.add_error(name, _("Un veredicto desfavorable dice sus motivos."))
        return cleaned

    def unfavourable(self) -> list[tuple[Any, str]]:
        """(service, reasons) of every unfavourable verdict."""
        return [
            (service, self.cleaned_data[f"reason-{service.page_id}"])
            for service in self.services
            if self.cleaned_data[f"verdict-{service.page_id}"] == self.UNFAVOURABLE
        ]


class WithdrawForm(DecisionForm):
    """Take the dossier back; after remission with a new oficio."""

    attachment_kind = "oficio"
    reason = Reason(label=_("Motivo"), max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        from workflows.stages import is_remitted_stage

        if is_remitted_stage(self.stage):
            self.fields["oficio"] = PlainText(label=_("Número del nuevo oficio"), max_length=120)


class SubmitForm(forms.Form):
    """What somebody says when a page is sent to review."""

    kind = forms.ChoiceField(label=_("Clase de expediente"))
    change_note = Reason(
        label=_("Qué cambia"),
        max_length=1000,
        help_text=_("Se publica en el historial de la página."),
    )
    cause = LongText(label=_("Causa o sustento"), required=False, max_length=4000)

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds
