"""Sending a page, sending it again, discarding it: what is asked, refused and kept."""

import html
import re

import pytest
from django.urls import reverse
from wagtail.models import Page

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.carta_pages import agree
from tests.factories.entities import person_with
from workflows.models import Dossier, DossierItem, Observation
from workflows.registries import Checked, Finding, Severity, requirement_checkers
from workflows.screens.submission import sending
from workflows.seen import read_mark
from workflows.services import submission
from workflows.stages import Kind, Stage

NOTE = "Compromiso nuevo del servicio de cedulación."


def url(name, pk):
    return reverse(f"carta_workflows:{name}", args=[pk])


def text(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def revision(page):
    return Page.objects.get(pk=page.pk).latest_revision_id


def mark(page):
    """What the screen carries of a page's newest draft."""
    return sending(Page.objects.get(pk=page.pk).specific).mark


def data_for(page, **values):
    return {
        "kind": "actualizacion",
        "change_note": NOTE,
        "cause": "",
        f"revision-{page.pk}": mark(page),
        **values,
    }


@pytest.fixture
def draft(stand):
    return make.add_commitment(stand.world.service, stand.person(Role.UNI), title="Por enviar")


@pytest.fixture
def writer(stand, client):
    client.force_login(stand.person(Role.UNI))
    return client


@pytest.fixture
def checker():
    """A requirement that this test's pages do not meet."""
    members = []

    def register(severity=Severity.ERROR):
        def check(pages):
            found = Finding(
                severity,
                "Falta decir de dónde sale el dato.",
                "statement",
                "R45",
                "Guía MDT v1.0, 7.1, act. 1",
                "condición",
            )
            return [Checked((found,)) for _page in pages]

        members.append(requirement_checkers.register(check))

    yield register
    for member in members:
        requirement_checkers._members.remove(member)


# -- the screen ------------------------------------------------------------------------------------


def test_the_screen_says_what_is_sent_what_fits_and_who_decides(stand, writer, draft):
    shown = text(writer.get(url("submit", draft.pk)))
    assert "Nada: cumple todo lo que se revisa." in shown
    assert "No encaja:" in shown
    assert stand.person(Role.CAL).get_full_name() in shown
    assert "1 persona puede hacerlo" in shown
    assert stand.person(Role.MDT_CONTROL).get_full_name() not in shown


def test_the_screen_shows_the_difference_against_what_is_public(stand, writer):
    make.edit(
        stand.world.commitment,
        stand.person(Role.UNI),
        statement="Usted recibe su cédula en 30 minutos o menos.",
    )
    page = writer.get(url("submit", stand.world.commitment.pk)).content.decode()
    assert re.search(r"<ins>.*?30.*?</ins>", page, re.DOTALL)


def test_unpublished_pages_above_are_said_to_travel_along(stand, client):
    other = stand.other
    make.publish(other, stand.foreign)
    client.force_login(other.people[Role.UNI])
    shown = text(client.get(url("submit", other.commitment.pk)))
    assert "viaja junto porque nunca se ha publicado" in shown
    assert other.service.title in shown


def test_a_carta_that_is_not_public_yet_is_announced(stand, client):
    other = stand.other
    client.force_login(other.people[Role.UNI])
    shown = text(client.get(url("submit", other.commitment.pk)))
    assert "todavía no se publica y sigue otra ruta" in shown


def test_what_is_missing_links_to_its_field_with_source_and_force(writer, draft, checker):
    checker()
    page = html.unescape(writer.get(url("submit", draft.pk)).content.decode())
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert f'href="{edit}#id_statement"' in page
    shown = text(writer.get(url("submit", draft.pk)))
    assert "De dónde sale: Guía MDT v1.0, 7.1, act. 1 (condición)" in shown
    assert re.search(r"<button[^>]*disabled[^>]*>\s*Enviar a revisión", page)


# -- sending ---------------------------------------------------------------------------------------


def test_a_complete_page_is_sent(stand, writer, draft):
    response = writer.post(url("submit", draft.pk), data_for(draft))
    assert response.status_code == 302
    dossier = Dossier.objects.latest("pk")
    assert dossier.stage == Stage.QUALITY
    assert dossier.items.get().change_note == NOTE
    assert dossier.number in text(writer.get(response.url))


def test_an_incomplete_page_is_400_with_the_list_and_the_text_kept(stand, writer, draft, checker):
    checker()
    before = Dossier.objects.count()
    response = writer.post(url("submit", draft.pk), data_for(draft))
    assert response.status_code == 400
    shown = text(response)
    assert "Todavía no se puede enviar" in shown
    assert "Falta decir de dónde sale el dato." in shown
    assert NOTE in shown
    assert Dossier.objects.count() == before


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"change_note": ""}, "Este campo es necesario."),
        ({"change_note": "corto"}, "Explique el motivo con al menos 10 caracteres."),
        ({"change_note": "\u200b" * 40}, "Este campo es necesario."),
        ({"kind": "primera"}, "no es una de las opciones"),
        ({"kind": "'; DROP TABLE"}, "no es una de las opciones"),
        ({"kind": ""}, "Este campo es necesario."),
    ],
)
def test_a_form_with_errors_is_400_beside_the_field(stand, writer, draft, values, error):
    before = Dossier.objects.count()
    response = writer.post(url("submit", draft.pk), data_for(draft, **values))
    assert response.status_code == 400
    assert error in text(response)
    assert Dossier.objects.count() == before


def test_an_exclusion_asks_for_its_cause_beside_the_field(stand, writer):
    page = stand.world.commitment
    data = data_for(page, kind="exclusion")
    response = writer.post(url("submit", page.pk), data)
    assert response.status_code == 400
    assert "Una exclusión necesita su causa" in text(response)


def test_a_draft_that_changed_is_409_with_the_difference(stand, writer, draft):
    data = data_for(draft)
    make.edit(draft, stand.person(Role.UNI), statement="Usted recibe su cédula en 15 minutos.")
    response = writer.post(url("submit", draft.pk), data)
    assert response.status_code == 409
    page = response.content.decode()
    assert re.search(r"<ins>.*?15.*?</ins>", page, re.DOTALL)
    assert NOTE in text(response)
    (carried,) = re.findall(rf'name="revision-{draft.pk}"\s+value="([^"]+)"', page)
    assert read_mark(draft.pk, carried).revision_id == revision(draft)
    assert not Dossier.objects.filter(items__page_id=draft.pk).exists()


def autosave(page, user, **values):
    """What Wagtail's autosave does: the newest revision is written over."""
    newest = Page.objects.get(pk=page.pk).latest_revision
    draft = newest.as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    agree(draft)
    assert draft.save_revision(user=user, overwrite_revision=newest).pk == newest.pk


def test_a_draft_written_over_by_autosave_is_409_with_the_difference(stand, writer, draft):
    data = data_for(draft)
    before = revision(draft)
    autosave(draft, stand.person(Role.UNI), statement="Usted recibe su cédula en 15 minutos.")
    assert revision(draft) == before
    response = writer.post(url("submit", draft.pk), data)
    assert response.status_code == 409
    assert re.search(r"<ins>.*?15.*?</ins>", response.content.decode(), re.DOTALL)
    assert not Dossier.objects.filter(items__page_id=draft.pk).exists()
    writer.post(url("submit", draft.pk), data_for(draft))
    assert Dossier.objects.filter(items__page_id=draft.pk).exists()


@pytest.mark.parametrize("seen", ["", "0", "x", "9" * 40, "-1", "a:b:c", ".eJw:1:x"])
def test_not_saying_which_draft_was_seen_is_409(stand, writer, draft, seen):
    data = data_for(draft, **{f"revision-{draft.pk}": seen})
    assert writer.post(url("submit", draft.pk), data).status_code == 409


def test_a_revision_of_another_page_shows_nothing_of_it(stand, writer, draft):
    make.edit(stand.other.commitment, stand.other.people[Role.UNI], statement="Secreto.")
    data = data_for(draft, **{f"revision-{draft.pk}": mark(stand.other.commitment)})
    response = writer.post(url("submit", draft.pk), data)
    assert response.status_code == 409
    assert "Secreto." not in text(response)


def test_who_does_not_write_the_page_is_refused_with_who_can(stand, client, draft):
    client.force_login(stand.person(Role.CAL))
    for response in (
        client.get(url("submit", draft.pk)),
        client.post(url("submit", draft.pk), data_for(draft)),
    ):
        assert response.status_code == 403
        assert "Puede hacerlo: Unidad o dueño del proceso" in text(response)


def test_who_may_not_read_the_draft_does_not_know_it(stand, client, draft):
    for role in (Role.PLAN, Role.AUD, Role.MDT_CONTROL):
        client.force_login(stand.person(role))
        assert client.get(url("submit", draft.pk)).status_code == 404
    stranger = person_with(Role.UNI, stand.other.entity)
    client.force_login(stranger)
    assert client.get(url("submit", draft.pk)).status_code == 404


def test_a_page_under_review_leads_to_its_dossier(stand, writer):
    dossier = stand.at[Stage.PLANNING]
    response = writer.get(url("submit", dossier.items.first().page_id))
    assert response.url == url("dossier", dossier.pk)
    page_id = stand.returned.items.first().page_id
    assert writer.get(url("submit", page_id)).url == url("resubmit", stand.returned.pk)
    page = dossier.items.first().page
    assert writer.post(url("submit", page.pk), data_for(page)).status_code == 403


def test_a_page_that_is_no_governed_one_is_unknown(stand, writer):
    assert writer.get(url("submit", stand.world.portal.pk)).status_code == 404
    assert writer.get(url("submit", 1)).status_code == 404


def test_a_submission_without_people_left_says_which_stage(stand, writer, draft):
    stand.person(Role.PLAN).role_assignments.all().update(ends_on="2020-02-01")
    shown = text(writer.get(url("submit", draft.pk)))
    assert "No queda una persona distinta que decida en la etapa «Aprobación»." in shown
    assert "Nadie puede hacerlo hoy" in shown
    response = writer.post(url("submit", draft.pk), data_for(draft))
    assert response.status_code == 403
    assert "Aprobación" in text(response)
    assert NOTE in text(response)


# -- sending again ---------------------------------------------------------------------------------


def answer_data(stand, answer="Se explicó en la ficha."):
    page = stand.returned.items.first().page
    rows = Observation.objects.filter(dossier=stand.returned)
    return {
        f"revision-{page.pk}": mark(page),
        "change_note": "",
        **{f"answer-{row.pk}": answer for row in rows},
    }


def test_every_remark_is_shown_with_a_place_for_its_answer(stand, writer):
    shown = text(writer.get(url("resubmit", stand.returned.pk)))
    assert "Explique la fuente del dato." in shown
    assert shown.count("Qué hizo al respecto") == stand.returned.observations.count()


def test_an_answered_dossier_goes_back_to_review(stand, writer):
    response = writer.post(url("resubmit", stand.returned.pk), answer_data(stand))
    assert response.status_code == 302
    dossier = Dossier.objects.get(pk=stand.returned.pk)
    assert dossier.stage == Stage.QUALITY
    answers = set(dossier.observations.values_list("answer", flat=True))
    assert answers == {"Se explicó en la ficha."}


@pytest.mark.parametrize("answer", ["", "   ", "\u200b\u2060"])
def test_an_unanswered_remark_is_400_beside_its_field(stand, writer, answer):
    data = {**answer_data(stand, answer), "change_note": "Una nota que no debe perderse."}
    response = writer.post(url("resubmit", stand.returned.pk), data)
    assert response.status_code == 400
    assert "Este campo es necesario." in text(response)
    assert "Una nota que no debe perderse." in text(response)
    assert Dossier.objects.get(pk=stand.returned.pk).stage == Stage.UNIT


def test_a_draft_that_changed_before_sending_again_is_409(stand, writer):
    data = answer_data(stand)
    page = stand.returned.items.first().page.specific
    make.edit(page, stand.person(Role.UNI), statement="Usted espera 12 minutos.")
    response = writer.post(url("resubmit", stand.returned.pk), data)
    assert response.status_code == 409
    assert "Se explicó en la ficha." in text(response)
    assert re.search(r"<ins>.*?12.*?</ins>", response.content.decode(), re.DOTALL)


def test_an_incomplete_page_is_not_sent_again(stand, writer, checker):
    checker()
    response = writer.post(url("resubmit", stand.returned.pk), answer_data(stand))
    assert response.status_code == 400
    assert "Se explicó en la ficha." in text(response)


def test_who_does_not_write_it_does_not_send_it_again(stand, client):
    for role in (Role.CAL, Role.PLAN, Role.AUD):
        client.force_login(stand.person(role))
        assert client.get(url("resubmit", stand.returned.pk)).status_code == 403
        response = client.post(url("resubmit", stand.returned.pk), answer_data(stand))
        assert response.status_code == 403
    assert Dossier.objects.get(pk=stand.returned.pk).stage == Stage.UNIT


def test_what_is_not_in_the_unit_is_not_sent_again(stand, writer):
    dossier = stand.at[Stage.QUALITY]
    assert writer.get(url("resubmit", dossier.pk)).url == url("dossier", dossier.pk)
    assert writer.post(url("resubmit", dossier.pk), {}).status_code == 403


def test_it_can_be_sent_only_once(stand, writer):
    data = answer_data(stand)
    assert writer.post(url("resubmit", stand.returned.pk), data).status_code == 302
    assert writer.post(url("resubmit", stand.returned.pk), data).status_code == 403
    assert Dossier.objects.get(pk=stand.returned.pk).stage == Stage.QUALITY


# -- discarding ------------------------------------------------------------------------------------


def test_a_draft_that_was_never_sent_is_discarded_with_a_reason(stand, writer, draft):
    assert "nunca se envió a revisión" in text(writer.get(url("discard", draft.pk)))
    assert writer.post(url("discard", draft.pk), {"reason": "no"}).status_code == 400
    assert Page.objects.filter(pk=draft.pk).exists()
    response = writer.post(url("discard", draft.pk), {"reason": "Se duplicó por error."})
    assert response.status_code == 302
    assert not Page.objects.filter(pk=draft.pk).exists()


def test_what_was_sent_once_is_not_discarded(stand, writer):
    for page_id in (stand.world.commitment.pk, stand.returned.items.first().page_id):
        for response in (
            writer.get(url("discard", page_id)),
            writer.post(url("discard", page_id), {"reason": "Ya no hace falta."}),
        ):
            assert response.status_code == 403
        assert Page.objects.filter(pk=page_id).exists()


def test_nobody_discards_what_others_write(stand, client, draft):
    client.force_login(stand.person(Role.CAL))
    data = {"reason": "Ya no hace falta."}
    assert client.post(url("discard", draft.pk), data).status_code == 403
    client.force_login(stand.other.people[Role.UNI])
    assert client.post(url("discard", draft.pk), data).status_code == 404
    assert Page.objects.filter(pk=draft.pk).exists()


def test_the_service_and_the_screen_agree_on_what_travels(stand):
    """The screen lists what the service will take along."""
    from workflows.screens.submission import Submission

    other = stand.other
    make.publish(other, stand.foreign)
    page = Page.objects.get(pk=other.commitment.pk).specific
    shown = [entry.page.pk for entry in Submission(page, other.people[Role.UNI]).pages]
    assert sorted(shown) == sorted(submission.pages_to_send([page]))
    dossier = make.submit(other, other.commitment, kind=Kind.FIRST)
    assert sorted(shown) == sorted(dossier.items.values_list("page_id", flat=True))


def test_the_explorer_offers_to_discard_only_what_was_never_sent(stand, writer, draft):
    parent = draft.get_parent()
    listed = writer.get(reverse("wagtailadmin_explore", args=[parent.pk])).content.decode()
    assert url("discard", draft.pk) in listed
    sent = [item.page_id for item in DossierItem.objects.filter(page__path__startswith=parent.path)]
    assert sent
    for page_id in sent:
        assert url("discard", page_id) not in listed
    refused = writer.get(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    assert refused.status_code == 403
    assert "su historia es pública y permanente" not in text(refused)
    assert "Descartar el borrador" in text(refused)


def test_a_service_is_excluded_from_one_screen_with_all_that_hangs_below(stand, writer):
    """What leaves with it is named before, and each text is the one that was on the screen."""
    service, commitment = stand.world.service, stand.world.commitment
    page = text(writer.get(url("submit", service.pk)))
    assert "Si pide la exclusión, salen de la carta" in page
    assert commitment.title in page
    data = data_for(service, kind=Kind.EXCLUSION.value, cause="El servicio ya no se presta.")
    before = Dossier.objects.count()
    assert writer.post(url("submit", service.pk), data).status_code == 409, "not all was seen"
    assert Dossier.objects.count() == before
    data[f"revision-{commitment.pk}"] = mark(commitment)
    assert writer.post(url("submit", service.pk), data).status_code == 302
    dossier = Dossier.objects.latest("pk")
    assert {item.page_id for item in dossier.items.all()} >= {service.pk, commitment.pk}
