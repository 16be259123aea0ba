"""The communications screen: who sees the papers of a carta, and that they are all there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entities.roles import Role
from reports.papers import PAPERS
from tests.carta_pages.public import world as making
from tests.factories.entities import PointFactory, RoleAssignmentFactory, provision_entity

pytestmark = pytest.mark.django_db

MAY = [Role.COM, Role.CAL, Role.AUD]
MAY_NOT = [Role.UNI, Role.TER, Role.PLAN, Role.MAX, Role.STAFF]


def sign_in(client, entity, role):
    user = RoleAssignmentFactory(entity=entity, role=role).user
    client.force_login(user)
    return user


def screens(world):
    return [
        reverse("reports_papers", args=[world.carta.pk]),
        reverse("reports_preview", args=[world.carta.pk, "triptico"]),
        reverse("reports_preview", args=[world.commitment.pk, "afiche-a4"]),
    ]


@pytest.mark.parametrize("role", MAY)
def test_communications_quality_and_audit_see_the_papers(client, world, role):
    sign_in(client, world.entity, role)
    listed = client.get(reverse("reports_communications"))
    assert listed.status_code == 302
    assert listed["Location"] == screens(world)[0]
    assert [client.get(screen).status_code for screen in screens(world)] == [200, 200, 200]


@pytest.mark.parametrize("role", MAY_NOT)
def test_others_of_the_entity_do_not(client, world, role):
    sign_in(client, world.entity, role)
    assert client.get(reverse("reports_communications")).status_code == 403
    assert {client.get(screen).status_code for screen in screens(world)} == {404}


@pytest.mark.parametrize("role", MAY)
def test_another_entity_s_papers_do_not_exist(client, world, role):
    other = making.build("SRI", "sri")
    sign_in(client, other.entity, role)
    assert {client.get(screen).status_code for screen in screens(world)} == {404}
    unknown = client.get(reverse("reports_papers", args=[10**6]))
    foreign = client.get(screens(world)[0])
    assert unknown.content == foreign.content


def test_nobody_in_particular_is_asked_who_they_are(client, world):
    for screen in screens(world):
        assert client.get(screen).status_code == 302


def test_every_paper_is_one_click_away(client, world):
    point = PointFactory(entity=world.entity, name="Agencia única")
    sign_in(client, world.entity, Role.COM)
    html = client.get(screens(world)[0]).content.decode()
    base, promise = "/registro-civil/", "/registro-civil/cedula/cedula-en-35-minutos/"
    for paper in PAPERS:
        root = base if paper.page_type is type(world.carta) else promise
        assert f'href="{root}{paper.word}"' in html
        assert str(paper.label) in html
    assert f'href="{base}carta-local/{point.uuid}.pdf"' in html
    assert f"&lt;iframe src=&quot;http://testserver{base}incrustar/&quot;" in html
    assert f"&lt;iframe src=&quot;http://testserver{promise}incrustar/&quot;" in html
    assert "versión 1" in html


def test_a_preview_is_a_picture(client, world):
    sign_in(client, world.entity, Role.COM)
    response = client.get(screens(world)[1])
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert client.get(reverse("reports_preview", args=[world.carta.pk, "nada"])).status_code == 404
    assert (
        client.get(reverse("reports_preview", args=[world.service.pk, "carta"])).status_code == 404
    )


def test_promises_and_windows_have_a_picture_too(client, world):
    point = PointFactory(entity=world.entity, name="Agencia única")
    other = PointFactory(name="De otra entidad")
    sheet = reverse("reports_sheet", args=[world.carta.pk, point.uuid])
    assert client.get(sheet).status_code == 302
    sign_in(client, world.entity, Role.COM)
    html = client.get(screens(world)[0]).content.decode()
    assert f'src="{sheet}"' in html
    assert f'src="{screens(world)[2]}"' in html
    assert client.get(sheet).content.startswith(b"\x89PNG")
    foreign = reverse("reports_sheet", args=[world.carta.pk, other.uuid])
    assert client.get(foreign).status_code == 404
    sign_in(client, making.build("SRI", "sri").entity, Role.COM)
    assert client.get(sheet).status_code == 404


def test_a_carta_never_published_says_so(client, world):
    entity = provision_entity(name="Nueva", short_name="N", slug="nueva")
    entity.refresh_from_db()
    sign_in(client, entity, Role.COM)
    html = client.get(reverse("reports_papers", args=[entity.root_page_id])).content.decode()
    assert "todavía no tiene una versión publicada" in html


def test_more_promises_ask_no_more_questions(client, world):
    sign_in(client, world.entity, Role.COM)
    PointFactory(entity=world.entity)

    def asked():
        client.get(screens(world)[0])
        with CaptureQueriesContext(connection) as captured:
            client.get(screens(world)[0])
        return len(captured)

    few = asked()
    for number in range(4):
        service = making.add_service(world.carta, f"Servicio {number}", f"s-{number}", world.unit)
        making.publish(service, making.add_commitment(service, "Otro", "otro"), light=True)
        PointFactory(entity=world.entity, name=f"Agencia {number}")
    assert asked() == few
