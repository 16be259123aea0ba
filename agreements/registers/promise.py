"""Registers of evidence, requirements and supports of the standard."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from agreements.models import (
    Evidence,
    OperationalRequirement,
    StandardSupport,
)
from agreements.registers.base import (
    OWN_ENTITIES,
    REASON,
    BackingAdmin,
    own_entity,
)
from agreements.registers.forms import (
    EvidenceForm,
    RequirementForm,
    SupportForm,
)
from agreements.selectors.subjects import label_of
from agreements.services import evidence, promise
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
    writes = staticmethod(evidence.correct_evidence)

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
    writes = staticmethod(promise.save_requirement)

    def create(self, form: Any, user: Any) -> OperationalRequirement:
        values = form.values()
        entity = own_entity(form.entity_of(values["factor"]))
        return self.writes(None, entity=entity, actor_id=user.pk, **values)


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
    writes = staticmethod(promise.save_support)

    def create(self, form: Any, user: Any) -> StandardSupport:
        values = form.values()
        entity = own_entity(form.entity_of(values["indicator"]))
        return self.writes(None, entity=entity, actor_id=user.pk, **values)
