"""The trace on a screen: read by those who audit, each their own entity's, and by the platform."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entities.vocabulary import Role
from tests.factories.entities import UserFactory, person_with
from workflows.models import ChainHead, TraceEntry

pytestmark = pytest.mark.django_db
URL = "carta_workflows:trace"


def test_an_auditor_reads_the_entries_of_the_entity_and_no_others(stand, client):
    client.force_login(stand.person(Role.AUD))
    shown = client.get(reverse(URL)).content.decode()
    assert ChainHead.objects.get().hash in shown
    for entry in TraceEntry.objects.filter(entity_id=stand.world.entity.pk).order_by("-pk")[:50]:
        assert f'title="{entry.hash}"' in shown
    for entry in TraceEntry.objects.filter(entity_id=stand.other.entity.pk):
        assert f'title="{entry.hash}"' not in shown
    assert stand.foreign.number not in shown


def test_the_platform_reads_all_of_it(stand, client):
    newest = TraceEntry.objects.order_by("-pk").first()
    for person in (person_with(Role.ADM), UserFactory(superuser=True)):
        client.force_login(person)
        assert f'title="{newest.hash}"' in client.get(reverse(URL)).content.decode()


@pytest.mark.parametrize(
    "role", [Role.UNI, Role.CAL, Role.PLAN, Role.MAX, Role.COM, Role.TER, Role.MDT_CONTROL]
)
def test_nobody_else_reads_it_nor_finds_it_in_the_menu(stand, client, role):
    client.force_login(stand.person(role))
    refused = client.get(reverse(URL))
    assert refused.status_code == 403
    assert "Auditoría" in refused.content.decode()
    assert f'"{reverse(URL)}"' not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_list_asks_as_much_for_one_entry_as_for_a_page_of_them(stand, client, monkeypatch):
    client.force_login(stand.person(Role.AUD))

    def cost(size):
        monkeypatch.setattr("workflows.views.trace.A_PAGE", size)
        client.get(reverse(URL))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse(URL))
        return len(queries)

    assert cost(50) <= cost(1) + 1


@pytest.mark.parametrize("page", ["0", "-1", "999999", "x", "1\x00"])
def test_a_strange_page_number_shows_some_page(stand, client, page):
    client.force_login(stand.person(Role.AUD))
    assert client.get(reverse(URL), {"p": page}).status_code == 200
