"""The review screen: pinned text, its difference, and decisions that keep what was typed."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page

from entities import clock
from entities.vocabulary import Role
from tests.carta_pages.public.crawling import said
from tests.factories import workflows as make
from tests.factories.entities import RoleAssignmentFactory, person_with
from tests.workflows.screens.conftest import CANARY
from workflows import registries, selectors
from workflows.models import Attachment, Clarification, Decision, Dossier, Observation
from workflows.services import decide, submission
from workflows.stages import SPECS, Kind, Stage

REASON = "Falta decir de qué sistema sale el dato."


def url(name, *args):
    return reverse(f"carta_workflows:{name}", args=args)


def seen(dossier):
    return selectors.seen_token(Dossier.objects.get(pk=dossier.pk))


def mark(client, dossier):
    """What the screen carries of itself."""
    page = client.get(url("dossier", dossier.pk)).content.decode()
    return re.search(r'name="shown"\s+value="([^"]*)"', page).group(1)


def text(response):
    """What a person reads of a page."""
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def post(client, dossier, action, data=None, **extra):
    data = {"action": action, "seen": seen(dossier), **(data or {}), **extra}
    return client.post(url("decide", dossier.pk), data)


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


# -- what is shown -----------------------------------------------------------------------------


def test_only_the_pinned_text_is_shown_never_the_draft(stand, client):
    writer = stand.person(Role.UNI)
    page = stand.returned.items.first().page.specific
    make.edit(page, writer, statement=f"Texto nuevo con {CANARY}.", title=f"Título {CANARY}")
    client.force_login(stand.person(Role.CAL))
    item = stand.returned.items.first()
    for address in [
        url("dossier", stand.returned.pk),
        url("preview", stand.returned.pk, item.pk),
        url("index"),
        url("board"),
    ]:
        response = client.get(address)
        assert response.status_code == 200
        assert CANARY not in text(response), address
    assert item.title in text(client.get(url("dossier", stand.returned.pk)))


def test_what_changes_is_shown_word_by_word_against_what_is_public(stand, client):
    writer = stand.person(Role.UNI)
    make.edit(
        stand.world.commitment, writer, statement="Usted recibe su cédula en 30 minutos o menos."
    )
    dossier = make.submit(stand.world, stand.world.commitment, kind=Kind.UPDATE)
    client.force_login(stand.person(Role.CAL))
    page = client.get(url("dossier", dossier.pk)).content.decode()
    assert re.search(r"<del>.*?35.*?</del>", page, re.DOTALL)
    assert re.search(r"<ins>.*?30.*?</ins>", page, re.DOTALL)
    assert "quitado" in page
    assert "añadido" in page
    assert "Publicado (versión 1)" in page


def test_a_first_text_says_that_all_of_it_is_new(stand, client):
    client.force_login(stand.person(Role.CAL))
    shown = text(client.get(url("dossier", stand.at[Stage.QUALITY].pk)))
    assert "Nunca se ha publicado: todo el texto es nuevo." in shown


def test_the_frame_shows_the_page_as_citizens_will_see_it(stand, client):
    client.force_login(stand.person(Role.CAL))
    dossier = stand.at[Stage.QUALITY]
    shown = text(client.get(url("preview", dossier.pk, dossier.items.first().pk)))
    assert "Usted recibe su cédula en 35 minutos o menos." in said(shown)


def test_without_public_templates_the_allow_list_is_shown_as_it_is(stand, client, monkeypatch):
    monkeypatch.setattr(registries.content_renderers, "_members", [])
    client.force_login(stand.person(Role.CAL))
    dossier = stand.at[Stage.QUALITY]
    shown = text(client.get(url("preview", dossier.pk, dossier.items.first().pk)))
    assert "<dt>Compromiso</dt>" in shown
    assert "Usted recibe su cédula en 35 minutos o menos." in shown
    assert "workflows/preview.css" in shown


def test_a_renderer_that_marks_nothing_safe_is_shown_escaped(stand, client, monkeypatch):
    monkeypatch.setattr(
        registries.content_renderers, "_members", [lambda page, content: "<script>x()</script>"]
    )
    client.force_login(stand.person(Role.CAL))
    dossier = stand.at[Stage.QUALITY]
    body = client.get(url("preview", dossier.pk, dossier.items.first().pk)).content
    assert b"<script>x()" not in body


@pytest.mark.parametrize("stage", list(Stage)[1:])
def test_whoever_decides_is_offered_the_actions_of_the_stage_and_no_other(stand, client, stage):
    client.force_login(stand.world.who(stage))
    page = client.get(url("dossier", stand.at[stage].pk)).content.decode()
    offered = set(re.findall(r'name="action"\s+value="(\w+)"', page)) - {"withdraw"}
    possible = set(decide.ACTIONS[stage]) - {decide.SPLIT}
    assert offered == possible, "a dossier of one page is not split"
    assert str(SPECS[stage].guidance) in html.unescape(page)
    assert str(SPECS[stage].source) in html.unescape(page)


def test_whoever_may_not_decide_reads_why_and_who_can(stand, client):
    client.force_login(stand.person(Role.PLAN))
    page = client.get(url("dossier", stand.at[Stage.QUALITY].pk)).content.decode()
    assert "Usted no decide en la etapa «Elaboración y revisión»." in page
    assert f"Gestión de la calidad de {stand.world.entity.short_name}" in page
    assert 'value="approve"' not in page
    assert re.search(r"<button[^>]*disabled[^>]*>\s*Dar por revisado", page)
    decision = page.partition('id="decision"')[2]
    why = "Usted no decide en la etapa «Elaboración y revisión»."
    assert decision.count(why) == 1, "the same refusal once, not at each choice"


def test_whoever_writes_a_returned_dossier_is_addressed(stand, client):
    client.force_login(stand.person(Role.UNI))
    decision = text(client.get(url("dossier", stand.returned.pk))).partition('id="decision"')[2]
    assert "Le corresponde a usted corregir sus páginas y reenviarlo." in decision
    assert "quien redacta las páginas" not in decision


def test_an_auditor_reads_everything_and_is_offered_nothing(stand, client):
    client.force_login(stand.person(Role.AUD))
    page = client.get(url("dossier", stand.at[Stage.PLANNING].pk)).content.decode()
    assert 'name="action"' not in page
    assert "Decisiones hasta ahora" in page
    assert "asiento" in page


def test_the_line_of_stages_says_who_when_and_what_comes(stand, client):
    client.force_login(stand.person(Role.PLAN))
    shown = text(client.get(url("dossier", stand.at[Stage.PLANNING].pk)))
    assert stand.person(Role.CAL).get_full_name() in shown
    assert "Etapa actual." in shown
    assert "Por venir:" in shown


def test_an_officers_text_is_shown_and_never_run(stand, client):
    dossier = stand.at[Stage.QUALITY]
    attack = "<script>alert(1)</script> <img src=x onerror=alert(2)> falta la fuente"
    client.force_login(stand.person(Role.CAL))
    assert post(client, dossier, "return", {"target": "unit", "reason": attack}).status_code == 302
    page = client.get(url("dossier", dossier.pk)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


# -- decisions ---------------------------------------------------------------------------------


def complete(dossier):
    """Everything a stage may ask for, as a browser would post it."""
    return {**make.evidence(dossier), "comment": "Conforme.", "seen": seen(dossier)}


@pytest.mark.parametrize("stage", list(Stage)[1:])
def test_the_person_of_each_stage_approves_on_the_screen(stand, client, stage):
    dossier = stand.at[stage]
    client.force_login(stand.world.who(stage))
    action = decide.VERDICT if stage == Stage.CONTROL else decide.APPROVE
    response = post(client, dossier, action, complete(dossier))
    assert response.status_code == 302
    after = fresh(dossier)
    if stage == Stage.PUBLICATION:
        assert after.status == Dossier.Status.PUBLISHED
        assert Page.objects.get(pk=dossier.items.first().page_id).live
    else:
        assert after.stage == list(Stage)[list(Stage).index(stage) + 1]
    followed = client.get(response.url)
    assert followed.status_code == 200
    assert dossier.number in text(followed)


def test_after_deciding_the_next_of_the_queue_is_a_click_away(stand, client):
    client.force_login(stand.person(Role.CAL))
    response = post(client, stand.at[Stage.QUALITY], "approve", {"comment": ""})
    shown = client.get(response.url)
    assert f"Siguiente: {stand.asked.number}" in text(shown)
    assert url("dossier", stand.asked.pk) in shown.content.decode()


def test_a_return_keeps_reason_and_remarks_and_asks_for_answers(stand, client):
    dossier = stand.at[Stage.PLANNING]
    item = dossier.items.first()
    client.force_login(stand.person(Role.PLAN))
    data = {"target": "unit", "reason": REASON, f"observation-{item.pk}": "Diga el territorio."}
    assert post(client, dossier, "return", data).status_code == 302
    assert fresh(dossier).stage == Stage.UNIT
    said = set(Observation.objects.filter(dossier=dossier).values_list("text", flat=True))
    assert said == {REASON, "Diga el territorio."}


def test_a_file_that_comes_with_a_decision_is_kept_with_it(stand, client):
    dossier = stand.at[Stage.QUALITY]
    client.force_login(stand.person(Role.CAL))
    upload = SimpleUploadedFile("informe.pdf", b"%PDF-1.7 informe")
    assert post(client, dossier, "approve", attachment=upload).status_code == 302
    assert Attachment.objects.get(dossier=dossier).title == "informe.pdf"
    assert "informe.pdf" in text(client.get(url("dossier", dossier.pk)))


def test_returned_to_the_entity_the_dossier_leaves_the_ministrys_reach(stand, client):
    dossier = stand.at[Stage.RECEPTION]
    client.force_login(stand.person(Role.MDT_RECEPTION))
    data = {"target": "authority", "reason": "La remisión llegó sin el anexo territorial."}
    response = post(client, dossier, "return", data)
    assert response.url == reverse("wagtailadmin_home")
    assert client.get(url("dossier", dossier.pk)).status_code == 404


# -- 400: what is missing, beside its field ------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "action", "data", "error"),
    [
        (Stage.PLANNING, "approve", {"comment": "Conforme."}, "Este campo es necesario."),
        (Stage.QUALITY, "return", {"target": "unit", "reason": ""}, "Este campo es necesario."),
        (
            Stage.QUALITY,
            "return",
            {"target": "unit", "reason": "corto"},
            "Explique el motivo con al menos 10 caracteres.",
        ),
        (
            Stage.QUALITY,
            "return",
            {"target": "publication", "reason": REASON},
            "Escoja una opción válida",
        ),
        (
            Stage.AUTHORITY,
            "approve",
            {"oficio": "OF-1", "oficio_date": "2199-01-01", "comment": "Mañana."},
            "La fecha no puede ser futura.",
        ),
        (Stage.CONTROL, "clarify", {"question": "¿?"}, "Explique el motivo"),
        (Stage.CONTROL, "verdict", {"control_report": "C-1"}, "Este campo es necesario."),
    ],
)
def test_an_incomplete_decision_is_400_and_loses_no_text(stand, client, stage, action, data, error):
    dossier = stand.at[stage]
    client.force_login(stand.world.who(stage))
    before = Decision.objects.count()
    response = post(client, dossier, action, data)
    assert response.status_code == 400
    shown = text(response)
    assert error in shown
    for value in data.values():
        assert value in response.content.decode() or not value
    assert re.search(r"<details[^>]*\sopen", response.content.decode())
    assert Decision.objects.count() == before
    assert fresh(dossier).stage == stage


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("informe.exe", b"MZ", "no esta permitida"),
        ("informe.pdf", b"<html>no soy un pdf</html>", "no corresponde a su extensión"),
        ("informe.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "pesa más de 10 MB"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_400(stand, client, name, content, error):
    dossier = stand.at[Stage.QUALITY]
    client.force_login(stand.person(Role.CAL))
    upload = SimpleUploadedFile(name, content)
    response = post(client, dossier, "approve", {"comment": "Un comentario."}, attachment=upload)
    assert response.status_code == 400
    assert error in text(response)
    assert "Un comentario." in text(response)
    assert not Attachment.objects.filter(dossier=dossier).exists()


# -- 403: the rule says no ---------------------------------------------------------------------


def test_a_refused_decision_says_why_and_who_and_keeps_the_text(stand, client):
    dossier = stand.at[Stage.QUALITY]
    client.force_login(stand.person(Role.PLAN))
    response = post(client, dossier, "return", {"target": "unit", "reason": REASON})
    assert response.status_code == 403
    shown = text(response)
    assert "Usted no decide en la etapa «Elaboración y revisión»." in shown
    assert "Puede hacerlo: Gestión de la calidad" in shown
    assert REASON in shown
    assert fresh(dossier).stage == Stage.QUALITY


def test_nobody_approves_what_they_wrote(stand, client):
    dossier = stand.at[Stage.QUALITY]
    writer = stand.person(Role.UNI)
    RoleAssignmentFactory(role=Role.CAL, entity=stand.world.entity, user=writer)
    client.force_login(writer)
    page = text(client.get(url("dossier", dossier.pk)))
    assert "Usted escribió parte de" in page
    response = post(client, dossier, "approve", {"comment": "Lo apruebo yo."})
    assert response.status_code == 403
    assert "Lo apruebo yo." in text(response)
    assert fresh(dossier).stage == Stage.QUALITY


def test_an_action_of_another_stage_is_refused(stand, client):
    dossier = stand.at[Stage.QUALITY]
    client.force_login(stand.person(Role.CAL))
    for action in ("verdict", "clarify", "publish", "", "__class__"):
        assert post(client, dossier, action, complete(dossier)).status_code == 403, action
    assert fresh(dossier).stage == Stage.QUALITY


def test_fields_nobody_asked_for_are_ignored(stand, client):
    dossier = stand.at[Stage.QUALITY]
    client.force_login(stand.person(Role.CAL))
    hostile = {
        "stage": "publication",
        "status": "published",
        "dossier": stand.foreign.pk,
        "actor_id": 1,
        "target": "publication",
        "legal_act": "MDT-FALSO",
        "effective_date": "2020-01-01",
        "approves": "false",
    }
    assert post(client, dossier, "approve", hostile).status_code == 302
    assert fresh(dossier).stage == Stage.PLANNING
    decision = dossier.decisions.last()
    assert decision.evidence == {}
    assert decision.actor_id == stand.person(Role.CAL).pk
    assert fresh(stand.foreign).stage == Stage.QUALITY


# -- 409: something changed since it was opened -----------------------------------------------


def test_a_decision_on_what_was_decided_meanwhile_is_409_and_keeps_the_text(stand, client):
    dossier = stand.at[Stage.QUALITY]
    second = person_with(Role.CAL, stand.world.entity)
    client.force_login(second)
    shown, token = mark(client, dossier), seen(dossier)
    make.act(dossier, stand.person(Role.CAL), "approve")
    data = {"action": "return", "target": "unit", "reason": REASON, "seen": token, "shown": shown}
    response = client.post(url("decide", dossier.pk), data)
    assert response.status_code == 409
    page = text(response)
    assert "Cambió mientras usted lo tenía abierto" in page
    assert "<strong>Revisado</strong> en «Elaboración y revisión»" in page
    assert REASON in page, "the form of that stage is gone, the text is not"
    assert fresh(dossier).stage == Stage.PLANNING


def test_a_decision_on_text_that_changed_is_409_with_the_difference(stand, client):
    dossier = stand.at[Stage.QUALITY]
    second = person_with(Role.CAL, stand.world.entity)
    client.force_login(second)
    shown, token = mark(client, dossier), seen(dossier)
    returned = make.return_to(stand.world, dossier, Stage.UNIT, "Baje el tiempo a 20 minutos.")
    writer = stand.person(Role.UNI)
    page = dossier.items.first().page.specific
    make.edit(page, writer, statement="Usted recibe su cédula en 20 minutos o menos.")
    answers = {row.pk: "Se bajó." for row in returned.observations.all()}
    submission.resubmit(dossier.pk, writer, answers=answers)
    data = {"action": "approve", "comment": "Conforme con 35.", "seen": token, "shown": shown}
    response = client.post(url("decide", dossier.pk), data)
    assert response.status_code == 409
    body = response.content.decode()
    assert re.search(r"<del>.*?35.*?</del>", body, re.DOTALL)
    assert re.search(r"<ins>.*?20.*?</ins>", body, re.DOTALL)
    assert "Conforme con 35." in text(response)
    assert re.search(r"<details[^>]*\sopen", body), "the form is there, with the text in it"
    assert not dossier.decisions.filter(actor_id=second.pk).exists()


@pytest.mark.parametrize("token", ["", "0" * 64, "x", "⚠" * 500])
def test_a_decision_without_what_was_seen_is_409(stand, client, token):
    dossier = stand.at[Stage.QUALITY]
    client.force_login(stand.person(Role.CAL))
    data = {"action": "approve", "seen": token, "comment": "Conforme."}
    response = client.post(url("decide", dossier.pk), data)
    assert response.status_code == 409
    assert "Conforme." in text(response)
    assert fresh(dossier).stage == Stage.QUALITY


@pytest.mark.parametrize(
    "shown",
    ["", ";;;", "a;b:c", "1;2", f"{10**30};1:{10**30}", "1;" + "1:1;" * 5000, "-1;-1:-1", "١;١:١"],
)
def test_a_forged_mark_is_read_with_suspicion(stand, client, shown):
    """It only draws a difference: whatever it says, the answer is a 409 and leaks nothing."""
    dossier = stand.at[Stage.QUALITY]
    client.force_login(stand.person(Role.CAL))
    data = {"action": "approve", "seen": "x", "shown": shown}
    assert client.post(url("decide", dossier.pk), data).status_code == 409


def test_a_forged_mark_does_not_show_another_pages_text(stand, client):
    dossier = stand.at[Stage.QUALITY]
    item, foreign = dossier.items.first(), stand.foreign.items.first()
    client.force_login(stand.person(Role.CAL))
    data = {"action": "approve", "seen": "x", "shown": f"0;{item.page_id}:{foreign.pin_id}"}
    response = client.post(url("decide", dossier.pk), data)
    assert response.status_code == 409
    assert foreign.title not in text(response)
    assert "<del>" not in response.content.decode()


# -- withdrawing and answering -------------------------------------------------------------------


def test_the_preparer_withdraws_before_the_quality_office_decides(stand, client):
    dossier = stand.at[Stage.QUALITY]
    client.force_login(stand.person(Role.UNI))
    data = {"seen": seen(dossier), "reason": "Se envió por error, falta un dato."}
    assert client.post(url("withdraw", dossier.pk), data).status_code == 302
    assert fresh(dossier).status == Dossier.Status.WITHDRAWN
    shown = text(client.get(url("dossier", dossier.pk)))
    assert "Retirado" in shown
    assert "Su decisión" not in shown


def test_a_withdrawal_without_reason_is_400_and_a_late_one_403(stand, client):
    client.force_login(stand.person(Role.UNI))
    early, late = stand.at[Stage.QUALITY], stand.at[Stage.PLANNING]
    response = client.post(url("withdraw", early.pk), {"seen": seen(early), "reason": "corto"})
    assert response.status_code == 400
    assert "corto" in response.content.decode()
    data = {"seen": seen(late), "reason": "Un motivo bastante largo."}
    response = client.post(url("withdraw", late.pk), data)
    assert response.status_code == 403
    assert "La oficina de calidad ya tomó el expediente." in text(response)
    assert "Un motivo bastante largo." in text(response)
    response = client.post(url("withdraw", early.pk), {**data, "seen": "viejo"})
    assert response.status_code == 409
    assert {fresh(early).status, fresh(late).status} == {Dossier.Status.OPEN}


def test_after_remission_the_authority_withdraws_with_a_new_oficio(stand, client):
    dossier = stand.at[Stage.RECEPTION]
    client.force_login(stand.person(Role.MAX))
    data = {"seen": seen(dossier), "reason": "Cambió la norma que lo sustenta."}
    assert client.post(url("withdraw", dossier.pk), data).status_code == 400
    data["oficio"] = "OF-2026-0099"
    assert client.post(url("withdraw", dossier.pk), data).status_code == 302
    assert fresh(dossier).status == Dossier.Status.WITHDRAWN


def test_the_quality_office_answers_the_clarification_and_only_once(stand, client):
    asked = Clarification.objects.get(dossier=stand.asked)
    address = url("answer", stand.asked.pk, asked.pk)
    client.force_login(stand.person(Role.CAL))
    assert "Responder la aclaración" in text(client.get(url("dossier", stand.asked.pk)))
    assert client.post(address, {"answer": "no"}).status_code == 400
    answer = "El dato sale del sistema de turnos de cada agencia."
    assert client.post(address, {"answer": answer}).status_code == 302
    asked.refresh_from_db()
    assert asked.answer == answer
    response = client.post(address, {"answer": "Otra respuesta distinta."})
    assert response.status_code == 409
    assert "Otra respuesta distinta." in text(response)
    client.force_login(stand.person(Role.MDT_CONTROL))
    assert answer in text(client.get(url("dossier", stand.asked.pk)))


def test_who_does_not_answer_for_the_entity_is_refused(stand, client):
    asked = Clarification.objects.get(dossier=stand.asked)
    for role in (Role.UNI, Role.PLAN, Role.MDT_CONTROL):
        client.force_login(stand.person(role))
        data = {"answer": "Una respuesta bastante larga."}
        assert client.post(url("answer", stand.asked.pk, asked.pk), data).status_code == 403
    assert client.post(url("answer", stand.at[Stage.CONTROL].pk, asked.pk), data).status_code == 404
    asked.refresh_from_db()
    assert asked.is_open


def test_while_the_answer_is_owed_control_sees_why_it_cannot_decide(stand, client):
    client.force_login(stand.person(Role.MDT_CONTROL))
    shown = text(client.get(url("dossier", stand.asked.pk)))
    assert "Hay una aclaración solicitada sin respuesta." in shown
    response = post(client, stand.asked, "verdict", complete(stand.asked))
    assert response.status_code == 403


# -- cost ------------------------------------------------------------------------------------------


def test_the_screen_costs_the_same_whatever_was_decided_and_little_a_page(
    stand, client, django_assert_max_num_queries
):
    client.force_login(stand.person(Role.AUD))
    concluded = Dossier.objects.filter(status=Dossier.Status.PUBLISHED).last()
    with django_assert_max_num_queries(45):
        client.get(url("dossier", concluded.pk))
    with django_assert_max_num_queries(60):
        client.get(url("dossier", stand.at[Stage.PUBLICATION].pk))


def test_a_day_is_shown_as_the_clock_of_the_house_says(stand, client):
    client.force_login(stand.person(Role.CAL))
    shown = text(client.get(url("dossier", stand.at[Stage.QUALITY].pk)))
    assert f"abierto el {clock.today():%d/%m/%Y}" in shown


def test_the_number_is_the_title_once_and_each_page_leads_to_the_decision(stand, client):
    client.force_login(stand.person(Role.CAL))
    dossier = stand.at[Stage.QUALITY]
    page = client.get(url("dossier", dossier.pk)).content.decode()
    header = page.partition('class="w-slim-header')[2].partition("</header>")[0]
    assert "Expedientes" in header
    assert dossier.number not in header
    assert page.count('class="carta-onward"') == dossier.items.count()
    assert "<title>Error:" not in re.sub(r"\s+", "", page)
    client.force_login(stand.person(Role.PLAN))
    page = client.get(url("dossier", dossier.pk)).content.decode()
    assert "carta-onward" not in page


def test_a_refusal_heads_the_title_and_takes_the_focus(stand, client):
    client.force_login(stand.person(Role.CAL))
    answer = post(client, stand.at[Stage.QUALITY], "return", {"reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "<title>Error:" in re.sub(r"\s+", "", page)
    assert len(re.findall(r"\sautofocus[\s>]", page)) == 1
