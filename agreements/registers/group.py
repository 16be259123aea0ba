"""The registers of this room, in the order of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup

from agreements.registers.operation import AcknowledgementAdmin, AgreementAdmin, TimeAdmin
from agreements.registers.promise import EvidenceAdmin, RequirementAdmin, SupportAdmin
from agreements.registers.service import (
    AssessmentAdmin,
    CaseAdmin,
    ConditionsAdmin,
    ProcessAdmin,
    RulesAdmin,
)


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
