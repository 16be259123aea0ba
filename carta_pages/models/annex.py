"""The territorial annex: where the standard differs, by how much and why (R97-R98)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from carta_pages.allowlist import PAGE_FIELDS, public_fields, public_rows
from carta_pages.editor.annex import ANNEX_EDITOR
from carta_pages.forms.annex import AnnexForm, AnnexRowForm
from carta_pages.models.base import ContentPage
from carta_pages.models.quality import Standard, standard_constraints
from carta_pages.models.rows import Row
from carta_pages.selectors import service_above
from entities.roles import ANY_UNIT, AnyUnit, Role
from workflows.snapshots import Schema
from workflows.stages import Route

if TYPE_CHECKING:
    from entities.models import OrganizationalUnit


class AnnexRow(Row, Standard):
    """One differentiated standard: same indicator and unit as the national one (R98).

    The names of commitment, indicator and unit are copied when the row is saved, so that an
    approved annex reads the same after the commitment is renamed.
    """

    page = ParentalKey("carta_pages.TerritorialAnnexPage", related_name="rows")
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unidad"),
    )
    territory = models.ForeignKey(
        "entities.TerritorialUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("territorio"),
    )
    indicator = models.UUIDField(_("indicador"), null=True, blank=True)
    commitment = models.ForeignKey(
        "carta_pages.CommitmentPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="annex_rows",
        verbose_name=_("compromiso"),
    )
    commitment_title = models.CharField(_("compromiso"), max_length=255, blank=True)
    indicator_name = models.CharField(_("indicador"), max_length=200, blank=True)
    indicator_unit = models.CharField(_("unidad de medida"), max_length=60, blank=True)
    justification = models.TextField(_("justificación"), blank=True)
    control_data = models.TextField(_("datos de control"), blank=True)
    valid_from = models.DateField(_("vigente desde"), null=True, blank=True)
    valid_until = models.DateField(_("vigente hasta"), null=True, blank=True)

    base_form_class = AnnexRowForm

    class Meta(Row.Meta):
        verbose_name = _("estándar diferenciado")
        verbose_name_plural = _("estándares diferenciados")
        constraints = [
            *standard_constraints("annex"),
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True) | models.Q(territory__isnull=True),
                name="annex_row_unit_or_territory",
                violation_error_message=_("Elija una unidad o un territorio, no los dos."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="annex_row_dates_in_order",
                violation_error_message=_(
                    "«Vigente hasta» no puede ser anterior a «vigente desde»."
                ),
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(
            str(part) for part in (self.unit or self.territory, self.indicator_name) if part
        )


class TerritorialAnnexPage(ContentPage):
    """At most one per service; never changes the service's state (R21)."""

    service = models.OneToOneField(
        "carta_pages.ServicePage",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="territorial_annex",
        verbose_name=_("servicio"),
    )
    justification_capacity = models.TextField(_("capacidad operativa"), blank=True)
    justification_demand = models.TextField(_("demanda"), blank=True)
    justification_delivery = models.TextField(_("condiciones de prestación"), blank=True)
    coherence = models.TextField(_("coherencia con el compromiso general"), blank=True)

    approval_route = Route.COMMITMENT
    editor_roles = (Role.UNI, Role.TER)
    edit_handler = ANNEX_EDITOR
    base_form_class = AnnexForm
    template = "carta_pages/territorial_annex_page.html"
    parent_page_types: ClassVar[list[str]] = ["carta_pages.ServicePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("anexo territorial")
        verbose_name_plural = _("anexos territoriales")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The service is where the page hangs; as a key of its own, so that two cannot race."""
        if self.service_id is None and self.path:
            self.service = service_above(self)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """One annex per service."""
        super().clean()
        self._refuse_second_annex()

    def minimal_clean(self) -> None:
        """The same for drafts, by whatever door they come."""
        super().minimal_clean()
        self._refuse_second_annex()

    def _refuse_second_annex(self) -> None:
        parent = self.get_parent()
        if parent is None:
            return
        others = TerritorialAnnexPage.objects.child_of(parent).exclude(pk=self.pk)
        if others.exists():
            raise ValidationError(_("Este servicio ya tiene su anexo territorial."))

    @property
    def responsible_unit(self) -> OrganizationalUnit | None:
        """The unit that answers for the service."""
        return self.service.responsible_unit if self.service else None

    def unit_for(self, role: Role) -> int | AnyUnit:
        """A deconcentrated level writes the annex of a service another unit answers for."""
        return ANY_UNIT if role == Role.TER else super().unit_for(role)


TerritorialAnnexPage.snapshot_schema = Schema(
    1,
    (
        *public_fields(
            TerritorialAnnexPage,
            *PAGE_FIELDS,
            "justification_capacity",
            "justification_demand",
            "justification_delivery",
            "coherence",
        ),
        public_rows(
            "rows",
            _("Estándares diferenciados"),
            AnnexRow,
            "unit",
            "territory",
            "commitment_title",
            "indicator",
            "indicator_name",
            "indicator_unit",
            "operator",
            "value",
            "value_to",
            "parameter",
            "justification",
            "control_data",
            "valid_from",
            "valid_until",
            title="indicator_name",
        ),
    ),
)
