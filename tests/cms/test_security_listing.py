"""«Registro de seguridad»: who reads which rows, filters that use an index, a harmless export."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.models import SecurityEvent
from cms.security.scope import may_read, readable_entities, visible_events
from entities import clock
from entities.vocabulary import Role
from tests.factories.entities import EntityFactory, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db
Kind = SecurityEvent.Kind


def person(role, entity=None, **names):
    user = UserFactory(**names)
    RoleAssignmentFactory(user=user, role=role, entity=entity)
    return user


def event(kind=Kind.REFUSED, **values):
    given = {"method": "GET", "route": "admin/pages/<int:pk>/", "status": 404, **values}
    return SecurityEvent.objects.create(kind=kind, **given)


@pytest.fixture
def log():
    """Two entities with an editor and an auditor each, and rows of all of them."""

    class Log:
        own, foreign = EntityFactory(short_name="PROPIA"), EntityFactory(short_name="AJENA")
        editor = person(Role.UNI, own, first_name="Ana", last_name="Suárez", username="asuarez")
        stranger = person(Role.UNI, foreign, first_name="Luis", last_name="Canario")
        auditor = person(Role.AUD, own)
        admin = person(Role.ADM)
        rows = {
            "own": event(user_id=editor.pk, entity_id=own.pk, address="203.0.113.7"),
            "foreign": event(user_id=stranger.pk, entity_id=foreign.pk, ids={"pk": 4711}),
            "nobody": event(Kind.SIGN_IN_FAILED, address="2001:db8::7", status=200),
            "role": event(
                Kind.ROLE_CHANGED, user_id=admin.pk, about_id=editor.pk, entity_id=own.pk
            ),
            "old": event(
                user_id=editor.pk,
                entity_id=own.pk,
                at=datetime(2026, 1, 5, 23, 30, tzinfo=clock.ZONE),
            ),
        }

        def names(self, response):
            """Which of the rows an answer holds."""
            shown = {row.event.pk for row in response.context["table"].data}
            return {name for name, row in self.rows.items() if row.pk in shown}

    return Log()


@pytest.fixture
def ask(client, log):
    def read(user, **query):
        client.force_login(user)
        return client.get(reverse("carta_security:index"), query)

    return read


OTHERS = [role for role in Role if role not in (Role.AUD, Role.ADM)]


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("name", ["index", "index_results"])
def test_nobody_else_reads_it_nor_sees_the_way(client, log, role, name):
    user = person(role, None if role.value.startswith("mdt") else log.own)
    client.force_login(user)
    response = client.get(reverse(f"carta_security:{name}"), {"export": "csv"})
    assert response.status_code == 403
    assert "Canario" not in response.content.decode()
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("carta_security:index") not in home
    assert not may_read(user)
    assert not visible_events(user).exists()


def test_strangers_are_sent_to_the_door(client, log):
    response = client.get(reverse("carta_security:index"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("wagtailadmin_login"))


def test_the_platform_reads_all_of_it(log, ask):
    response = ask(log.admin)
    assert response.status_code == 200
    assert log.names(response) == set(log.rows)
    assert "Luis Canario" in response.content.decode()


def test_audit_reads_its_own_entity_only(log, ask):
    response = ask(log.auditor)
    assert log.names(response) == {"own", "role", "old"}
    body = response.content.decode()
    for hidden in ("Canario", "AJENA", "4711", "2001:db8::7"):
        assert hidden not in body
    assert list(readable_entities(log.auditor)) == [log.own]


def test_an_ended_audit_reads_nothing_from_the_next_request_on(log, ask):
    assert ask(log.auditor).status_code == 200
    log.auditor.role_assignments.update(ends_on=clock.today() - timedelta(days=1))
    response = ask(log.auditor)
    assert response.status_code == 302, "without any role there is no admin left"
    assert not may_read(response.wsgi_request.user)


FILTERS = [
    ({"kind": [Kind.REFUSED]}, {"own", "foreign", "old"}),
    ({"kind": [Kind.ROLE_CHANGED, Kind.SIGN_IN_FAILED]}, {"role", "nobody"}),
    ({"person": "asuarez"}, {"own", "old", "role"}),
    ({"person": "ana  suárez"}, {"own", "old", "role"}),
    ({"person": "Nadie"}, set()),
    ({"address": "203.0.113.7"}, {"own"}),
    ({"address": "2001:DB8:0:0::7"}, {"nobody"}),
    ({"at_from": "2026-01-05", "at_to": "2026-01-05"}, {"old"}),
    ({"at_to": "2026-01-04"}, set()),
    ({"kind": [Kind.REFUSED], "address": "2001:db8::7"}, set()),
]


@pytest.mark.parametrize(("query", "found"), FILTERS, ids=[str(row[0]) for row in FILTERS])
def test_filters(log, ask, query, found):
    assert log.names(ask(log.admin, **query)) == found


def test_the_filter_by_entity_is_the_platforms(log, ask):
    assert log.names(ask(log.admin, entity=log.foreign.pk)) == {"foreign"}
    ignored = ask(log.auditor, entity=log.foreign.pk)
    assert log.names(ignored) == {"own", "role", "old"}
    assert "id_entity" not in ignored.content.decode()


STRANGE = [
    {"kind": "no-existe"},
    {"address": "203.0.113"},
    {"address": "' OR 1=1"},
    {"person": "\x00"},
    {"person": "%" * 300},
    {"at_from": "ayer"},
    {"at_from": "9999-12-31"},
    {"entity": 10**30},
    {"entity": "x"},
    {"p": "-1"},
    {"p": "⚠"},
    {"ordering": "user_id"},
    {"export": "exe"},
    {"ids__password": "a"},
]


@pytest.mark.parametrize("query", STRANGE, ids=[str(query)[:40] for query in STRANGE])
def test_a_strange_address_is_never_an_error_nor_a_leak(log, ask, query):
    response = ask(log.auditor, **query)
    assert response.status_code == 200
    assert log.names(response) <= {"own", "role", "old"}


def test_a_page_costs_the_same_however_long_the_log(log, ask):
    ask(log.admin)
    with CaptureQueriesContext(
        connection,
    ) as few:
        ask(log.admin)
    people = [UserFactory() for _ in range(60)]
    SecurityEvent.objects.bulk_create(
        SecurityEvent(kind=Kind.SIGNED_IN, method="POST", status=302, user_id=one.pk)
        for one in people
        for _n in range(5)
    )
    with CaptureQueriesContext(connection) as many:
        response = ask(log.admin)
    assert len(list(response.context["table"].data)) == 50
    assert len(many) <= len(few)


INDEXED = [
    ({}, "security_at"),
    ({"kind": Kind.REFUSED}, "security_of_kind"),
    ({"user_id": 7}, "security_of_user"),
    ({"about_id": 7}, "security_about"),
    ({"entity_id": 7}, "security_of_entity"),
    ({"address": "203.0.113.7"}, "security_of_address"),
    ({"at__gte": datetime(2026, 1, 1, tzinfo=clock.ZONE)}, "security_at"),
]


@pytest.mark.parametrize(("where", "index"), INDEXED, ids=[row[1] for row in INDEXED])
def test_every_filter_has_its_index_and_no_sorting(where, index):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = SecurityEvent.objects.filter(**where).order_by("-at", "-pk")[:50].explain()
    assert index in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan, plan


def test_the_export_holds_the_same_rows_runs_no_formula_and_is_written_down(log, ask):
    log.editor.first_name = "=HYPERLINK(1)"
    log.editor.save()
    response = ask(log.auditor, export="csv", kind=Kind.REFUSED)
    assert response.streaming
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["Fecha y hora"] for row in found][-1] == "05/01/2026 23:30:00"
    assert {row["Persona"] for row in found} == {"'=HYPERLINK(1) Suárez (asuarez)"}
    assert "Canario" not in text
    (exported,) = SecurityEvent.objects.filter(kind=Kind.EXPORTED)
    assert (exported.user_id, exported.entity_id) == (log.auditor.pk, log.own.pk)
    assert exported.route == "admin/registro-de-seguridad/"


def test_the_export_reads_in_batches(log, ask):
    SecurityEvent.objects.bulk_create(
        SecurityEvent(kind=Kind.SIGNED_IN, method="POST", status=302, user_id=log.editor.pk)
        for _n in range(1200)
    )
    with CaptureQueriesContext(connection) as queries:
        lines = list(ask(log.admin, export="csv").streaming_content)
    assert len(lines) == 2 + SecurityEvent.objects.exclude(kind=Kind.EXPORTED).count() + 1
    assert len(queries) < 40


def test_a_removed_account_keeps_its_number(log, ask):
    gone = event(user_id=999_999, entity_id=log.own.pk)
    body = ask(log.auditor).content.decode()
    assert f"Cuenta eliminada n.º {gone.user_id}" in body


def test_the_newest_come_first_and_the_oldest_when_asked(log, ask):
    def order(**query):
        return [row.event.at for row in ask(log.admin, **query).context["table"].data]

    assert order() == sorted(order(), reverse=True)
    assert order(ordering="at") == sorted(order())
    assert order(ordering="at")[0].date() == date(2026, 1, 6)
    assert timezone.is_aware(order()[0])


def test_everything_on_the_screen_is_spanish(log, ask):
    body = ask(log.admin).content.decode()
    for label in (
        "Registro de seguridad",
        "Fecha y hora",
        "Dirección de red",
        "Acción rechazada",
        "Descargar CSV",
        "Persona: nombre o cuenta",
        "Rol dado, cambiado o terminado",
    ):
        assert label in body, label


def test_whoever_acts_on_their_own_account_is_named_once(log, ask):
    event(Kind.RECOVERY_USED, user_id=log.editor.pk, about_id=log.editor.pk)
    body = ask(log.admin, kind=Kind.RECOVERY_USED).content.decode()
    assert "Ana Suárez" in body
    assert "→" not in body
    assert "→" in ask(log.admin, kind=Kind.ROLE_CHANGED).content.decode()


def test_an_empty_log_says_what_will_be_here(client):
    client.force_login(person(Role.AUD, EntityFactory()))
    body = client.get(reverse("carta_security:index")).content.decode()
    assert "Todavía no hay nada anotado" in body
    body = client.get(reverse("carta_security:index"), {"address": "203.0.113.7"})
    assert "Nada coincide" in body.content.decode()


@pytest.mark.parametrize("query", [{"address": "zzz"}, {"at_from": "zz"}, {"at_to": "2026-13-40"}])
def test_a_filter_that_cannot_be_read_does_not_say_that_nothing_happened(log, ask, query):
    body = ask(log.auditor, **query).content.decode()
    assert "Todavía no hay nada anotado" not in body
    assert "Nada coincide" in body


def test_the_foot_counts_facts_in_the_plural(log, ask):
    for _n in range(60):
        event(user_id=log.editor.pk, entity_id=log.own.pk)
    body = ask(log.auditor).content.decode()
    assert "63 hechos de seguridad" in body
