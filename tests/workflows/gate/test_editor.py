"""No text is lost and no frozen text is touched: the editor of a governed page (T05, T21)."""

import json
import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Page, Revision

from entities import clock
from entities.models import RoleAssignment
from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory
from tests.workflows.gate import world as small_country
from tests.workflows.gate.forms import page_form, text_of
from workflows.errors import OutsideTheMachine
from workflows.gate import kept as gate_kept
from workflows.gate.editing import MAX_ROWS, MAX_ROWS_OF_A_PAGE
from workflows.models import Dossier, DossierItem, KeptDraft, PinnedRevision
from workflows.services import drafts
from workflows.stages import Kind, Route, Stage


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def autosave(client, page, form, **extra):
    response = client.post(
        edit_url(page), {**form, **extra}, headers={"accept": "application/json"}
    )
    return response, json.loads(response.content)


@pytest.fixture
def page(world):
    return world.own.draft


@pytest.fixture
def writer(client, world):
    person = world.own.people["uni"]
    client.force_login(person)
    return person


@pytest.fixture
def colleague(world):
    return RoleAssignmentFactory(role="uni", entity=world.own.entity).user


def newest(page):
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def save_elsewhere(page, user, statement):
    """Somebody else, or another tab, saves in the meantime."""
    other = newest(page)
    other.statement = statement
    return other.save_revision(user=user)


# -- two texts ---------------------------------------------------------------------------------


def test_an_honest_save_goes_on_top(client, page, writer):
    form = page_form(client, page)
    response = client.post(edit_url(page), {**form, "statement": "Atendemos en un día."})
    assert response.status_code == 302
    assert newest(page).statement == "Atendemos en un día."
    assert KeptDraft.objects.count() == 0


@pytest.mark.parametrize("who", ["another person", "another tab"])
def test_the_second_save_is_answered_with_the_difference(client, page, writer, colleague, who):
    form = page_form(client, page)
    first = colleague if who == "another person" else writer
    revision = save_elsewhere(page, first, "Atendemos en dos horas.")
    response = client.post(edit_url(page), {**form, "statement": "Atendemos en un día."})
    assert response.status_code == 409
    assert newest(page).statement == "Atendemos en dos horas."
    assert page.revisions.order_by("pk").last() == revision
    kept = KeptDraft.objects.get()
    assert (kept.page_id, kept.user_id) == (page.pk, writer.pk)
    assert kept.base_revision_id == int(form["loaded_revision_id"])
    assert kept.content["snapshot"]["statement"] == "Atendemos en un día."
    body = response.content.decode()
    assert "<del>" in body
    assert "<ins>" in body
    assert "Conservar mi texto" in body
    assert "Tomar el texto guardado" in body


@pytest.mark.parametrize(
    "forged",
    [
        {"loaded_revision_id": ""},
        {"loaded_revision_id": "0"},
        {"loaded_revision_id": "no es un número"},
        {"loaded_revision_created_at": ""},
        {"loaded_revision_created_at": "2020-01-01T00:00:00+00:00"},
        {"overwrite_revision_id": "1"},
        {"overwrite_revision_id": "9" * 40},
        {"overwrite_revision_id": "'"},
    ],
)
def test_a_save_that_does_not_say_what_it_saw_is_a_conflict(client, page, writer, forged):
    form = page_form(client, page)
    response = client.post(edit_url(page), {**form, "statement": "Otro", **forged})
    assert response.status_code == 409
    assert newest(page).statement != "Otro"
    assert KeptDraft.objects.get().content["snapshot"]["statement"] == "Otro"


def test_a_revision_written_over_since_it_was_loaded_is_a_conflict(client, page, writer):
    form = page_form(client, page)
    _response, first = autosave(client, page, form, statement="Uno")
    second_tab = page_form(client, page)
    response, answer = autosave(
        client, page, form, statement="Dos", overwrite_revision_id=first["revision_id"]
    )
    assert response.status_code == 200
    assert answer["revision_id"] == first["revision_id"]
    response = client.post(edit_url(page), {**second_tab, "statement": "Tres"})
    assert response.status_code == 409
    assert newest(page).statement == "Dos"


def test_autosave_then_save_is_one_author(client, page, writer):
    """What ``autosave.js`` puts into the form after each autosave."""
    form = page_form(client, page)
    _response, saved = autosave(client, page, form, statement="Uno")
    form["loaded_revision_id"] = saved["revision_id"]
    form["loaded_revision_created_at"] = saved["revision_created_at"]
    response = client.post(edit_url(page), {**form, "statement": "Dos"})
    assert response.status_code == 302
    assert newest(page).statement == "Dos"


def test_autosave_of_an_outdated_tab_is_stopped(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    response, answer = autosave(client, page, form, statement="Después")
    assert response.status_code == 409
    assert answer["error_code"] == "invalid_revision"
    assert answer["success"] is False
    assert client.get(answer["kept_draft_url"]).status_code == 200
    assert newest(page).statement == "Antes"


def test_the_same_text_is_kept_once(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    for _ in range(3):
        client.post(edit_url(page), {**form, "statement": "Después"})
    assert KeptDraft.objects.count() == 1
    client.post(edit_url(page), {**form, "statement": "Otra cosa"})
    assert KeptDraft.objects.count() == 2


def test_keeping_mine_saves_it_on_top_of_the_other(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    kept = KeptDraft.objects.get()
    screen = client.get(reverse("carta_gate:kept", args=[kept.pk]))
    latest = screen.context_data["latest"]
    again = dict(screen.context_data["fields"])
    again |= {
        "loaded_revision_id": latest.pk,
        "loaded_revision_created_at": screen.context_data["loaded_revision_created_at"],
        "kept_draft": kept.pk,
    }
    assert client.post(edit_url(page), again).status_code == 302
    assert newest(page).statement == "Después"
    assert page.revisions.filter(content__statement="Antes").exists()
    kept.refresh_from_db()
    assert kept.resolved_at


def test_keeping_mine_asks_again_when_a_third_text_arrived(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    kept = KeptDraft.objects.get()
    screen = client.get(reverse("carta_gate:kept", args=[kept.pk]))
    again = dict(screen.context_data["fields"])
    again["loaded_revision_id"] = screen.context_data["latest"].pk
    again["loaded_revision_created_at"] = screen.context_data["loaded_revision_created_at"]
    save_elsewhere(page, colleague, "Un tercero")
    assert client.post(edit_url(page), {**again, "kept_draft": kept.pk}).status_code == 409
    assert newest(page).statement == "Un tercero"
    kept.refresh_from_db()
    assert kept.resolved_at is None


def test_taking_the_saved_text_closes_the_kept_one(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    kept = KeptDraft.objects.get()
    assert client.post(reverse("carta_gate:kept", args=[kept.pk])).status_code == 302
    kept.refresh_from_db()
    assert kept.resolved_at
    assert newest(page).statement == "Antes"


def test_a_kept_text_is_its_authors_alone(client, page, writer, colleague, world):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    kept = KeptDraft.objects.get()
    for person in (colleague, world.superuser, world.foreign.people["uni"]):
        client.force_login(person)
        foreign = client.get(reverse("carta_gate:kept", args=[kept.pk]))
        unknown = client.get(reverse("carta_gate:kept", args=[kept.pk + 1000]))
        assert (foreign.status_code, foreign.content) == (404, unknown.content)
        assert client.post(reverse("carta_gate:kept", args=[kept.pk])).status_code == 404
    kept.refresh_from_db()
    assert kept.resolved_at is None


def test_a_kept_text_closes_with_the_role_that_wrote_it(client, page, writer, colleague, world):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    address = reverse("carta_gate:kept", args=[KeptDraft.objects.get().pk])
    assert client.get(address).status_code == 200
    RoleAssignment.objects.filter(user=writer).update(ends_on=clock.today() - timedelta(days=1))
    RoleAssignmentFactory(user=writer, role=Role.UNI, entity=world.foreign.entity)
    save_elsewhere(page, colleague, "Lo que ya no es asunto suyo")
    assert client.get(address).status_code == 404


def test_the_editor_reminds_of_a_kept_text(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    kept = KeptDraft.objects.get()
    assert reverse("carta_gate:kept", args=[kept.pk]) in client.get(edit_url(page)).content.decode()


def test_several_kept_texts_are_one_message(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    for words in ("Uno", "Dos", "Tres"):
        client.post(edit_url(page), {**form, "statement": words})
    shown = text_of(client.get(edit_url(page)))
    assert shown.count("conservado") == 1
    assert "Tiene 3 textos de esta página que no se pudieron guardar" in shown


def test_a_decided_text_offers_no_button(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    screen = reverse("carta_gate:kept", args=[KeptDraft.objects.get().pk])
    client.post(screen)
    shown = text_of(client.get(screen))
    assert "Ya se decidió sobre este texto" in shown
    for button in ("Conservar mi texto", "Tomar el texto guardado", "Decidir después"):
        assert button not in shown
    answer = text_of(client.post(screen, follow=True))
    assert "Ya se había decidido" in answer


def test_an_older_text_is_not_what_the_screen_proposes(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    screen = reverse("carta_gate:kept", args=[KeptDraft.objects.get().pk])
    fresh = " ".join(client.get(screen).content.decode().split())
    assert 'class="button ">Conservar mi texto' in fresh
    assert "es anterior" not in fresh
    save_elsewhere(page, colleague, "Más tarde")
    old = " ".join(client.get(screen).content.decode().split())
    assert 'class="button button-secondary">Conservar mi texto' in old
    assert "Su texto conservado es anterior" in old


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("who", ["another person", "another tab"])
def test_the_same_words_saved_twice_leave_nothing_to_decide(
    client, page, writer, colleague, who, accept
):
    form = page_form(client, page)
    save_elsewhere(page, colleague if who == "another person" else writer, "Las mismas palabras.")
    response = client.post(
        edit_url(page),
        {**form, "statement": "Las mismas palabras."},
        headers={"accept": accept},
    )
    assert response.status_code == (302 if accept == "text/html" else 409)
    assert KeptDraft.objects.count() == 0
    assert newest(page).statement == "Las mismas palabras."


@pytest.mark.parametrize(
    ("late", "kept"),
    [
        ("Atendemos en", 0),
        ("  Atendemos   en dos", 0),
        ("Atendemos en tres", 1),
        ("dos horas", 1),
        ("Atendemos en dos horas o menos", 1),
    ],
)
def test_an_autosave_that_came_after_the_save_is_not_kept_when_it_was_its_beginning(
    client, page, writer, late, kept
):
    form = page_form(client, page)
    save_elsewhere(page, writer, "Atendemos en dos horas")
    response, answer = autosave(client, page, form, statement=late)
    assert response.status_code == 409
    assert ("kept_draft" in answer) == bool(kept)
    assert KeptDraft.objects.count() == kept


def test_a_beginning_that_somebody_else_completed_is_kept(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Atendemos en dos horas")
    autosave(client, page, form, statement="Atendemos en")
    assert KeptDraft.objects.count() == 1


def test_a_text_shortened_by_hand_is_kept(client, page, writer):
    form = page_form(client, page)
    save_elsewhere(page, writer, "Atendemos en dos horas")
    assert client.post(edit_url(page), {**form, "statement": "Atendemos"}).status_code == 409
    assert KeptDraft.objects.count() == 1


def test_of_many_kept_texts_the_newest_stay_and_the_person_is_told(
    client, page, writer, colleague, monkeypatch
):
    """A tab left open, out of date, saves by itself for a whole afternoon."""
    for module in (drafts, gate_kept):
        monkeypatch.setattr(module, "MOST_KEPT", 3)
    foreign = drafts.keep_draft(page.pk, colleague.pk, None, {"form": {}}, "stale")
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    said = []
    for number in range(5):
        _response, answer = autosave(client, page, form, statement=f"Texto {number}")
        said.append("más recientes" in answer["error_message"])
    assert said == [False, False, True, True, True]
    own = KeptDraft.objects.filter(user_id=writer.pk)
    found = [each.content["snapshot"]["statement"] for each in own.order_by("pk")]
    assert found == ["Texto 2", "Texto 3", "Texto 4"]
    assert KeptDraft.objects.filter(pk=foreign.pk).exists(), "nobody else's is dropped"
    for where in (edit_url(page), answer["kept_draft_url"]):
        assert "Se conservan los 3 más recientes" in client.get(where).content.decode()
    drafts.settle_kept_draft(page.pk, writer.pk, own.first().pk)
    assert "más recientes" not in client.get(edit_url(page)).content.decode()


def test_two_kept_texts_of_a_page_say_when_and_in_what_they_differ(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    client.post(edit_url(page), {**form, "statement": "Antes", "title": "Otro título"})
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    lines = re.findall(r"Escrito el (\S+ \S+)\.\s+Dice otra cosa en: ([^<]+)\.", home)
    assert len(lines) == 2
    assert len({parts.strip() for _at, parts in lines}) == 2


def test_saving_a_text_settles_the_beginnings_that_were_kept_of_it(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    client.post(edit_url(page), {**form, "statement": "Después"})
    client.post(edit_url(page), {**form, "statement": "Otra cosa"})
    again = page_form(client, page)
    assert client.post(edit_url(page), {**again, "statement": "Después de todo"}).status_code == 302
    waiting = KeptDraft.objects.filter(resolved_at=None)
    assert [each.content["snapshot"]["statement"] for each in waiting] == ["Otra cosa"]


def test_a_form_with_errors_is_kept_as_it_was_typed(client, page, writer, colleague):
    form = page_form(client, page)
    save_elsewhere(page, colleague, "Antes")
    response = client.post(edit_url(page), {**form, "title": "", "statement": "Después"})
    assert response.status_code == 409
    kept = KeptDraft.objects.get()
    assert kept.content["snapshot"] is None
    assert kept.content["form"]["statement"] == ["Después"]


# -- the address of a published page ------------------------------------------------------------


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_the_address_of_a_public_page_is_refused_beside_its_field(client, world, writer, accept):
    page = world.own.published
    kept = KeptDraft.objects.create(
        page_id=page.pk, user_id=writer.pk, content={"form": {}}, created_at=clock.now()
    )
    form = page_form(client, page) | {"statement": "Otro texto", "slug": "otra-direccion"}
    before, revisions = small_country.public_life(), page.revisions.count()
    response = client.post(
        edit_url(page), {**form, "kept_draft": kept.pk}, headers={"accept": accept}
    )
    assert response.status_code == 400
    assert small_country.public_life() == before
    assert page.revisions.count() == revisions
    if accept == "text/html":
        (said,) = response.context_data["form"].errors["slug"]
        assert "Nadie puede" in said
        assert "Otro texto" in response.content.decode(), "what was typed stays on the screen"
    kept.refresh_from_db()
    assert kept.resolved_at is None, "nothing was saved"


def test_the_address_of_a_page_that_never_was_public_may_change(client, page, writer):
    form = page_form(client, page) | {"slug": "otra-direccion"}
    assert client.post(edit_url(page), form).status_code == 302
    assert newest(page).slug == "otra-direccion"


def test_a_public_page_saved_without_its_address_keeps_it(client, world, writer):
    page = world.own.published
    form = page_form(client, page) | {"slug": "", "statement": "Otro texto"}
    assert client.post(edit_url(page), form).status_code == 302
    assert (newest(page).slug, newest(page).statement) == (page.slug, "Otro texto")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_save_that_the_page_itself_refuses_is_no_save(client, page, writer, accept, monkeypatch):
    """Wagtail answers 200 to it; the kept text would be given up for nothing."""
    kept = KeptDraft.objects.create(
        page_id=page.pk, user_id=writer.pk, content={"form": {}}, created_at=clock.now()
    )
    form = page_form(client, page) | {"statement": "Otro texto", "kept_draft": kept.pk}

    def refuse(self, user=None, **kwargs):
        raise OutsideTheMachine("No se puede.", "Nadie puede.")

    monkeypatch.setattr(type(page), "save_revision", refuse)
    response = client.post(edit_url(page), form, headers={"accept": accept})
    assert response.status_code == 403
    assert "Nadie puede." in response.content.decode()
    kept.refresh_from_db()
    assert kept.resolved_at is None


# -- frozen texts ------------------------------------------------------------------------------


def pin(revision):
    return PinnedRevision.objects.create(revision=revision, sha256="0" * 64, pinned_at=clock.now())


def in_dossier(world, page, stage):
    now = clock.now()
    dossier = Dossier.objects.create(
        number="EXP-EN-CURSO",
        entity=world.own.entity,
        route=Route.COMMITMENT,
        kind=Kind.FIRST,
        stage=stage,
        opened_at=now,
        opened_by_id=1,
        stage_entered_at=now,
        content_hash="0" * 64,
    )
    DossierItem.objects.create(
        dossier=dossier,
        page_id=page.pk,
        title=page.title,
        pin=pin(page.latest_revision),
        snapshot="{}",
        snapshot_hash="0" * 64,
        awaits_resubmission=stage == Stage.UNIT,
        submitted_by_id=1,
        submitted_at=now,
    )
    return dossier


@pytest.mark.parametrize("frozen", ["pinned", "live", "of somebody else"])
def test_autosave_never_writes_over_a_frozen_revision(client, world, writer, colleague, frozen):
    page = world.own.published if frozen == "live" else world.own.draft
    if frozen == "of somebody else":
        save_elsewhere(page, colleague, "De otra persona")
    page = Page.objects.get(pk=page.pk).specific
    revision = page.latest_revision
    if frozen == "live":
        assert page.live_revision_id == revision.pk
        Revision.objects.filter(pk=revision.pk).update(user=writer)
    if frozen == "pinned":
        pin(revision)
    before = Revision.objects.get(pk=revision.pk).content
    form = page_form(client, page)
    response, answer = autosave(
        client, page, form, statement="Encima", overwrite_revision_id=revision.pk
    )
    assert response.status_code == 200
    assert answer["revision_id"] != revision.pk
    assert Revision.objects.get(pk=revision.pk).content == before
    assert newest(page).statement == "Encima"


@pytest.mark.parametrize("stage", [Stage.QUALITY, Stage.PLANNING, Stage.CONTROL])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_page_under_review_keeps_its_text_and_the_writers(client, world, writer, stage, accept):
    page = world.own.draft
    form = page_form(client, page)
    in_dossier(world, page, stage)
    revisions = list(page.revisions.values_list("pk", "content"))
    response = client.post(
        edit_url(page), {**form, "statement": "Tarde"}, headers={"accept": accept}
    )
    assert response.status_code == 409
    assert list(page.revisions.values_list("pk", "content")) == revisions
    kept = KeptDraft.objects.get()
    assert kept.reason == "locked"
    assert kept.content["snapshot"]["statement"] == "Tarde"


def test_a_text_kept_during_the_review_is_offered_when_the_page_opens_again(client, world, writer):
    page = world.own.draft
    form = page_form(client, page)
    dossier = in_dossier(world, page, Stage.QUALITY)
    client.post(edit_url(page), {**form, "statement": "Tarde"})
    screen = reverse("carta_gate:kept", args=[KeptDraft.objects.get().pk])
    assert "Conservar mi texto" not in text_of(client.get(screen))
    Dossier.objects.filter(pk=dossier.pk).update(stage=Stage.UNIT)
    dossier.items.update(awaits_resubmission=True)
    assert "Conservar mi texto" in text_of(client.get(screen))


def test_a_page_under_review_says_so_and_offers_no_button(client, world, writer):
    page = world.own.draft
    in_dossier(world, page, Stage.QUALITY)
    response = client.get(edit_url(page))
    assert "EXP-EN-CURSO" in text_of(response)
    assert "Enviar a revisión" not in text_of(response)


def test_a_page_back_in_its_unit_is_open_and_its_pinned_text_stays(client, world, writer):
    page = world.own.draft
    in_dossier(world, page, Stage.UNIT)
    pinned = page.latest_revision
    before = pinned.content
    form = page_form(client, page)
    response, answer = autosave(
        client, page, form, statement="Corregido", overwrite_revision_id=pinned.pk
    )
    assert response.status_code == 200, answer
    pinned.refresh_from_db()
    assert pinned.content == before
    assert newest(page).statement == "Corregido"


def test_taking_up_an_earlier_text_makes_a_new_draft(client, page, writer):
    first = page.latest_revision
    form = page_form(client, page)
    client.post(edit_url(page), {**form, "statement": "Segundo"})
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk])
    form = page_form(client, page, url)
    assert form["statement"] == "Texto de Promesa secreta rc."
    assert client.post(url, form).status_code == 302
    assert newest(page).statement == "Texto de Promesa secreta rc."
    assert page.revisions.count() == 3


def test_the_first_text_of_a_public_page_may_be_taken_up_again(client, world, writer):
    """It was written before anything was live, and says so of itself."""
    page = world.own.published
    first = page.latest_revision
    form = page_form(client, page)
    assert client.post(edit_url(page), {**form, "statement": "Segundo"}).status_code == 302
    before = small_country.public_life()
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk])
    assert client.post(url, page_form(client, page, url)).status_code == 302
    draft = newest(page)
    assert draft.statement == "Texto de Promesa publicada rc."
    assert draft.live_revision_id == page.live_revision_id
    assert small_country.public_life() == before


# -- broken forms ------------------------------------------------------------------------------


def rows_of(relation, number):
    """So many rows with the controls that each has, and a word in each."""
    row = {"id": "", "uuid": "", "DELETE": "", "ORDER": "1", "description": "x"}
    sent = {f"{relation}-{n}-{key}": row[key] for n in range(number) for key in row}
    return {f"{relation}-TOTAL_FORMS": str(number), **sent}


BROKEN = {
    "no rows": {"indicators-TOTAL_FORMS": None},
    "rows are words": {"indicators-TOTAL_FORMS": "muchas"},
    "too many rows": {"indicators-TOTAL_FORMS": "9" * 30},
    "more rows than fields": {"indicators-TOTAL_FORMS": "1500"},
    "rows without their controls": {
        "indicators-TOTAL_FORMS": "9",
        **{f"indicators-{n}-description": "x" for n in range(9)},
    },
    "more rows in a list than any charter has": rows_of("indicators", MAX_ROWS + 1),
    "more rows in a page than any charter has": {
        **rows_of("indicators", MAX_ROWS_OF_A_PAGE // 2),
        **rows_of("remedies", MAX_ROWS_OF_A_PAGE // 2 + 1),
    },
    "phantom comments": {"comments-TOTAL_FORMS": "1000"},
    "negative rows": {"indicators-INITIAL_FORMS": "-1"},
    "row of nobody": {"indicators-TOTAL_FORMS": "1", "indicators-0-id": "9" * 30},
    "row with a broken identifier": {"indicators-TOTAL_FORMS": "1", "indicators-0-uuid": "{"},
    "comments are words": {"comments-TOTAL_FORMS": "x"},
    "null character": {"statement": "uno\x00dos"},
    "slug of the admin": {"slug": "historial"},
    "title too long": {"title": "x" * 3000},
}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_form_is_answered_and_saves_nothing(client, page, writer, broken, accept):
    form = {**page_form(client, page), **BROKEN[broken]}
    form = {name: value for name, value in form.items() if value is not None}
    before = list(page.revisions.values_list("pk", "content"))
    response = client.post(edit_url(page), form, headers={"accept": accept})
    assert response.status_code < 500
    if response.status_code >= 400:
        assert list(page.revisions.values_list("pk", "content")) == before


@pytest.mark.parametrize("mistake", [AttributeError, KeyError, TypeError])
def test_a_mistake_of_ours_leaves_its_trace_in_the_log(
    client, page, writer, mistake, monkeypatch, caplog
):
    form = page_form(client, page)

    typed = "María Pérez"

    def broken(self):
        raise mistake(typed)

    monkeypatch.setattr(type(page).base_form_class, "tidy_text", broken)
    with caplog.at_level("ERROR", logger="workflows.gate.editing"):
        assert client.post(edit_url(page), form).status_code == 400
    (record,) = [said for said in caplog.records if said.name == "workflows.gate.editing"]
    told = logging.Formatter().format(record)
    assert "in broken" in told, "the place where it happened"
    assert mistake.__name__ in told
    assert "María" not in told


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_form_with_errors_is_a_4xx(client, page, writer, accept):
    form = {**page_form(client, page), "title": ""}
    response = client.post(edit_url(page), form, headers={"accept": accept})
    assert response.status_code == 400
    assert page.revisions.count() == 1


@pytest.mark.parametrize("view", ["edit", "add"])
def test_a_form_that_announces_rows_it_does_not_send_is_not_even_read(
    client, world, writer, view, monkeypatch
):
    monkeypatch.setattr("django.forms.formsets.BaseFormSet.forms", None)
    args = {
        "edit": [world.own.draft.pk],
        "add": ["carta_pages", "commitmentpage", world.own.service.pk],
    }
    url = reverse(f"wagtailadmin_pages:{view}", args=args[view])
    response = client.post(url, {"title": "x", "indicators-TOTAL_FORMS": "1900"})
    assert response.status_code == 400


@pytest.mark.parametrize("view", ["edit", "add", "preview_on_edit", "preview_on_add"])
@pytest.mark.parametrize(
    "sent",
    [
        rows_of("indicators", MAX_ROWS + 1),
        {
            **rows_of("indicators", MAX_ROWS_OF_A_PAGE // 2),
            **rows_of("remedies", MAX_ROWS_OF_A_PAGE // 2 + 1),
        },
        {"indicators-TOTAL_FORMS": "9", **{f"indicators-{n}-name": "x" for n in range(9)}},
    ],
    ids=["of a list", "of a page", "without controls"],
)
def test_a_form_of_too_many_rows_is_not_even_read(client, world, writer, view, sent, monkeypatch):
    monkeypatch.setattr("django.forms.formsets.BaseFormSet.forms", None)
    new = ["carta_pages", "commitmentpage", world.own.service.pk]
    args = new if view.endswith("add") else [world.own.draft.pk]
    url = reverse(f"wagtailadmin_pages:{view}", args=args)
    response = client.post(url, {"title": "x", **sent})
    if view.startswith("preview"):
        assert response.json() == {"is_valid": False, "is_available": False}
    else:
        assert response.status_code == 400
        if len(sent) > 100:
            assert "Vuelva atrás: su texto sigue en la pantalla" in text_of(response)


#: Transactions that are open while a form is read, besides that of the test: its own savepoint,
#: which outside of a test there is not, and none of the request's.
OPEN = {"edit": 1, "add": 1, "preview_on_edit": 0}


@pytest.mark.parametrize("view", OPEN)
def test_a_form_is_read_while_everybody_else_may_write(client, world, writer, view, monkeypatch):
    """On SQLite a transaction holds the one place where anybody writes."""
    form_class, found = type(world.own.draft).base_form_class, []
    read, before = form_class.is_valid, len(connection.savepoint_ids)

    def noted(form):
        found.append(len(connection.savepoint_ids) - before)
        return read(form)

    new = ["carta_pages", "commitmentpage", world.own.service.pk]
    url = reverse(f"wagtailadmin_pages:{view}", args=new if view == "add" else [world.own.draft.pk])
    form = page_form(client, world.own.draft, url.removesuffix("preview/"))
    monkeypatch.setattr(form_class, "is_valid", noted)
    response = client.post(url, {**form, "title": "Otra promesa", "slug": "otra-promesa"})
    assert response.status_code in (200, 302)
    assert set(found) == {OPEN[view]}


def test_what_is_saved_while_a_form_is_read_is_not_overwritten(client, page, writer, monkeypatch):
    form_class = type(page).base_form_class
    read, others = form_class.is_valid, []

    def meanwhile(form):
        valid = read(form)
        if not others:
            others.append("another tab")
            other = newest(page)
            other.statement = "Lo que guardó la otra pestaña"
            other.save_revision(user=writer)
        return valid

    form = page_form(client, page)
    monkeypatch.setattr(form_class, "is_valid", meanwhile)
    response = client.post(edit_url(page), {**form, "statement": "Lo que tardó en leerse"})
    assert response.status_code == 409
    assert newest(page).statement == "Lo que guardó la otra pestaña"
    (draft,) = KeptDraft.objects.filter(page_id=page.pk)
    assert draft.content["form"]["statement"] == ["Lo que tardó en leerse"]


def test_a_dossier_that_opens_while_a_form_is_read_locks_it(
    client, world, page, writer, monkeypatch
):
    form_class = type(page).base_form_class
    read, sent = form_class.is_valid, []

    def meanwhile(form):
        valid = read(form)
        if not sent:
            sent.append(in_dossier(world, page, Stage.QUALITY))
        return valid

    form = page_form(client, page)
    before = page.latest_revision_id
    monkeypatch.setattr(form_class, "is_valid", meanwhile)
    response = client.post(edit_url(page), {**form, "statement": "Llegó tarde"})
    assert response.status_code == 409
    page.refresh_from_db()
    assert page.latest_revision_id == before
    assert KeptDraft.objects.filter(page_id=page.pk).exists()


def test_two_new_pages_at_once_do_not_share_an_address(client, world, writer, monkeypatch):
    """The second was read before the first was there."""
    url = reverse(
        "wagtailadmin_pages:add", args=["carta_pages", "commitmentpage", world.own.service.pk]
    )
    form = {**page_form(client, world.own.draft, url), "title": "Nueva", "slug": "nueva"}
    form_class = type(world.own.draft).base_form_class
    read, others = form_class.is_valid, []

    def meanwhile(bound):
        valid = read(bound)
        if not others:
            others.append("another tab")
            assert client.post(url, form).status_code == 302
        return valid

    monkeypatch.setattr(form_class, "is_valid", meanwhile)
    assert client.post(url, form).status_code in (302, 400)
    slugs = list(Page.objects.child_of(world.own.service).values_list("slug", flat=True))
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("view", ["preview_on_edit", "preview_on_add"])
def test_a_broken_preview_is_only_not_available(client, world, writer, view):
    page = world.own.draft
    if view == "preview_on_edit":
        address = reverse(f"wagtailadmin_pages:{view}", args=[page.pk])
    else:
        address = reverse(
            f"wagtailadmin_pages:{view}",
            args=["carta_pages", "commitmentpage", world.own.service.pk],
        )
    for broken in BROKEN.values():
        data = {name: value for name, value in broken.items() if value is not None}
        response = client.post(address, data)
        assert response.status_code == 200
        assert json.loads(response.content)["is_valid"] in {True, False}


# -- buttons -----------------------------------------------------------------------------------


def test_the_editor_offers_to_save_and_to_send(client, page, writer):
    words = client.get(edit_url(page)).content.decode()
    for native in ("action-publish", "action-submit", "action-unpublish", "action-cancel-workflow"):
        assert native not in words
    assert "action-save" in words
    assert "Enviar a revisión" in words
    assert reverse("carta_workflows:submit", args=[page.pk]) in words


def test_the_explorer_offers_no_bulk_actions(client, world, writer):
    response = client.get(reverse("wagtailadmin_explore", args=[world.own.service.pk]))
    assert response.status_code == 200
    assert "data-bulk-action-checkbox" not in response.content.decode()


def test_the_editor_loads_the_script_that_keeps_autosave_honest(client, page, writer):
    assert "workflows/gate/autosave.js" in client.get(edit_url(page)).content.decode()


# -- extra fields and readers ------------------------------------------------------------------


def test_fields_that_are_not_in_the_form_do_nothing(client, world, writer):
    page = world.own.published
    names = {field.name for field in Page._meta.concrete_fields} - {"title", "seo_title", "id"}
    form = page_form(client, page)
    forged = {
        "live": "",
        "locked": "on",
        "owner": world.superuser.pk,
        "path": "0001",
        "depth": "1",
        "live_revision": "1",
        "latest_revision": "1",
        "content_type": "1",
        "first_published_at": "2001-01-01",
        "alias_of": world.portal.pk,
        "entity": world.foreign.entity.pk,
    }
    before = Page.objects.filter(pk=page.pk).values(*names).get()
    assert client.post(edit_url(page), {**form, **forged}).status_code == 302
    after = Page.objects.filter(pk=page.pk).values(*names).get()
    changed = {name for name in names if before[name] != after[name]}
    assert changed <= {"latest_revision", "latest_revision_created_at", "has_unpublished_changes"}


READERS = {"uni", "ter", "cal", "com"}


@pytest.mark.parametrize("view", ["history", "view_draft", "revisions_compare", "revisions_view"])
def test_drafts_are_read_by_the_people_of_the_entity_who_work_on_them(client, world, view):
    page = world.own.draft
    args = {
        "revisions_compare": [page.pk, "earliest", "latest"],
        "revisions_view": [page.pk, page.latest_revision_id],
    }.get(view, [page.pk])
    wrong = []
    for name, person in world.everybody().items():
        client.force_login(person)
        status = client.get(reverse(f"wagtailadmin_pages:{view}", args=args)).status_code
        expected = 200 if name in READERS else 403
        if name not in world.own.people and name not in {"superuser", "adm"}:
            expected = 404
        if status != expected:
            wrong.append(f"{name}: {status} instead of {expected}")
    assert wrong == []


def test_a_revision_of_another_page_is_unknown(client, world, writer):
    other = world.own.published.latest_revision_id
    for view in ("revisions_view", "revisions_revert"):
        url = reverse(f"wagtailadmin_pages:{view}", args=[world.own.draft.pk, other])
        assert client.get(url).status_code == 404


def test_an_unknown_preview_mode_is_not_found(client, page, writer):
    for view in ("view_draft", "preview_on_edit"):
        url = reverse(f"wagtailadmin_pages:{view}", args=[page.pk])
        assert client.get(f"{url}?mode=no-existe").status_code == 404
