"""The quality office's board: grouping, splitting, and refusals that explain themselves."""

import html
import re

import pytest
from django.urls import reverse

from carta_pages.selectors import commitments_in_force
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from workflows import selectors
from workflows.models import Decision, Dossier
from workflows.stages import Kind, Stage

#: What the screen that asks first sends along.
SURE = {"confirmado": "1"}


def url(name):
    return reverse(f"carta_workflows:{name}")


def text(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def ticked(**posted):
    """The board's form as it stands now: what is ticked, and what is shown of every dossier."""
    shown = selectors.seen_tokens(Dossier.objects.all())
    return {**posted, **{f"seen-{pk}": token for pk, token in shown.items()}}


@pytest.fixture
def cal(stand, client):
    client.force_login(stand.person(Role.CAL))
    return client


@pytest.fixture
def pair(stand):
    """Two dossiers in the quality office's hands."""
    writer = stand.person(Role.UNI)
    page = make.add_commitment(stand.world.service, writer, title="Segundo en calidad")
    return stand.at[Stage.QUALITY], make.submit(stand.world, page, kind=Kind.UPDATE)


def test_the_board_shows_what_can_be_grouped_and_why_the_rest_cannot(stand, cal):
    shown = text(cal.get(url("board")))
    for stage in (Stage.QUALITY, Stage.PLANNING):
        assert stand.at[stage].number in shown
    for stage in (Stage.AUTHORITY, Stage.CONTROL):
        assert stand.at[stage].number not in shown
    fixed = shown.split("No se pueden agrupar ahora")[1]
    assert stand.returned.number in fixed
    assert "Está en la unidad, por corregir." in fixed
    assert stand.foreign.number not in shown
    assert stand.world.unit.name in shown


def test_what_is_missing_is_said_once_for_all(stand, cal):
    shown = text(cal.get(url("board")))
    assert "Qué falta en todo el tablero" in shown


@pytest.mark.parametrize("role", [r for r in Role if r != Role.CAL])
def test_only_the_quality_office_has_a_board(stand, client, role):
    user = stand.world.people.get(role) or UserFactory(superuser=True)
    client.force_login(user)
    assert client.get(url("board")).status_code == 403
    before = Decision.objects.count()
    ids = [stand.at[Stage.QUALITY].pk, stand.at[Stage.PLANNING].pk]
    assert client.post(url("merge"), {"dossier": ids}).status_code == 403
    assert client.post(url("split"), {"item": [1]}).status_code == 403
    assert Decision.objects.count() == before


def test_ticked_dossiers_travel_together_from_then_on(stand, cal, pair):
    one, two = pair
    response = cal.post(url("merge"), ticked(dossier=[one.pk, two.pk]))
    assert response.status_code == 302
    assert Dossier.objects.get(pk=two.pk).status == Dossier.Status.MERGED
    assert Dossier.objects.get(pk=one.pk).items.count() == 2
    assert f"Quedaron juntas en {one.number}: 2 páginas." in text(cal.get(response.url))


def test_a_ticked_page_goes_back_to_a_dossier_of_its_own(stand, cal, pair):
    one, two = pair
    cal.post(url("merge"), ticked(dossier=[one.pk, two.pk]))
    item = Dossier.objects.get(pk=one.pk).items.last()
    response = cal.post(url("split"), ticked(item=[item.pk], **SURE))
    assert response.status_code == 302
    item.refresh_from_db()
    assert item.dossier_id not in (one.pk, two.pk)
    assert item.dossier.number in text(cal.get(response.url))


def test_parting_is_asked_first_and_names_what_leaves_and_what_stays(stand, cal, pair):
    """On the server: a browser without scripts asks too."""
    one, two = pair
    cal.post(url("merge"), ticked(dossier=[one.pk, two.pk]))
    staying, leaving = Dossier.objects.get(pk=one.pk).items.all()
    before = Decision.objects.count()
    response = cal.post(url("split"), ticked(item=[leaving.pk]))
    assert response.status_code == 200
    shown = text(response).split("¿Separar en un expediente propio?")[-1]
    first, second = shown.split(f"Se queda en {one.number}")
    assert leaving.title in first
    assert staying.title not in first
    assert staying.title in second
    leaving.refresh_from_db()
    assert (leaving.dossier_id, Decision.objects.count()) == (one.pk, before)
    form = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="(\w+)">', shown))
    assert cal.post(url("split"), form).status_code == 302
    leaving.refresh_from_db()
    assert leaving.dossier_id not in (one.pk, two.pk)


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ([], "Elija al menos dos expedientes."),
        ([Stage.QUALITY], "Elija al menos dos expedientes."),
        ([Stage.QUALITY, Stage.AUTHORITY], "Planificación ya decidió: el conjunto quedó fijado."),
    ],
)
def test_a_refused_grouping_explains_itself_and_keeps_the_ticks(stand, cal, chosen, reason):
    ids = [stand.at[stage].pk for stage in chosen]
    before = Decision.objects.count()
    response = cal.post(url("merge"), ticked(dossier=ids))
    assert response.status_code == 403
    assert reason in text(response)
    if Stage.QUALITY in chosen:
        box = rf'name="dossier"\s+value="{stand.at[Stage.QUALITY].pk}"\s+checked'
        assert re.search(box, response.content.decode())
    assert Decision.objects.count() == before


def test_dossiers_of_different_kind_are_not_grouped(stand, cal):
    make.publish_carta(stand.world)
    make.edit(stand.world.carta, stand.person(Role.COM), title="Carta de otra clase")
    carta = make.submit(
        stand.world, stand.world.carta, kind=Kind.UPDATE, user=stand.person(Role.COM)
    )
    response = cal.post(url("merge"), ticked(dossier=[stand.at[Stage.QUALITY].pk, carta.pk]))
    assert response.status_code == 403
    assert "misma entidad, ruta y clase" in text(response)


def test_a_dossier_that_ended_meanwhile_is_409(stand, cal, pair):
    one, two = pair
    Dossier.objects.filter(pk=two.pk).update(status=Dossier.Status.WITHDRAWN)
    response = cal.post(url("merge"), ticked(dossier=[one.pk, two.pk]))
    assert response.status_code == 409
    assert "ya no está en trámite" in text(response)


def test_what_the_board_showed_is_what_is_grouped(stand, cal, pair):
    """Somebody decided since it was opened: nothing is grouped, and the board says so (T20)."""
    one, two = pair
    page = cal.get(url("board")).content.decode()
    fields = dict(re.findall(r'name="(seen-\d+)"\s+value="(\w+)"', page))
    assert fields.keys() >= {f"seen-{one.pk}", f"seen-{two.pk}"}
    make.act(one, stand.person(Role.CAL), "approve")
    before = Decision.objects.count()
    for name, ticks in [
        ("merge", {"dossier": [one.pk, two.pk]}),
        ("split", {"item": [one.items.first().pk]}),
    ]:
        response = cal.post(url(name), {**fields, **ticks})
        assert response.status_code == 409, name
        assert f"El expediente {one.number} cambió desde que usted lo abrió." in text(response)
    assert cal.post(url("merge"), {"dossier": [one.pk, two.pk]}).status_code == 409
    assert Decision.objects.count() == before
    assert cal.post(url("merge"), ticked(dossier=[one.pk, two.pk])).status_code == 302


@pytest.mark.parametrize("strange", ["foreign", 0, -1, 10**30, "x", "1 OR 1=1", "⚠"])
def test_a_strange_or_foreign_id_is_unknown(stand, cal, strange):
    theirs = strange == "foreign"
    dossier = stand.foreign.pk if theirs else strange
    item = stand.foreign.items.first().pk if theirs else strange
    entity = stand.other.entity.pk if theirs else strange
    before = Decision.objects.count()
    own = stand.at[Stage.QUALITY]
    assert cal.post(url("merge"), {"dossier": [own.pk, dossier]}).status_code == 404
    assert cal.post(url("split"), {"item": [item]}).status_code == 404
    assert cal.get(url("board"), {"entidad": entity}).status_code == 404
    assert Decision.objects.count() == before


def test_pages_of_another_entity_or_of_two_dossiers_are_not_split(stand, cal):
    theirs = stand.foreign.items.first()
    assert cal.post(url("split"), {"item": [theirs.pk]}).status_code == 404
    two = [stand.at[stage].items.first().pk for stage in (Stage.QUALITY, Stage.PLANNING)]
    response = cal.post(url("split"), {"item": two})
    assert response.status_code == 403
    assert "un expediente por vez" in text(response)
    response = cal.post(url("split"), ticked(item=two[:1], **SURE))
    assert response.status_code == 403
    assert "Al menos una página debe quedar" in text(response)


def test_pages_that_must_travel_together_stay_and_the_board_says_why(stand, cal):
    world = stand.world
    cause = "El servicio ya no se presta."
    third = make.add_commitment(world.service, stand.person(Role.UNI), title="Tercero público")
    make.publish(world, make.submit(world, third, kind=Kind.UPDATE))
    # Every commitment in force leaves with its service; the rest of the stand is under review.
    for dossier in Dossier.objects.filter(entity=world.entity, status=Dossier.Status.OPEN):
        Dossier.objects.filter(pk=dossier.pk).update(status=Dossier.Status.WITHDRAWN)
    pages = [world.service, *commitments_in_force(world.service)]
    dossier = make.submit(world, *pages, kind=Kind.EXCLUSION, cause=cause)
    item = dossier.items.get(page_id=world.service.pk)
    response = cal.post(url("split"), ticked(item=[item.pk], **SURE))
    assert response.status_code == 403
    assert "Estas páginas deben seguir juntas" in text(response)
    assert "«Tercero público»" in text(response)
    item.refresh_from_db()
    assert item.dossier_id == dossier.pk


def test_somebody_of_two_quality_offices_chooses_the_entity(stand, client):
    user = stand.person(Role.CAL)
    RoleAssignmentFactory(role=Role.CAL, entity=stand.other.entity, user=user)
    client.force_login(user)
    shown = text(client.get(url("board"), {"entidad": stand.other.entity.pk}))
    assert stand.foreign.number in shown
    assert stand.at[Stage.QUALITY].number not in shown
    ids = [stand.at[Stage.QUALITY].pk, stand.foreign.pk]
    posted = {"dossier": ids, "entidad": stand.world.entity.pk}
    assert client.post(url("merge"), posted).status_code == 404
