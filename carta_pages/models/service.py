"""A service of the entity's portfolio: what it is, for whom, where, with what (R17)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string

from carta_pages.allowlist import PAGE_FIELDS, public_fields, public_rows
from carta_pages.editor.service import SERVICE_EDITOR
from carta_pages.fields import ChoiceListField
from carta_pages.models.base import ContentPage
from carta_pages.models.service_rows import (
    ServiceChannel,
    ServiceCitation,
    ServiceCost,
    ServiceProcedure,
    ServiceProcess,
    ServiceProvider,
    ServiceRequirement,
)
from carta_pages.models.vocabulary import Beneficiary, DesignStatus, OperationStatus
from entities.roles import ANY_UNIT, AnyUnit, Role
from workflows.access import UNIT_ROLES
from workflows.snapshots import Schema
from workflows.stages import Route


class ServicePage(ContentPage):
    """One service with its commitments and its annex below: the SLA of the guide."""

    responsible_unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("unidad responsable"),
    )
    description = models.TextField(_("descripción"), blank=True)
    obtains = models.TextField(_("qué obtiene la persona"), blank=True)
    beneficiaries = ChoiceListField(_("a quién está dirigido"), choices=Beneficiary.choices)
    beneficiaries_detail = models.CharField(_("precisión"), max_length=255, blank=True)
    coverage = models.TextField(_("cobertura"), blank=True)
    accessibility = models.TextField(_("accesibilidad"), blank=True)
    priority_attention = models.TextField(_("atención prioritaria"), blank=True)
    sheet_code = models.CharField(_("código de la ficha de servicio"), max_length=60, blank=True)
    sheet_document = models.ForeignKey(
        get_document_model_string(),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("documento de la ficha"),
    )
    sheet_valid_until = models.DateField(_("ficha vigente hasta"), null=True, blank=True)
    design_status = models.CharField(
        _("estado del diseño"), max_length=20, choices=DesignStatus.choices, blank=True
    )
    operation_status = models.CharField(
        _("estado de la operación"), max_length=20, choices=OperationStatus.choices, blank=True
    )
    contact_office = models.CharField(_("oficina que responde"), max_length=200, blank=True)
    contact_phone = models.CharField(_("teléfono"), max_length=60, blank=True)
    contact_email = models.EmailField(_("correo electrónico"), blank=True)

    approval_route = Route.COMMITMENT
    verdict_root = True
    editor_roles = (Role.UNI, Role.CAL)
    edit_handler = SERVICE_EDITOR
    template = "carta_pages/service_page.html"
    parent_page_types: ClassVar[list[str]] = ["carta_pages.CartaPage"]
    subpage_types: ClassVar[list[str]] = [
        "carta_pages.CommitmentPage",
        "carta_pages.TerritorialAnnexPage",
    ]

    def unit_for(self, role: Role) -> int | AnyUnit:
        """The unit of the service, by its key: no row of the register is read."""
        unit_id = self.responsible_unit_id if role in UNIT_ROLES else None
        return ANY_UNIT if unit_id is None else unit_id

    class Meta:
        verbose_name = _("servicio")
        verbose_name_plural = _("servicios")


ServicePage.snapshot_schema = Schema(
    1,
    (
        *public_fields(
            ServicePage,
            *PAGE_FIELDS,
            "description",
            "obtains",
            "beneficiaries",
            "beneficiaries_detail",
            "responsible_unit",
        ),
        public_rows("providers", _("Unidades prestadoras"), ServiceProvider, "unit", title="unit"),
        public_rows(
            "requirements",
            _("Requisitos"),
            ServiceRequirement,
            "text",
            "detail",
            "is_optional",
            title="text",
        ),
        public_rows(
            "costs", _("Costos"), ServiceCost, "concept", "amount", "condition", title="concept"
        ),
        public_rows(
            "channels",
            _("Canales de atención"),
            ServiceChannel,
            "kind",
            "detail",
            "url",
            "hours",
            "priority_attention",
            title="kind",
        ),
        *public_fields(ServicePage, "coverage", "accessibility", "priority_attention"),
        public_rows(
            "processes", _("Procesos relacionados"), ServiceProcess, "code", "name", title="name"
        ),
        public_rows(
            "procedures",
            _("Trámites relacionados"),
            ServiceProcedure,
            "code",
            "name",
            "url",
            title="name",
        ),
        *public_fields(
            ServicePage,
            "sheet_code",
            "sheet_document",
            "sheet_valid_until",
            "design_status",
            "operation_status",
        ),
        public_rows(
            "citations", _("Base legal"), ServiceCitation, "norm", "provision", title="norm"
        ),
        *public_fields(ServicePage, "contact_office", "contact_phone", "contact_email"),
    ),
)
