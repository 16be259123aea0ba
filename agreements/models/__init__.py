"""Processes, evidence, agreements, requirements and supports: what stands behind a promise."""

from agreements.models.capability import CapabilityAssessment, Process, ReviewCase
from agreements.models.evidence import Evidence
from agreements.models.operation import Acknowledgement, InternalTime, OperationAgreement
from agreements.models.promise import OperationalRequirement, StandardSupport
from agreements.models.service import EntityRules, ServiceConditions

__all__ = [
    "Acknowledgement",
    "CapabilityAssessment",
    "EntityRules",
    "Evidence",
    "InternalTime",
    "OperationAgreement",
    "OperationalRequirement",
    "Process",
    "ReviewCase",
    "ServiceConditions",
    "StandardSupport",
]
