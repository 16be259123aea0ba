"""The yearly publication plans of the demonstration, drawn up, signed and approved by people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Process, PublicationPlan
from agreements.selectors.plan_content import drawn_up
from agreements.services import approving, evidence, schedule, signing
from agreements.services import plan as planning
from agreements.vocabulary import Activity, EvidenceKind, Instrument, SignOff, Subject
from carta_pages.models import CommitmentPage
from carta_pages.models.vocabulary import Frequency
from cms.demo import content, papers
from cms.demo.world import World
from entities import clock
from workflows.registries import findings_for

TRAVELS = timedelta(days=40)
"""From its place in the plan to its publication, as the quality office expects."""
CLOSING = timedelta(days=20)
"""For what is done after a publication."""
LAST = (Activity.INCORPORATION, Activity.ARCHIVE)
GOAL = 90
CONDITIONS = (
    "Los acuerdos se revisan cada año, y antes si cambia la norma, el proceso o su capacidad, o si "
    "dos períodos seguidos quedan bajo el estándar."
)


def plan(world: World, place: str) -> None:
    """Put a service in its entity's plan of the year, sign its commitments, and approve it.

    Args:
        world: the story's world.
        place: the service.
    """
    key = place.split("/")[0]
    office = world.user(f"{key}-calidad")
    row = _open(world, key, office, f"Entra el servicio «{world.page(place).title}».")
    expected = min(clock.today() + TRAVELS, date(row.year, 12, 31))
    planning.save_listed(
        None, actor_id=office.pk, plan=row, service=world.page(place), publish_on=expected
    )
    if row.version:
        _move_the_end(row, office, expected)
    _sign(world, key, row, office)
    _approve(world, key, row)


def _open(world: World, key: str, office: Any, why: str) -> PublicationPlan:
    entity, year = world.entity(key), clock.today().year
    found = PublicationPlan.objects.filter(entity=entity, year=year).first()
    if found is not None:
        return planning.open_version(found, actor_id=office.pk, reason=why)
    has_last = PublicationPlan.objects.filter(entity=entity, year=year - 1).exists()
    text = content.entities()[key].people["calidad"]
    made = planning.open_plan(
        entity=entity,
        year=year,
        unit=entity.units.order_by("pk").first(),
        actor_id=office.pk,
        post=text.post,
        from_last=has_last,
        on_time_goal=GOAL,
        review_frequency=Frequency.YEARLY,
        review_conditions=CONDITIONS,
    )
    _meet(made, office)
    return made


def _move_the_end(row: PublicationPlan, office: Any, published: date) -> None:
    """What is done once a service is published waits for the one that came in last (R89)."""
    for stage in row.stages.filter(activity__in=LAST):
        schedule.save_stage(
            stage,
            actor_id=office.pk,
            reason="Entra otro servicio: se termina cuando se haya publicado.",
            planned_start=published,
            planned_end=published + CLOSING,
        )


def _meet(row: PublicationPlan, office: Any) -> None:
    who = "Oficina de calidad\nUnidad que presta el servicio\nPlanificación"
    schedule.save_meeting(
        None,
        actor_id=office.pk,
        plan=row,
        held_on=clock.today(),
        topic="Cronograma de la publicación",
        attendees=who,
        agreements="Cada unidad entrega sus compromisos completos antes de la revisión técnica.",
    )
    process = Process.objects.filter(entity=row.entity).order_by("pk").first()
    if process is not None:
        schedule.save_assistance(
            None,
            actor_id=office.pk,
            process=process,
            given_on=clock.today(),
            topic="Cómo se escribe un estándar con la historia del proceso",
            attendees=who,
        )


def _sign(world: World, key: str, row: PublicationPlan, office: Any) -> None:
    """The unit that writes each commitment signs twice, the quality office last."""
    writers = {text.slug: text.writer for text in content.entities()[key].services.values()}
    found = drawn_up(row)
    for listed in found.listed:
        writer = world.user(f"{key}-{writers[listed.service.slug]}")
        for one in found.signed[listed.service_id]:
            if one.is_validated or any(finding.blocks for finding in findings_for(one.draft)):
                continue
            page = CommitmentPage.objects.get(pk=one.draft.pk)
            for kind in SignOff:
                if kind not in one.by_kind:
                    signing.sign(page, kind, office if kind == SignOff.FORMAL else writer)


def _approve(world: World, key: str, row: PublicationPlan) -> None:
    head = world.user(f"{key}-planificacion")
    number = row.version + 1
    prefix = content.entities()[key].details["document_prefix"]
    approving.approve_plan(
        row,
        head,
        document=f"Memorando {prefix}-PL-{row.year}-{number:02d}",
        seen=drawn_up(PublicationPlan.objects.get(pk=row.pk)).sha256,
    )


def follow(world: World, key: str) -> None:
    """What happened to the plan of the year: real dates, one activity late, ticks, evidence."""
    plans = PublicationPlan.objects.filter(entity=world.entity(key), year=clock.today().year)
    row = plans.first()
    if row is None:
        return
    office, today = world.user(f"{key}-calidad"), clock.today()
    for stage in row.stages.filter(in_force=True, planned_start__lte=today):
        if stage.activity == Activity.ARCHIVE:
            continue  # it waits for a file that is still to come, and shows the alert
        ended = stage.planned_end if stage.planned_end < today else None
        schedule.save_stage(
            stage,
            actor_id=office.pk,
            reason="Se registran las fechas reales.",
            real_start=stage.planned_start,
            real_end=ended,
        )
        schedule.note(stage, text="Se avanzó según lo previsto.", actor=office)
    review = row.stages.get(activity=Activity.REVIEW)
    body = papers.pdf("Acta de revisión técnica", ["Ejemplo de la demostración."])
    evidence.add_evidence(
        row.entity,
        subject_kind=Subject.PLAN_STAGE,
        subject=review.uuid,
        upload=SimpleUploadedFile(f"acta-revision-{key}.pdf", body, "application/pdf"),
        actor_id=office.pk,
        kind=EvidenceKind.MINUTES,
        title="Acta de revisión técnica",
        dated_on=today,
        author="Oficina de calidad, datos de demostración",
    )
    for instrument in (Instrument.CARTA, Instrument.SERVICE_SHEETS):
        schedule.save_tick(
            None, actor_id=office.pk, plan=row, instrument=instrument, ticked_on=today
        )
