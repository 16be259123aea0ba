"""What stands behind each promise of the demonstration: processes, levels, evidence, agreements.

Written by the unit when it writes the page, and verified by the quality office, through the same
services as on the screens. Every figure is an example, as the files say.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import CapabilityAssessment, Process
from agreements.rules.times import committed_time
from agreements.services import capability, conditions, evidence, operation, promise
from agreements.vocabulary import Condition, EvidenceKind, Level, LimitOf, Subject, TimeUnit
from carta_pages.models.norms import Norm
from carta_pages.models.vocabulary import Direction, Frequency, MeasureUnit
from cms.demo import content, papers
from cms.demo.calendar import in_years, months_before
from cms.demo.content import CommitmentText, ServiceText
from cms.demo.world import World
from entities import clock

BELOW_FOUR = {"ant/digital": Level.ESTABLISHED}
"""Services whose processes did not reach level 4: their verification comes later in the story."""

LEGAL = {
    ("sri/devolucion-iva", "en-45-dias"): (Decimal(60), Decimal(45), "codigo-tributario"),
    ("sri/reclamo", "en-100-dias"): (Decimal(120), None, "codigo-tributario"),
}
"""Legal term in business days, what the formula commits, and the norm: by service and promise."""

KINDS = (
    EvidenceKind.SURVEY,
    EvidenceKind.STATISTICAL_CONTROL,
    EvidenceKind.PROCESS_ANALYSIS,
    EvidenceKind.FOCUS_GROUP,
)


def back_service(world: World, place: str, page: Any) -> None:
    """Register and assess the processes of a new service, and tick its six conditions.

    Args:
        world: the story's world.
        place: the service.
        page: its page, just written.
    """
    key, text = place.split("/")[0], content.service_of(place)
    unit = world.unit(key, text.unit)
    author = world.user(f"{key}-{text.writer}")
    for code, name in text.processes:
        found = Process.objects.filter(entity=page.entity, code=code).first()
        if found is None:
            found = capability.save_process(
                None, entity=page.entity, code=code, name=name, unit=unit, actor_id=author.pk
            )
        if not found.assessments.exists():
            _assess(found, BELOW_FOUR.get(place, Level.PREDICTABLE), author)
    if place not in BELOW_FOUR:
        verify(world, place)
    _conditions(page, text, author)


def _assess(process: Process, level: int, author: Any) -> None:
    today = clock.today()
    capability.assess(
        process,
        level=level,
        assessed_on=today - timedelta(days=20),
        valid_until=in_years(today, 2),
        findings="Doce meses de resultados en gráfico de control, con sus causas y sus acciones.",
        actor=author,
    )


def verify(world: World, place: str) -> None:
    """The quality office verifies the self-assessments of a service that wait."""
    key, text = place.split("/")[0], content.service_of(place)
    office = world.user(f"{key}-calidad")
    waiting = CapabilityAssessment.objects.filter(
        entity=world.entity(key),
        process__code__in=[code for code, _name in text.processes],
        verified_on=None,
    )
    for assessment in waiting:
        capability.verify(assessment, office, reason="Se revisaron los resultados con la unidad.")


def _conditions(page: Any, text: ServiceText, author: Any) -> None:
    since = clock.today() - timedelta(days=400)
    papers_of = {
        Condition.DESIGNED: f"Diseño del servicio {text.code}-DS",
        Condition.CHARACTERISED: f"Ficha de proceso {text.code}-FP",
        Condition.DOCUMENTED: f"Manual del servicio {text.code}-MS",
        Condition.VALIDATED: f"Acta de validación {text.code}-AV",
        Condition.OPERATING: f"Ficha de servicio {text.code}-FS",
        Condition.MANAGED: f"Plan de transición {text.code}-PT",
    }
    values: dict[str, Any] = {}
    for number, (condition, document) in enumerate(papers_of.items()):
        values[f"{condition}_on"] = since + timedelta(days=30 * number)
        values[f"{condition}_document"] = document
    conditions.save_conditions(None, service=page, actor_id=author.pk, **values)


def back_commitment(world: World, place: str, text: CommitmentText, page: Any, by: Any) -> None:
    """Evidence, agreement, requirement and support of a new commitment.

    Args:
        world: the story's world.
        place: its service.
        text: what is promised.
        page: its page, just written.
        by: who wrote it.
    """
    key, service = place.split("/")[0], content.service_of(place)
    unit, entity = world.unit(key, service.unit), world.entity(key)
    code = f"{service.code}-{service.commitments.index(text) + 1:02d}"
    owner = world.user(f"{key}-{service.writer}")
    factor = page.quality_factors.all()[0].uuid
    sheet = page.indicators.all()[0]
    _factor_evidence(entity, factor, code, text, by)
    promise.save_requirement(
        None,
        entity=entity,
        factor=factor,
        actor_id=by.pk,
        text=f"Controlar cada semana «{text.critical}» y corregir lo que se aparte.",
        is_clear=True,
        measure=f"{text.indicator}: {text.value}, según {text.source}"[:200],
        unit=unit,
        relevance=text.impact,
        frequency=Frequency.MONTHLY,
    )
    _agreement(entity, unit, factor, sheet, code, text, owner)
    _support(entity, unit, place, sheet, text, by)


def _factor_evidence(entity: Any, factor: Any, code: str, text: CommitmentText, by: Any) -> None:
    kind = KINDS[sum(code.encode()) % len(KINDS)]
    _evidence(
        entity,
        Subject.FACTOR,
        factor,
        f"{EvidenceKind(kind).label}: {text.factor}",
        f"factor-{code.lower()}.pdf",
        by,
        kind=kind,
        sample="400 personas atendidas y doce meses de registros",
        finding=text.impact,
    )


def _evidence(
    entity: Any, kind_of: str, subject: Any, title: str, name: str, by: Any, **values: Any
) -> None:
    body = papers.pdf(title, [str(values.get("finding", "")), str(values.get("sample", ""))])
    evidence.add_evidence(
        entity,
        subject_kind=kind_of,
        subject=subject,
        upload=SimpleUploadedFile(name, body, "application/pdf"),
        actor_id=by.pk,
        title=title[:200],
        dated_on=clock.today() - timedelta(days=30),
        author="Equipo del proceso, datos de demostración",
        **values,
    )


def _agreement(
    entity: Any, unit: Any, factor: Any, sheet: Any, code: str, text: CommitmentText, by: Any
) -> None:
    agreed = operation.save_agreement(
        None,
        entity=entity,
        factors=[str(factor)],
        actor_id=by.pk,
        code=f"OLA-{code}",
        name=f"Condiciones internas de «{text.title}»"[:200],
        unit=unit,
        roles="La unidad atiende y resuelve; su responsable vigila el tiempo y pide apoyo.",
        control_points=f"Al recibir y al entregar. Punto crítico: {text.critical}.",
        coordination="Reunión semanal de quince minutos y mesa de ayuda con registro.",
        resources="Personal de reemplazo, sistema disponible y equipos de respaldo.",
        verification=f"Reporte mensual de {text.source}.",
        next_review_on=in_years(clock.today(), 1),
        periodicity=Frequency.YEARLY,
    )
    for position, (step, value, time_unit) in enumerate(_steps(sheet), start=1):
        operation.save_time(
            None,
            agreement=agreed,
            actor_id=by.pk,
            position=position,
            step=step,
            from_unit=unit,
            to_unit=unit,
            value=value,
            unit=time_unit,
        )
    operation.acknowledge(agreed, unit, by)
    for kind, name, more in (
        (EvidenceKind.MANUAL, "Manual del proceso", {"code": f"MP-{code}", "version": "1.0"}),
        (EvidenceKind.MINUTES, "Acta de acuerdo entre las partes", {}),
    ):
        slug = f"{kind}-{code.lower()}.pdf"
        _evidence(
            entity, Subject.AGREEMENT, agreed.uuid, f"{name} {code}", slug, by, kind=kind, **more
        )


def _steps(sheet: Any) -> list[tuple[str, Decimal, str]]:
    """Two steps that fit the committed time, in its own unit; without one, an hour of work."""
    committed = committed_time(sheet.operator, sheet.value, sheet.unit, sheet.parameter)
    if committed is None:
        return [("Revisar lo recibido", Decimal(1), TimeUnit.WORK_HOURS)]
    first = (committed.value * Decimal("0.3")).quantize(Decimal("0.01"))
    second = (committed.value * Decimal("0.5")).quantize(Decimal("0.01"))
    return [("Recibir y revisar", first, committed.unit), ("Resolver", second, committed.unit)]


def _support(entity: Any, unit: Any, place: str, sheet: Any, text: CommitmentText, by: Any) -> None:
    lower, mean, upper = _observed(sheet)
    legal = LEGAL.get((place, text.slug))
    values: dict[str, Any] = {"no_legal_limit": True}
    if legal is not None:
        limit, parameter, norm = legal
        values = {
            "legal_limit": limit,
            "parameter": parameter,
            "limit_of": LimitOf.STANDARD if parameter is None else LimitOf.PARAMETER,
            "norm": Norm.objects.get(key=norm),
        }
    promise.save_support(
        None,
        entity=entity,
        indicator=sheet.uuid,
        actor_id=by.pk,
        is_representative=True,
        representative_why=text.measures,
        is_measurable=True,
        measurable_why=f"Sale de {text.source}, cada mes.",
        is_consistent=True,
        consistent_why="Es parte del seguimiento del plan operativo anual de la entidad.",
        lower=lower,
        mean=mean,
        upper=upper,
        observations=12,
        period=f"doce meses: {months_before(clock.today(), 12)}"[:120],
        improvement=f"Pasa de {text.baseline or 'no medirse'} a {text.value}.",
        unit=unit,
        validated_on=clock.today(),
        **values,
    )


def _observed(sheet: Any) -> tuple[Decimal, Decimal, Decimal]:
    """Limits and mean that leave the standard within reach; examples."""
    value = Decimal(sheet.value)
    if sheet.direction == Direction.LOWER:
        found = (value * share for share in (Decimal("0.6"), Decimal("0.8"), Decimal("1.0")))
    else:
        most = Decimal(100) if sheet.unit == MeasureUnit.PERCENT else value * Decimal("1.2")
        room = most - value
        found = (value + room * share for share in (Decimal(0), Decimal("0.4"), Decimal("0.8")))
    lower, mean, upper = (number.quantize(Decimal("0.01")) for number in found)
    return lower, mean, upper
