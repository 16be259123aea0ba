"""What people do with dossiers, through the doors of ``workflows.services``.

Each act first reads the notices of the person who acts, as the home screen does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cms.demo import content, papers, plans
from cms.demo.world import World
from entities import clock
from entities.vocabulary import Role
from workflows import selectors
from workflows.groups import services_of
from workflows.models import Decision, Dossier, Notice
from workflows.services import clarification, grouping, notices, submission, withdrawal
from workflows.services import decide as deciding
from workflows.stages import SPECS, Kind, Stage

SUFFIXES = {
    Role.CAL: "calidad",
    Role.PLAN: "planificacion",
    Role.MAX: "autoridad",
}
MINISTRY = {
    Role.MDT_RECEPTION: "mdt-recepcion",
    Role.MDT_CONTROL: "mdt-control",
    Role.MDT_PUBLICATION: "mdt-publicacion",
}


def decider(place: str, stage: Stage) -> str:
    """The account that decides at a stage for the entity of a page."""
    role = SPECS[stage].role
    return MINISTRY.get(role) or f"{content.entity_of(place).key}-{SUFFIXES[role]}"


def _comes_to_work(world: World, username: str) -> Any:
    user = world.user(username)
    unread = Notice.objects.filter(recipient_id=user.pk, read_at__isnull=True)
    notices.mark_read(unread.values_list("pk", flat=True), user.pk)
    return user


def read_old_notices(*, before: datetime) -> None:
    """Everybody has read what they were told before a moment."""
    old = Notice.objects.filter(read_at__isnull=True, created_at__lt=before)
    for user_id in set(old.values_list("recipient_id", flat=True)):
        notices.mark_read(old.filter(recipient_id=user_id).values_list("pk", flat=True), user_id)


# --- Sending ---------------------------------------------------------------------------------


def submit(
    world: World, places: Sequence[str], *, by: str, kind: Kind, note: str, cause: str = ""
) -> None:
    """Send pages to review in one dossier."""
    user = _comes_to_work(world, by)
    pages = [world.page(place) for place in places]
    submission.submit(pages, user, kind=kind, change_note=note, cause=cause)


def submit_service(
    world: World, place: str, *, by: str, kind: Kind, note: str, cause: str = ""
) -> None:
    """Send a service with every commitment that hangs from it."""
    user = _comes_to_work(world, by)
    pages = [world.page(place), *world.commitments(place)]
    submission.submit(pages, user, kind=kind, change_note=note, cause=cause)


def resubmit(world: World, place: str, *, by: str, answer: str, note: str = "") -> None:
    """Send a returned dossier again; every remark gets the answer."""
    user = _comes_to_work(world, by)
    dossier = world.dossier(place)
    open_ones = dossier.observations.filter(answered_at__isnull=True)
    answers = {observation.pk: answer for observation in open_ones}
    submission.resubmit(dossier.pk, user, answers=answers, change_note=note)


def withdraw(world: World, place: str, *, by: str, reason: str) -> None:
    """Take a dossier back."""
    user = _comes_to_work(world, by)
    dossier = world.dossier(place)
    seen = selectors.seen_token(dossier)
    withdrawal.withdraw(dossier.pk, user, {"reason": reason}, seen=seen)


def merge(world: World, places: Sequence[str], *, by: str) -> None:
    """The quality office brings the dossiers of several pages together."""
    user = _comes_to_work(world, by)
    grouping.merge([world.dossier(place).pk for place in places], user)


# --- Deciding --------------------------------------------------------------------------------


def _decide(
    world: World, place: str, action: str, data: dict[str, Any], *, by: str = "", files: Any = None
) -> None:
    dossier = world.dossier(place)
    user = _comes_to_work(world, by or decider(place, Stage(dossier.stage)))
    seen = selectors.seen_token(dossier)
    deciding.decide(dossier.pk, user, action, data, seen=seen, files=files)


def approve(world: World, place: str, *, by: str = "", comment: str = "") -> None:
    """Approve the present stage with what it asks for; at control, a favourable verdict."""
    dossier = world.dossier(place)
    if dossier.stage == Stage.CONTROL:
        verdicts = {f"verdict-{group.page_id}": "favourable" for group in services_of(dossier)}
        report = {"control_report": _control_report()}
        _decide(world, place, deciding.VERDICT, verdicts | report, by=by)
        return
    data = _evidence(dossier, place) | {"comment": comment}
    files = _oficio_file(dossier, data) if dossier.stage == Stage.AUTHORITY else None
    _decide(world, place, deciding.APPROVE, data, by=by, files=files)


def refuse(world: World, place: str, *, reason: str) -> None:
    """The ministry's control is unfavourable for every service of the dossier."""
    data: dict[str, Any] = {"control_report": _control_report()}
    for group in services_of(world.dossier(place)):
        data[f"verdict-{group.page_id}"] = "unfavourable"
        data[f"reason-{group.page_id}"] = reason
    _decide(world, place, deciding.VERDICT, data)


def send_back(
    world: World, place: str, to: Stage, *, reason: str, remarks: dict[str, str] | None = None
) -> None:
    """Return a dossier to an earlier stage, with remarks by page."""
    items = {item.page_id: item.pk for item in world.dossier(place).items.all()}
    data: dict[str, Any] = {"target": str(to), "reason": reason}
    for page, remark in (remarks or {}).items():
        data[f"observation-{items[world.page(page).pk]}"] = remark
    _decide(world, place, deciding.RETURN, data)


def ask(world: World, place: str, *, question: str, days: int) -> None:
    """The ministry's control asks for an «aclaración»."""
    due = clock.today() + timedelta(days=days)
    data = {"question": question, "due_on": due.isoformat()}
    _decide(world, place, deciding.CLARIFY, data)


def answer(world: World, place: str, *, by: str, text: str) -> None:
    """The entity answers it."""
    user = _comes_to_work(world, by)
    asked = world.dossier(place).clarifications.get(answered_at__isnull=True)
    clarification.answer(asked.pk, user, {"answer": text})


# --- What each stage asks for ----------------------------------------------------------------


def _evidence(dossier: Dossier, place: str) -> dict[str, str]:
    """A value for every field that some stage may ask for; its form takes what it declares."""
    today, year = clock.today().isoformat(), clock.today().year
    number = dossier.number.rsplit("-", 1)[1]
    text = content.entity_of(place)
    acts = _acts(dossier)
    own_act = f"Resolución {text.details['document_prefix']}-{year}-{number}"
    is_ministry_act = dossier.stage == Stage.PUBLICATION
    return {
        "approval_document": dossier.number.replace("EXP-", "Informe ", 1),
        "approval_document_date": today,
        "oficio": f"{text.oficio}-{year}-{number}-O",
        "oficio_date": today,
        "reception_number": f"MDT-DSG-{year}-{dossier.pk:05d}-EXT",
        "legal_act": f"MDT-SCSP-{year}-{acts + 1:04d}-O" if is_ministry_act else own_act,
        "legal_act_date": today,
        "effective_date": today,
    }


def _acts(dossier: Dossier) -> int:
    """How many acts of publication the route has had this year."""
    published = Decision.objects.filter(outcome=Decision.Outcome.PUBLISHED)
    return published.filter(dossier__route=dossier.route, at__year=clock.today().year).count()


def _control_report() -> str:
    year = clock.today().year
    verdicts = (Decision.Outcome.FAVOURABLE, Decision.Outcome.UNFAVOURABLE)
    number = Decision.objects.filter(outcome__in=verdicts, at__year=year).count() + 1
    return f"MDT-DMCISP-{year}-{number:04d}-INF"


def _oficio_file(dossier: Dossier, data: dict[str, str]) -> dict[str, Any]:
    titles = "; ".join(dossier.items.values_list("title", flat=True))
    body = papers.pdf(
        f"Oficio {data['oficio']}",
        [
            "Señora Subsecretaria de Calidad del Servicio Público:",
            f"Remito el expediente {dossier.number}, aprobado en la entidad, para su control.",
            f"Páginas: {titles}.",
        ],
    )
    name = f"oficio-{data['oficio'].lower()}.pdf"
    return {"attachment": SimpleUploadedFile(name, body, "application/pdf")}


# --- States ----------------------------------------------------------------------------------


def plan(world: World, place: str) -> None:
    """The quality office puts a service in the yearly plan, and planning approves it."""
    key = content.entity_of(place).key
    for suffix in ("calidad", "planificacion"):
        _comes_to_work(world, f"{key}-{suffix}")
    plans.plan(world, place)
