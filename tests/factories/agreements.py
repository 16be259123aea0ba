"""What stands behind a promise: single rows, and everything that one page needs.

``stand_behind`` goes through the services, as people do; the row factories write directly.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import (
    Acknowledgement,
    CapabilityAssessment,
    EntityRules,
    Evidence,
    InternalTime,
    OperationAgreement,
    OperationalRequirement,
    Process,
    ReviewCase,
    ServiceConditions,
    StandardSupport,
)
from agreements.selectors.processes import processes_of
from agreements.services import capability, conditions, evidence, operation, promise
from agreements.vocabulary import Condition, EvidenceKind, Level, Subject, TimeUnit
from carta_pages.models.vocabulary import Frequency
from entities import clock
from entities.vocabulary import Role
from tests.factories.entities import LONG_AGO, person_with

PDF = b"%PDF-1.4 una evidencia"


def upload(name: str = "informe.pdf", body: bytes = PDF) -> SimpleUploadedFile:
    """A small file that is what its name says."""
    return SimpleUploadedFile(name, body, "application/pdf")


def process(entity: Any, unit: Any, **values: Any) -> Process:
    """An open process of an entity."""
    made = {"code": "P-01", "name": "Cedulación", "unit": unit, "opened_on": LONG_AGO, **values}
    return Process.objects.create(entity=entity, **made)


def assessment(of: Process, level: int = 4, *, verified: bool = True, **values: Any) -> Any:
    """A self-assessment of today, valid for a year, verified unless said otherwise."""
    today = clock.today()
    made: dict[str, Any] = {
        "level": level,
        "assessed_on": today,
        "valid_until": today + timedelta(days=365),
        "verified_on": today if verified else None,
        "findings": "Doce meses sin puntos fuera de los límites.",
        **values,
    }
    return CapabilityAssessment.objects.create(entity=of.entity, process=of, **made)


def verified_by_people(of: Process, level: int) -> CapabilityAssessment:
    """The unit assesses and the quality office verifies, through the services."""
    unit, quality = person_with(Role.UNI, of.entity), person_with(Role.CAL, of.entity)
    today = clock.today()
    made = capability.assess(
        of,
        level=level,
        assessed_on=today,
        valid_until=today + timedelta(days=365),
        findings="Gráfico de control de doce meses.",
        actor=unit,
    )
    return capability.verify(made, quality, reason="Se revisó el gráfico de control.")


def stand_behind_service(service: Any, level: int = Level.PREDICTABLE) -> None:
    """Register and assess its processes, and tick its six conditions."""
    for code in processes_of([service])[service.pk]:
        of = Process.objects.filter(entity=service.entity, code__iexact=code).first()
        of = of or process(service.entity, service.responsible_unit, code=code.upper())
        assessment(of, level)
    values = {
        f"{name}_{part}": LONG_AGO if part == "on" else f"Documento {name}"
        for name in Condition.values
        for part in ("on", "document")
    }
    conditions.save_conditions(None, service=service, actor_id=None, **values)


def stand_behind(commitment: Any) -> OperationAgreement:
    """Everything one commitment needs behind it; its service's own things apart."""
    draft = commitment.get_latest_revision_as_object()
    entity, unit = draft.entity, draft.service.responsible_unit
    keys = [str(row.uuid) for row in draft.quality_factors.all()]
    for key in keys:
        add_evidence(entity, Subject.FACTOR, key)
        promise.save_requirement(None, entity=entity, factor=key, actor_id=None, **_asked(unit))
    agreed = operation.save_agreement(
        None, entity=entity, factors=keys, actor_id=None, **_agreed(unit, f"OLA-{draft.pk}")
    )
    operation.save_time(None, agreement=agreed, actor_id=None, **_step(unit))
    operation.acknowledge(agreed, unit, person_with(Role.UNI, entity))
    add_evidence(entity, Subject.AGREEMENT, agreed.uuid, kind=EvidenceKind.MINUTES)
    add_evidence(
        entity,
        Subject.AGREEMENT,
        agreed.uuid,
        kind=EvidenceKind.MANUAL,
        code="MP-01",
        version="2.0",
    )
    for sheet in draft.indicators.all():
        promise.save_support(
            None, entity=entity, indicator=sheet.uuid, actor_id=None, **_supported(unit)
        )
    return agreed


def add_evidence(
    entity: Any, subject_kind: str, subject: Any, *, body: bytes = PDF, **values: Any
) -> Evidence:
    """One item of evidence, complete unless said otherwise."""
    made = {
        "kind": EvidenceKind.SURVEY,
        "title": "Encuesta de salida",
        "dated_on": date(2026, 1, 15),
        "author": "Dirección de Servicios",
        "sample": "400 personas en 12 agencias",
        "finding": "La espera es el primer motivo de queja.",
        **values,
    }
    return evidence.add_evidence(
        entity,
        subject_kind=subject_kind,
        subject=subject,
        upload=upload(body=body),
        actor_id=None,
        **made,
    )


def _asked(unit: Any) -> dict[str, Any]:
    return {
        "text": "Imprimir la cédula en el mismo puesto en que se toma la foto.",
        "is_clear": True,
        "measure": "100 % de puestos con impresora",
        "unit": unit,
        "relevance": "Evita una segunda fila.",
        "frequency": Frequency.MONTHLY,
    }


def _agreed(unit: Any, code: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": "Impresión en agencia",
        "unit": unit,
        "roles": "La unidad atiende; sistemas repone.",
        "control_points": "Al tomar la foto y al entregar.",
        "coordination": "Mesa de ayuda por teléfono.",
        "resources": "Una impresora de repuesto por agencia.",
        "verification": "Reporte mensual del sistema de turnos.",
        "next_review_on": clock.today() + timedelta(days=180),
        "periodicity": Frequency.HALF_YEARLY,
    }


def _step(unit: Any) -> dict[str, Any]:
    return {
        "step": "Imprimir y entregar",
        "from_unit": unit,
        "to_unit": unit,
        "value": Decimal(20),
        "unit": TimeUnit.MINUTES,
    }


def _supported(unit: Any) -> dict[str, Any]:
    return {
        "is_representative": True,
        "representative_why": "Mide lo que la gente pide.",
        "is_measurable": True,
        "measurable_why": "Sistema de turnos.",
        "is_consistent": True,
        "consistent_why": "Es el indicador del plan operativo.",
        "mean": Decimal("28.8"),
        "lower": Decimal("23.3"),
        "upper": Decimal("34.4"),
        "observations": 12,
        "period": "enero a diciembre de 2025",
        "no_legal_limit": True,
        "improvement": "Baja de 38,2 a 35 minutos.",
        "unit": unit,
        "validated_on": clock.today(),
    }


def every_register(entity: Any, service: Any, unit: Any) -> dict[str, Any]:
    """One row of each register of the room, written directly: by model name."""
    from tests.factories.plan import every_plan_register

    today, here = clock.today(), {"entity": entity}
    made = process(entity, unit, code="P-77")
    assessed = assessment(made)
    agreed = OperationAgreement.objects.create(
        **here, service=service, code="OLA-77", name="Acuerdo", unit=unit, factors=[]
    )
    file = upload(f"evidencia-{entity.slug}.pdf")
    return {
        "process": made,
        "capabilityassessment": assessed,
        "reviewcase": ReviewCase.objects.create(
            **here, service=service, cause="capacidad", opened_on=today, why="Bajó de nivel."
        ),
        "serviceconditions": ServiceConditions.objects.create(**here, service=service),
        "evidence": Evidence.objects.create(
            **here,
            subject_kind=Subject.AGREEMENT,
            subject=agreed.uuid,
            kind=EvidenceKind.SURVEY,
            title="Evidencia",
            dated_on=today,
            author="Unidad",
            file=file,
            file_name=file.name,
            size=len(PDF),
            sha256="0" * 64,
        ),
        "operationagreement": agreed,
        "internaltime": InternalTime.objects.create(
            **here,
            agreement=agreed,
            step="Paso",
            from_unit=unit,
            to_unit=unit,
            value=1,
            unit=TimeUnit.HOURS,
        ),
        "acknowledgement": Acknowledgement.objects.create(
            **here, agreement=agreed, unit=unit, acknowledged_on=today
        ),
        "operationalrequirement": OperationalRequirement.objects.create(
            **here, service=service, factor=agreed.uuid, text="Requisito"
        ),
        "standardsupport": StandardSupport.objects.create(
            **here, service=service, indicator=agreed.uuid
        ),
        "entityrules": EntityRules.objects.create(entity=entity),
        **every_plan_register(entity, service, unit, made),
    }
