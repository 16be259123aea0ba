"""A quality commitment: the sentence, what measures it, where it holds, what if it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from carta_pages.allowlist import PAGE_FIELDS, public_fields, public_rows
from carta_pages.editor.commitment import COMMITMENT_EDITOR
from carta_pages.fields import ChoiceListField
from carta_pages.forms.commitment import CommitmentForm
from carta_pages.models.base import ContentPage
from carta_pages.models.quality import IndicatorSheet, QualityFactor
from carta_pages.models.remedies import (
    CommitmentCitation,
    FeedbackChannel,
    RemedyMeasure,
    ScopeTerritory,
    ScopeUnit,
)
from carta_pages.models.vocabulary import ScopeKind
from entities.roles import Role
from workflows.snapshots import Schema
from workflows.stages import Route

if TYPE_CHECKING:
    from carta_pages.models.service import ServicePage
    from entities.models import OrganizationalUnit


class CommitmentPage(ContentPage):
    """Compromiso de calidad: formal, specific, measurable, verifiable (R48)."""

    statement = models.TextField(_("compromiso"), blank=True)
    scope_kinds = ChoiceListField(
        _("alcance territorial del compromiso de calidad (SLA)"), choices=ScopeKind.choices
    )
    scope_deconcentrated = models.CharField(
        _("unidades desconcentradas: especificar"), max_length=255, blank=True
    )
    scope_other = models.CharField(_("otros: especificar"), max_length=255, blank=True)
    valid_from = models.DateField(_("vigente desde"), null=True, blank=True)
    review_on = models.DateField(_("próxima revisión"), null=True, blank=True)
    valid_until = models.DateField(_("vigente hasta"), null=True, blank=True)

    approval_route = Route.COMMITMENT
    editor_roles = (Role.UNI,)
    edit_handler = COMMITMENT_EDITOR
    base_form_class = CommitmentForm
    template = "carta_pages/commitment_page.html"
    parent_page_types: ClassVar[list[str]] = ["carta_pages.ServicePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("compromiso de calidad")
        verbose_name_plural = _("compromisos de calidad")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="commitment_dates_in_order",
                violation_error_message=_(
                    "«Vigente hasta» no puede ser anterior a «vigente desde»."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(review_on__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(review_on__gt=models.F("valid_from")),
                name="commitment_review_after_start",
                violation_error_message=_(
                    "La revisión debe ser posterior al inicio de la vigencia."
                ),
            ),
        ]

    @cached_property
    def service(self) -> ServicePage | None:
        """The service it promises about; one query."""
        from carta_pages.selectors import service_above

        return service_above(self)

    @property
    def responsible_unit(self) -> OrganizationalUnit | None:
        """The unit that answers for the service."""
        return self.service.responsible_unit if self.service else None


CommitmentPage.snapshot_schema = Schema(
    1,
    (
        *public_fields(CommitmentPage, *PAGE_FIELDS, "statement"),
        public_rows(
            "quality_factors",
            _("Factores clave de calidad"),
            QualityFactor,
            "text",
            "journey_step",
            "critical_point",
            "dimensions",
            "other_dimension",
            "affects_perception",
            "perception_impact",
            title="text",
        ),
        public_rows(
            "indicators",
            _("Indicadores y estándares"),
            IndicatorSheet,
            "factor",
            "code",
            "name",
            "measures",
            "operator",
            "value",
            "value_to",
            "parameter",
            "unit",
            "other_unit",
            "direction",
            "formula",
            "variables",
            "frequency",
            "source",
            "responsible_unit",
            "baseline",
            "baseline_period",
            "statistical_basis",
            "territorial_breakdown",
            "partial_limit",
            "version",
            "approved_on",
            title="name",
        ),
        *public_fields(CommitmentPage, "scope_kinds", "scope_deconcentrated", "scope_other"),
        public_rows("scope_units", _("Unidades del alcance"), ScopeUnit, "unit", title="unit"),
        public_rows(
            "scope_territories",
            _("Territorios del alcance"),
            ScopeTerritory,
            "territory",
            title="territory",
        ),
        public_rows(
            "remedies",
            _("Medidas de subsanación"),
            RemedyMeasure,
            "indicator",
            "description",
            "trigger",
            "how_to_ask",
            "deadline",
            "applied_by",
            "user_effect",
            "instrument",
            "instrument_document",
            "valid_from",
            "valid_until",
            "is_linked",
            "is_viable",
            "is_documented",
            "informs_improvement",
            title="description",
        ),
        public_rows(
            "feedback_channels",
            _("Dónde opinar"),
            FeedbackChannel,
            "kind",
            "detail",
            "url",
            "hours",
            title="kind",
        ),
        public_rows(
            "citations", _("Base legal"), CommitmentCitation, "norm", "provision", title="norm"
        ),
        *public_fields(CommitmentPage, "valid_from", "review_on", "valid_until"),
    ),
)
