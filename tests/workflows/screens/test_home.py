"""The home screen: what waits, what is late, what was sent; as cheap with 200 as with 10."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from entities import clock
from entities.business_days import business_days_between
from entities.selectors import holidays_for
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import UserFactory, person_with
from workflows.models import Dossier, DossierItem, ItemDecision, KeptDraft, Notice
from workflows.screens.home import Home
from workflows.stages import Kind, Stage

MOST_QUERIES = 31


def text(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def home(client):
    def read(user, query=""):
        client.force_login(user)
        response = client.get(reverse("wagtailadmin_home") + query)
        assert response.status_code == 200
        return text(response)

    return read


def pile_up(dossier, count, prefix="PILA"):
    """Many dossiers like one of them, with its pages, decisions and a notice each."""
    clones = Dossier.objects.bulk_create(
        Dossier(
            number=f"{prefix}-{dossier.pk}-{n}",
            entity_id=dossier.entity_id,
            route=dossier.route,
            kind=dossier.kind,
            stage=dossier.stage,
            opened_at=dossier.opened_at,
            opened_by_id=dossier.opened_by_id,
            stage_entered_at=dossier.stage_entered_at,
            due_on=dossier.due_on,
            remitted_at=dossier.remitted_at,
            content_hash=dossier.content_hash,
        )
        for n in range(count)
    )
    source = dossier.items.first()
    acts = list(source.decisions.all())
    items = DossierItem.objects.bulk_create(
        DossierItem(
            dossier=clone,
            page_id=source.page_id,
            unit_id=source.unit_id,
            title=f"Página de la pila {clone.number}",
            pin_id=source.pin_id,
            snapshot=source.snapshot,
            snapshot_hash=source.snapshot_hash,
            submitted_by_id=source.submitted_by_id,
            submitted_at=source.submitted_at,
        )
        for clone in clones
    )
    ItemDecision.objects.bulk_create(
        ItemDecision(
            item=item,
            decision_id=act.decision_id,
            stage=act.stage,
            actor_id=act.actor_id,
            approves=act.approves,
            snapshot_hash=act.snapshot_hash,
        )
        for item in items
        for act in acts
    )
    return clones


ROLES_WITH_WORK = [
    (Role.CAL, Stage.QUALITY),
    (Role.PLAN, Stage.PLANNING),
    (Role.MAX, Stage.AUTHORITY),
    (Role.MDT_RECEPTION, Stage.RECEPTION),
    (Role.MDT_CONTROL, Stage.CONTROL),
    (Role.MDT_PUBLICATION, Stage.PUBLICATION),
]


@pytest.mark.parametrize(("role", "stage"), ROLES_WITH_WORK)
def test_home_says_what_waits_for_each_role(stand, home, role, stage):
    shown = home(stand.person(role))
    waiting = shown.split("Espera mi acción", 1)[1].split("Avisos sin leer")[0]
    assert stand.at[stage].number in waiting
    for other, dossier in stand.at.items():
        if other != stage and role not in (Role.CAL, Role.MAX):
            assert dossier.number not in waiting.split("Atrasados")[0], other


def test_home_of_a_writer_says_what_came_back_what_was_sent_and_what_was_not(stand, home):
    writer = stand.person(Role.UNI)
    make.add_commitment(stand.world.service, writer, title="Borrador sin enviar")
    shown = home(writer)
    assert "Corregir y reenviar" in shown
    assert stand.returned.number in shown.split("Lo que envié y dónde está")[0]
    sent = shown.split("Lo que envié y dónde está")[1]
    assert stand.at[Stage.CONTROL].number in sent
    assert "Borrador sin enviar" in sent.split("Mis borradores sin enviar")[1]


def test_what_is_in_a_dossier_is_no_unsent_draft(stand):
    drafts = {draft.page_id for draft in Home(stand.person(Role.UNI)).drafts}
    for dossier in [*stand.at.values(), stand.returned]:
        assert dossier.items.first().page_id not in drafts


def test_what_was_published_and_not_touched_is_no_draft_and_what_was_edited_is(stand):
    writer = stand.person(Role.UNI)
    assert stand.world.commitment.pk not in {d.page_id for d in Home(writer).drafts}
    make.edit(stand.world.commitment, writer, title="Cédula en 25 minutos")
    drafts = {draft.page_id: draft for draft in Home(writer).drafts}
    assert drafts[stand.world.commitment.pk].title == "Cédula en 25 minutos"
    assert not drafts[stand.world.commitment.pk].is_new


def test_a_draft_of_an_entity_left_behind_is_not_shown(stand):
    writer = stand.person(Role.UNI)
    make.add_commitment(stand.world.service, writer, title="Borrador de antes")
    assert "Borrador de antes" in {draft.title for draft in Home(writer).drafts}
    writer.role_assignments.update(ends_on=clock.today() - timedelta(days=1))
    again = type(writer).objects.get(pk=writer.pk)
    assert Home(again).drafts == []


def days_ago(days):
    """The day from which that many business days have passed until today."""
    holidays = holidays_for(None)
    day = clock.today()
    while business_days_between(day, clock.today(), holidays) < days:
        day -= timedelta(days=1)
    return day


def test_late_ones_come_first_and_are_counted(stand, home):
    late = stand.at[Stage.QUALITY]
    Dossier.objects.filter(pk=late.pk).update(due_on=days_ago(3))
    other = make.submit(
        stand.world,
        make.add_commitment(stand.world.service, stand.person(Role.UNI), title="Otro"),
        kind=Kind.UPDATE,
    )
    shown = home(stand.person(Role.CAL))
    assert "3 días laborables de atraso" in shown
    assert shown.index(late.number) < shown.index(other.number)
    assert "1 atrasado" in shown
    elsewhere = home(stand.person(Role.PLAN))
    assert late.number in elsewhere.split("Atrasados que esperan a otra persona")[1]


def test_what_the_person_may_not_decide_is_not_counted_as_theirs(stand, home):
    """CAL wrote part of it: it waits for another CAL, not for this one."""
    cal = stand.person(Role.CAL)
    before = Home(cal).waiting_count
    page = make.add_commitment(stand.world.service, stand.person(Role.UNI), title="Escrito a dos")
    make.edit(page, cal, statement="Usted espera menos de diez minutos.")
    person_with(Role.CAL, stand.world.entity)
    make.submit(stand.world, page, kind=Kind.UPDATE)
    assert Home(cal).waiting_count == before


def test_a_kept_text_is_offered_to_its_author_alone(stand, home):
    writer = stand.person(Role.UNI)
    KeptDraft.objects.create(
        page_id=stand.world.commitment.pk,
        user_id=writer.pk,
        content={"form": {}, "snapshot": None},
        created_at=timezone.now(),
    )
    assert "Textos suyos que no se pudieron guardar" in home(writer)
    assert "Textos suyos" not in home(stand.person(Role.CAL))


def test_unread_notices_are_shown_and_counted(stand, home):
    cal = stand.person(Role.CAL)
    unread = Notice.objects.filter(recipient_id=cal.pk, read_at__isnull=True)
    assert f"{unread.count()} avisos sin leer" in home(cal)
    unread.update(read_at=timezone.now())
    shown = home(cal)
    assert "0 avisos sin leer" in shown
    assert "Ver todos los avisos" not in shown


def test_nothing_to_do_is_said_and_not_left_to_guess(stand, home):
    assert "Nada espera su acción." in home(stand.person(Role.AUD))


def test_the_panels_of_wagtail_are_gone(stand, home):
    shown = home(UserFactory(superuser=True))
    for words in ("Awaiting your review", "Sus ediciones más recientes", "Páginas bloqueadas"):
        assert words not in shown
    assert "Espera mi acción" in shown


def test_the_queue_is_paginated_and_a_bad_page_number_is_not_an_error(stand, home):
    pile_up(stand.at[Stage.QUALITY], 45)
    cal = stand.person(Role.CAL)
    first, second = home(cal), home(cal, "?p=2")
    assert "Página 1 de 5" in first
    numbers = set(re.findall(r"PILA-\d+-\d+", first.split("Lo que")[0]))
    assert not numbers & set(re.findall(r"PILA-\d+-\d+", second.split("Lo que")[0]))
    for page in ("0", "-1", "999999", "x", "⚠", "1" * 400):
        home(cal, f"?p={page}")


@pytest.mark.parametrize(("role", "stage"), [*ROLES_WITH_WORK, (Role.UNI, Stage.UNIT)])
def test_home_costs_the_same_with_ten_and_with_two_hundred(
    stand, client, django_assert_max_num_queries, role, stage
):
    user = stand.person(role)
    source = stand.returned if stage == Stage.UNIT else stand.at[stage]
    if stage == Stage.UNIT:
        Dossier.objects.filter(pk=source.pk).update(due_on=clock.today() - timedelta(days=9))
        source.refresh_from_db()
    client.force_login(user)
    address = reverse("wagtailadmin_home")
    pile_up(source, 10)
    if stage == Stage.UNIT:
        DossierItem.objects.filter(title__startswith="Página de la pila").update(
            awaits_resubmission=True
        )
    client.get(address)  # content types and the like are remembered by the process
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        assert "Página de la pila" in text(client.get(address))
    many = pile_up(source, 190, prefix="MAS")
    if stage == Stage.UNIT:
        DossierItem.objects.filter(dossier__in=many).update(awaits_resubmission=True)
    with django_assert_max_num_queries(MOST_QUERIES) as lots:
        assert "Página de la pila" in text(client.get(address))
    assert len(lots.captured_queries) == len(few.captured_queries)


def test_every_governed_page_offers_its_way(stand, client):
    """From the page's own header to its dossier, or to discarding the draft."""
    writer = stand.person(Role.UNI)
    client.force_login(writer)
    travelling = stand.at[Stage.QUALITY]
    address = reverse("wagtailadmin_explore", args=[travelling.items.first().page_id])
    page = client.get(address, follow=True).content.decode()
    draft = make.add_commitment(stand.world.service, writer, title="Solo un borrador")
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert reverse("carta_workflows:discard", args=[draft.pk]) in editor
    assert Page.objects.filter(pk=draft.pk).exists()
    assert travelling.number in html.unescape(page)
