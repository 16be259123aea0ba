"""Processes, evidence, agreements, requirements and supports: what stands behind a promise."""

from agreements.models.approval import CommitmentSignOff, PlanVersion
from agreements.models.capability import CapabilityAssessment, Process, ReviewCase
from agreements.models.evidence import Evidence
from agreements.models.operation import Acknowledgement, InternalTime, OperationAgreement
from agreements.models.plan import (
    InstrumentTick,
    PlanMeeting,
    PlannedService,
    PlanStage,
    PublicationPlan,
    StageNote,
    TechnicalAssistance,
)
from agreements.models.portfolio import PortfolioSheet
from agreements.models.promise import OperationalRequirement, StandardSupport
from agreements.models.service import EntityRules, ServiceConditions

__all__ = [
    "Acknowledgement",
    "CapabilityAssessment",
    "CommitmentSignOff",
    "EntityRules",
    "Evidence",
    "InstrumentTick",
    "InternalTime",
    "OperationAgreement",
    "OperationalRequirement",
    "PlanMeeting",
    "PlanStage",
    "PlanVersion",
    "PlannedService",
    "PortfolioSheet",
    "Process",
    "PublicationPlan",
    "ReviewCase",
    "ServiceConditions",
    "StageNote",
    "StandardSupport",
    "TechnicalAssistance",
]
