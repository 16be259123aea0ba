"""Registers of evidence, operation agreements, requirements and supports."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_modeladmin.options import ModelAdminGroup

from agreements.models import (
    Acknowledgement,
    Evidence,
    InternalTime,
    OperationAgreement,
    OperationalRequirement,
    StandardSupport,
)
from agreements.registers.base import (
    OWN_ENTITIES,
    REASON,
    BackingAdmin,
    NotCorrected,
    own_entity,
)
from agreements.registers.forms import (
    AcknowledgementForm,
    AgreementForm,
    EvidenceForm,
    RequirementForm,
    SupportForm,
    TimeForm,
)
from agreements.registers.service import (
    AssessmentAdmin,
    CaseAdmin,
    ConditionsAdmin,
    ProcessAdmin,
    RulesAdmin,
)
from agreements.selectors.subjects import label_of
from agreements.services import evidence, operation, promise
from entities.admin.base import yes_no
from entities.admin.grammar import Grammar


class EvidenceAdmin(BackingAdmin):
    model = Evidence
    grammar = Grammar(_("evidencia"), _("evidencias"), feminine=True)
    form_class = EvidenceForm
    prefilled = ("target",)
    menu_label = _("Evidencias")
    menu_icon = "doc-full"
    list_display = (
        "title",
        "entity",
        "subject_kind",
        "kind",
        "dated_on",
        yes_no("is_public", _("pública")),
        yes_no("in_force", _("vigente")),
    )
    list_select_related = ("entity",)
    list_filter = (OWN_ENTITIES, "subject_kind", "kind", "is_public", "in_force")
    list_export = (
        "entity", "title", "subject_kind", "kind", "dated_on", "author", "sample", "finding",
        "code", "version", "is_public", "in_force", "file_name", "size", "sha256",
    )  # fmt: skip
    search_fields = ("title", "author", "finding", "code")
    export_filename = "evidencias"
    inspect_view_fields = ("supports", *list_export, "download")
    panels = (
        FieldPanel("target"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("dated_on")]),
        FieldPanel("title"),
        FieldPanel("author"),
        FieldPanel("sample"),
        FieldPanel("finding"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("version")]),
        FieldPanel("file"),
        FieldPanel("is_public"),
        FieldPanel("in_force"),
        REASON,
    )

    def supports(self, row: Evidence) -> str:
        return label_of(row.subject_kind, row.subject, row.entity_id)

    supports.short_description = _("respalda")  # type: ignore[attr-defined]

    def download(self, row: Evidence) -> SafeString:
        where = reverse("agreements_evidence_file", args=[row.pk])
        return format_html('<a href="{}">{}</a>', where, row.file_name)

    download.short_description = _("archivo")  # type: ignore[attr-defined]

    def create(self, form: Any, user: Any) -> Evidence:
        values = form.values()
        kind, _sep, subject = values.pop("target").partition(":")
        upload = values.pop("file")
        return evidence.add_evidence(
            own_entity(form.entity_of_target(kind, subject)),
            subject_kind=kind,
            subject=subject,
            upload=upload,
            actor_id=user.pk,
            **values,
        )

    def update(self, instance: Evidence, form: Any, user: Any) -> Evidence:
        reason = form.cleaned_data["reason"]
        return evidence.correct_evidence(instance, actor_id=user.pk, reason=reason, **form.values())


class AgreementAdmin(BackingAdmin):
    model = OperationAgreement
    grammar = Grammar(_("acuerdo de operación"), _("acuerdos de operación"), feminine=False)
    form_class = AgreementForm
    prefilled = ("factors",)
    prefilled_lists = ("factors",)
    menu_label = _("Acuerdos de operación")
    menu_icon = "group"
    list_display = ("name", "code", "entity", "service", "unit", "next_review_on")
    list_select_related = ("entity", "service", "unit")
    list_filter = (OWN_ENTITIES, "in_force", "periodicity")
    list_export = (
        "entity", "service", "code", "name", "unit", "roles", "control_points", "coordination",
        "resources", "verification", "next_review_on", "periodicity", "in_force",
    )  # fmt: skip
    search_fields = ("code", "name", "service__title")
    export_filename = "acuerdos-de-operacion"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("entity"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("name")]),
        FieldPanel("unit"),
        FieldPanel("factors"),
        MultiFieldPanel(
            [
                FieldPanel("roles"),
                FieldPanel("control_points"),
                FieldPanel("coordination"),
                FieldPanel("resources"),
                FieldPanel("verification"),
            ],
            heading=_("Los cinco contenidos (Guía MDT v1.0, 7.1, act. 1)"),
        ),
        FieldRowPanel([FieldPanel("next_review_on"), FieldPanel("periodicity")]),
        FieldPanel("in_force"),
        REASON,
    )

    def create(self, form: Any, user: Any) -> OperationAgreement:
        return operation.save_agreement(None, actor_id=user.pk, **form.values())

    def update(self, instance: OperationAgreement, form: Any, user: Any) -> OperationAgreement:
        return operation.save_agreement(
            instance,
            entity=instance.entity,
            actor_id=user.pk,
            reason=form.cleaned_data["reason"],
            **form.values(),
        )


class TimeAdmin(BackingAdmin):
    model = InternalTime
    grammar = Grammar(_("tiempo interno"), _("tiempos internos"), feminine=False)
    form_class = TimeForm
    prefilled = ("agreement",)
    menu_label = _("Tiempos internos")
    menu_icon = "time"
    list_display = ("step", "agreement", "entity", "from_unit", "to_unit", "value", "unit")
    list_select_related = ("entity", "agreement", "from_unit", "to_unit")
    list_filter = (OWN_ENTITIES, "unit", "in_force")
    list_export = (
        "entity", "agreement", "position", "step", "from_unit", "to_unit", "value", "unit",
        "in_force",
    )  # fmt: skip
    search_fields = ("step", "agreement__code")
    export_filename = "tiempos-internos"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("agreement"),
        FieldRowPanel([FieldPanel("position"), FieldPanel("step")]),
        FieldRowPanel([FieldPanel("from_unit"), FieldPanel("to_unit")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldPanel("in_force"),
        REASON,
    )

    def create(self, form: Any, user: Any) -> InternalTime:
        return operation.save_time(None, actor_id=user.pk, **form.values())

    def update(self, instance: InternalTime, form: Any, user: Any) -> InternalTime:
        reason = form.cleaned_data["reason"]
        return operation.save_time(instance, actor_id=user.pk, reason=reason, **form.values())


class AcknowledgementAdmin(BackingAdmin):
    model = Acknowledgement
    grammar = Grammar(_("acuse"), _("acuses de acuerdos"), feminine=False)
    form_class = AcknowledgementForm
    permission_helper_class = NotCorrected
    closed_actions = ("delete", "edit")
    prefilled = ("agreement", "unit")
    menu_label = _("Acuses de acuerdos")
    menu_icon = "check"
    list_display = ("agreement", "entity", "unit", "office", "acknowledged_on")
    list_select_related = ("entity", "agreement", "unit")
    list_filter = (OWN_ENTITIES,)
    list_export = ("entity", "agreement", "unit", "office", "acknowledged_on")
    search_fields = ("agreement__code", "unit__name")
    export_filename = "acuses"
    inspect_view_fields = list_export
    panels = (FieldPanel("agreement"), FieldPanel("unit"))

    def create(self, form: Any, user: Any) -> Acknowledgement:
        values = form.values()
        return operation.acknowledge(values["agreement"], values["unit"], user)


class RequirementAdmin(BackingAdmin):
    model = OperationalRequirement
    grammar = Grammar(_("requisito operativo"), _("requisitos operativos"), feminine=False)
    form_class = RequirementForm
    prefilled = ("factor",)
    menu_label = _("Requisitos operativos")
    menu_icon = "list-ol"
    list_display = ("text", "entity", "service", "unit", "frequency", "due_on")
    list_select_related = ("entity", "service", "unit")
    list_filter = (OWN_ENTITIES, "frequency", "in_force")
    list_export = (
        "entity", "service", "text", "is_clear", "measure", "unit", "relevance", "frequency",
        "due_on", "in_force",
    )  # fmt: skip
    search_fields = ("text", "measure", "service__title")
    export_filename = "requisitos-operativos"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("factor"),
        FieldPanel("text"),
        FieldPanel("is_clear"),
        FieldPanel("measure"),
        FieldPanel("unit"),
        FieldPanel("relevance"),
        FieldRowPanel([FieldPanel("frequency"), FieldPanel("due_on")]),
        FieldPanel("in_force"),
        REASON,
    )

    def create(self, form: Any, user: Any) -> OperationalRequirement:
        values = form.values()
        entity = own_entity(form.entity_of(values["factor"]))
        return promise.save_requirement(None, entity=entity, actor_id=user.pk, **values)

    def update(
        self, instance: OperationalRequirement, form: Any, user: Any
    ) -> OperationalRequirement:
        reason = form.cleaned_data["reason"]
        return promise.save_requirement(instance, actor_id=user.pk, reason=reason, **form.values())


class SupportAdmin(BackingAdmin):
    model = StandardSupport
    grammar = Grammar(_("sustento de un estándar"), _("sustentos de estándares"), feminine=False)
    form_class = SupportForm
    prefilled = ("indicator",)
    menu_label = _("Sustentos de estándares")
    menu_icon = "rotate"
    list_display = ("service", "entity", "period", "mean", "legal_limit", "validated_on")
    list_select_related = ("entity", "service", "unit", "norm")
    list_filter = (OWN_ENTITIES, "no_legal_limit")
    list_export = (
        "entity", "service", "is_representative", "representative_why", "is_measurable",
        "measurable_why", "is_consistent", "consistent_why", "mean", "lower", "upper",
        "observations", "period", "no_legal_limit", "legal_limit", "limit_of", "parameter", "norm",
        "provision", "improvement", "unit", "validated_on",
    )  # fmt: skip
    search_fields = ("service__title", "period", "improvement")
    export_filename = "sustento-de-estandares"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("indicator"),
        MultiFieldPanel(
            [
                FieldPanel("is_representative"),
                FieldPanel("representative_why"),
                FieldPanel("is_measurable"),
                FieldPanel("measurable_why"),
                FieldPanel("is_consistent"),
                FieldPanel("consistent_why"),
            ],
            heading=_("El indicador"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("mean"), FieldPanel("lower"), FieldPanel("upper")]),
                FieldRowPanel([FieldPanel("observations"), FieldPanel("period")]),
            ],
            heading=_("Lo observado"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("no_legal_limit"),
                FieldRowPanel([FieldPanel("legal_limit"), FieldPanel("limit_of")]),
                FieldPanel("parameter"),
                FieldRowPanel([FieldPanel("norm"), FieldPanel("provision")]),
            ],
            heading=_("Lo que la norma exige"),
        ),
        FieldPanel("improvement"),
        FieldRowPanel([FieldPanel("unit"), FieldPanel("validated_on")]),
        REASON,
    )

    def create(self, form: Any, user: Any) -> StandardSupport:
        values = form.values()
        entity = own_entity(form.entity_of(values["indicator"]))
        return promise.save_support(None, entity=entity, actor_id=user.pk, **values)

    def update(self, instance: StandardSupport, form: Any, user: Any) -> StandardSupport:
        reason = form.cleaned_data["reason"]
        return promise.save_support(instance, actor_id=user.pk, reason=reason, **form.values())


class BehindGroup(ModelAdminGroup):
    menu_label = _("Respaldo")
    menu_item_name = "respaldo"
    menu_icon = "clipboard-list"
    menu_order = 290
    items = (
        ProcessAdmin,
        AssessmentAdmin,
        ConditionsAdmin,
        EvidenceAdmin,
        AgreementAdmin,
        TimeAdmin,
        AcknowledgementAdmin,
        RequirementAdmin,
        SupportAdmin,
        CaseAdmin,
        RulesAdmin,
    )
