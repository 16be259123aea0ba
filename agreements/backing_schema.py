"""The allow-list of what a remitted dossier carries of this room (DESIGN §3.10).

What is not named here never leaves the entity. Labels come from the models, so that the ministry
reads the words in which the entity wrote.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.models import (
    Acknowledgement,
    CapabilityAssessment,
    Evidence,
    InternalTime,
    OperationAgreement,
    OperationalRequirement,
    Process,
    ReviewCase,
    StandardSupport,
)
from carta_pages.allowlist import public_fields
from workflows.snapshots import Children, Field, Schema

PROCESS = public_fields(Process, "uuid", "code", "name", "unit")
ASSESSMENT = public_fields(
    CapabilityAssessment,
    "level",
    "assessed_on",
    "valid_until",
    "findings",
    "assessor_office",
    "verifier_office",
    "verified_on",
)
CASE = public_fields(ReviewCase, "uuid", "cause", "opened_on", "why")
CONDITION = (Field("on", _("fecha"), "date"), Field("document", _("documento")))
REQUIREMENT = public_fields(
    OperationalRequirement,
    "uuid",
    "text",
    "is_clear",
    "measure",
    "unit",
    "relevance",
    "frequency",
    "due_on",
)
AGREEMENT = public_fields(
    OperationAgreement,
    "uuid",
    "code",
    "name",
    "unit",
    "roles",
    "control_points",
    "coordination",
    "resources",
    "verification",
    "next_review_on",
    "periodicity",
)
TIME = public_fields(
    InternalTime, "uuid", "position", "step", "from_unit", "to_unit", "value", "unit"
)
ACKNOWLEDGEMENT = public_fields(
    Acknowledgement, "uuid", "unit", "post", "office", "acknowledged_on"
)
SUPPORT = public_fields(
    StandardSupport,
    "uuid",
    "is_representative",
    "representative_why",
    "is_measurable",
    "measurable_why",
    "is_consistent",
    "consistent_why",
    "mean",
    "lower",
    "upper",
    "observations",
    "period",
    "no_legal_limit",
    "legal_limit",
    "limit_of",
    "parameter",
    "norm",
    "provision",
    "improvement",
    "unit",
    "validated_on",
)
EVIDENCE = public_fields(
    Evidence,
    "uuid",
    "title",
    "kind",
    "dated_on",
    "author",
    "sample",
    "finding",
    "code",
    "version",
    "is_public",
)
_AGREED = Field("agreement", _("acuerdo de operación"))

SCHEMA = Schema(
    version=1,
    fields=(
        Children(
            "evidence",
            _("Evidencias"),
            (Field("about", _("qué respalda")), *EVIDENCE, Field("file", _("archivo"), "file")),
            title="title",
        ),
        Children(
            "requirements",
            _("Requisitos operativos"),
            (Field("factor", _("factor clave de calidad")), *REQUIREMENT),
            title="text",
        ),
        Children(
            "agreements",
            _("Acuerdos de operación"),
            (*AGREEMENT, Field("factors", _("factores que respalda"))),
            title="name",
        ),
        Children("times", _("Tiempos internos"), (_AGREED, *TIME), title="step"),
        Children(
            "acknowledgements", _("Acuses de acuerdos"), (_AGREED, *ACKNOWLEDGEMENT), title="unit"
        ),
        Children(
            "supports",
            _("Sustentos de los estándares"),
            (Field("indicator", _("indicador")), *SUPPORT),
            title="indicator",
        ),
        Children(
            "processes",
            _("Procesos y su capacidad verificada"),
            (*PROCESS, *ASSESSMENT),
            title="name",
            key="code",
        ),
        Children(
            "conditions",
            _("Condiciones del servicio"),
            (Field("name", _("condición")), *CONDITION),
            title="name",
            key="name",
        ),
        Children("cases", _("Revisiones obligatorias abiertas"), CASE, title="cause"),
    ),
)
