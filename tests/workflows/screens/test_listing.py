"""«Expedientes»: own scope, filters, search, and an export that is harmless to open."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entities import clock
from entities.vocabulary import Role
from tests.factories.entities import UserFactory
from tests.workflows.screens.test_home import pile_up
from workflows.models import Dossier, DossierItem
from workflows.screens.scope import visible_dossiers
from workflows.stages import Stage


def listed(response):
    """Numbers in the rows; the search box and the links of the pager repeat what was asked."""
    return set(re.findall(r">\s*(EXP-[\w-]+)\s*<", html.unescape(response.content.decode())))


def numbers(dossiers):
    return {dossier.number for dossier in dossiers}


@pytest.fixture
def ask(stand, client):
    def read(role, rows_only=False, **query):
        client.force_login(stand.world.people.get(role) or UserFactory(superuser=True))
        name = "index_results" if rows_only else "index"
        response = client.get(reverse(f"carta_workflows:{name}"), query)
        assert response.status_code == 200
        return response

    return read


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_their_own_scope(stand, ask, role):
    response = ask(role)
    user = response.wsgi_request.user
    assert listed(response) == numbers(visible_dossiers(user)), role
    if role not in (Role.ADM, Role.MDT_CONTROL):
        assert stand.foreign.number not in listed(response)


def test_the_rows_without_furniture_hold_the_same(stand, client):
    client.force_login(stand.person(Role.CAL))
    whole = client.get(reverse("carta_workflows:index"))
    rows = client.get(reverse("carta_workflows:index_results"))
    assert listed(whole) == listed(rows)
    assert b"<html" not in rows.content


def test_filters_by_stage_status_kind_and_turn(stand, ask):
    assert listed(ask(Role.CAL, stage=Stage.AUTHORITY)) == {stand.at[Stage.AUTHORITY].number}
    published = Dossier.objects.filter(status=Dossier.Status.PUBLISHED, entity=stand.world.entity)
    assert listed(ask(Role.CAL, status="published")) == numbers(published)
    first = Dossier.objects.filter(kind="primera", entity=stand.world.entity)
    assert listed(ask(Role.CAL, kind="primera")) == numbers(first)
    assert listed(ask(Role.PLAN, show="waiting")) == {stand.at[Stage.PLANNING].number}
    late = stand.at[Stage.PLANNING]
    Dossier.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=1))
    assert listed(ask(Role.UNI, show="late")) == {late.number}
    assert stand.returned.number in listed(ask(Role.UNI, show="sent"))
    assert listed(ask(Role.AUD, show="sent")) == set()


def test_whoever_reads_one_entity_is_not_asked_which(stand, ask):
    assert "id_entity" not in ask(Role.CAL).content.decode()
    assert "id_entity" in ask(Role.MDT_CONTROL).content.decode()
    both = ask(Role.ADM, entity=stand.other.entity.pk)
    assert listed(both) == numbers(Dossier.objects.filter(entity=stand.other.entity))
    ignored = ask(Role.CAL, entity=stand.other.entity.pk)
    assert stand.foreign.number not in listed(ignored)


@pytest.mark.parametrize(
    "query",
    [
        {"stage": "no-existe"},
        {"status": "x' OR 1=1"},
        {"entity": "no"},
        {"entity": 10**30},
        {"show": "../../etc"},
        {"p": "⚠"},
        {"p": "-1"},
        {"ordering": "entity__users__password"},
        {"q": "%" * 300},
        {"q": "\x00"},
        {"export": "exe"},
        {"opened_by__password__startswith": "a"},
    ],
)
def test_a_strange_address_is_never_an_error_nor_a_leak(stand, ask, query):
    response = ask(Role.CAL, **query)
    assert stand.foreign.number not in listed(response)


def test_search_finds_number_title_and_oficio(stand, ask):
    wanted = stand.at[Stage.CONTROL]
    assert listed(ask(Role.CAL, rows_only=True, q=wanted.number[-4:])) >= {wanted.number}
    assert listed(ask(Role.CAL, rows_only=True, q="Compromiso devuelto")) == {stand.returned.number}
    DossierItem.objects.filter(dossier=wanted).update(title="Título irrepetible")
    assert listed(ask(Role.CAL, rows_only=True, q="irrepetible")) == {wanted.number}
    Dossier.objects.filter(pk=wanted.pk).update(remission_oficio="OF-77-X")
    assert listed(ask(Role.CAL, rows_only=True, q="of-77-x")) == {wanted.number}
    assert stand.foreign.number not in listed(ask(Role.CAL, rows_only=True, q=stand.foreign.number))


def test_the_export_holds_the_same_rows_and_runs_no_formula(stand, ask):
    hostile = '=HYPERLINK("http://malo.example","clic")'
    DossierItem.objects.filter(dossier=stand.returned).update(title=hostile)
    response = ask(Role.CAL, export="csv")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert rows[0][:3] == ["Número", "Entidad", "Clase"]
    own = visible_dossiers(response.wsgi_request.user)
    assert {row[0] for row in rows[1:]} == numbers(own)
    cell = next(row for row in rows if row[0] == stand.returned.number)[3]
    assert cell == "'" + hostile
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert stand.foreign.number not in body


def test_the_export_follows_the_filter(stand, ask):
    response = ask(Role.CAL, export="csv", stage=Stage.AUTHORITY)
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(body))][1:] == [
        stand.at[Stage.AUTHORITY].number
    ]


def test_the_list_costs_the_same_however_long(stand, client, django_assert_num_queries):
    client.force_login(stand.person(Role.CAL))
    address = reverse("carta_workflows:index")
    pile_up(stand.at[Stage.QUALITY], 30)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    pile_up(stand.at[Stage.QUALITY], 200, prefix="MAS")
    with django_assert_num_queries(len(few)):
        client.get(address)
