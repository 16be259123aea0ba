"""/salud/ tells people and monitors whether the installation does its work (DESIGN §5)."""

from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from cms import health
from workflows import triggers
from workflows.models import Notice, PublishedHead

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _read_migrations_again(monkeypatch):
    monkeypatch.setattr(health._Pending, "read_at", float("-inf"))


@pytest.fixture
def daily_ran():
    return PublishedHead.objects.create(day=timezone.localdate(), count=0, hash="0" * 64)


def _ask(client, **headers):
    response = client.get("/salud/", headers=headers)
    found = {one["key"]: one for one in response.json()["comprobaciones"]}
    return response, found


def test_a_healthy_installation_answers_200(client, daily_ran):
    response, found = _ask(client)
    assert response.status_code == 200
    assert response.json()["estado"] == "bien"
    assert {one["state"] for one in found.values()} == {"bien"}
    assert set(found) == {"database", "migrations", "guards", "daily", "outbox", "space"}
    assert "no-store" in response.headers["Cache-Control"]


def test_people_get_a_page(client, daily_ran):
    response = client.get("/salud/", headers={"accept": "text/html,*/*"})
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Todo funciona" in response.content.decode()
    assert "Accept" in response.headers["Vary"]


def test_without_its_database_it_answers_503_and_still_answers(client, monkeypatch):
    def gone(*args, **kwargs):
        raise DatabaseError("could not connect to secret-host")

    monkeypatch.setattr(connection, "cursor", gone)
    response, found = _ask(client)
    assert response.status_code == 503
    assert found["database"]["state"] == "falla"
    assert set(found) == {"database", "space"}
    assert "secret-host" not in response.content.decode()


def test_a_pending_migration_answers_503(client, daily_ran, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, leaves: [1, 2])
    response, found = _ask(client)
    assert response.status_code == 503
    assert found["migrations"]["detail"] == "Faltan por aplicar 2 cambios."


def test_a_missing_guard_answers_503(client, daily_ran):
    with triggers.lifted():
        response, found = _ask(client)
    assert response.status_code == 503
    assert found["guards"]["state"] == "falla"
    assert _ask(client)[0].status_code == 200


@pytest.mark.parametrize(("days", "state"), [(0, "bien"), (2, "bien"), (3, "aviso")])
def test_daily_work_left_undone_is_a_warning(client, days, state):
    day = timezone.localdate() - timedelta(days=days)
    PublishedHead.objects.create(day=day, count=0, hash="0" * 64)
    response, found = _ask(client)
    assert response.status_code == 200
    assert found["daily"]["state"] == response.json()["estado"] == state


def test_daily_work_never_done_is_a_warning(client):
    assert _ask(client)[1]["daily"]["state"] == "aviso"


@pytest.mark.parametrize(
    ("hours", "mail", "state"),
    [
        (1, Notice.Mail.PENDING, "bien"),
        (25, Notice.Mail.PENDING, "aviso"),
        (25, Notice.Mail.FAILED, "bien"),
        (25, Notice.Mail.SENT, "bien"),
    ],
)
def test_mail_that_waits_a_day_is_a_warning(client, daily_ran, hours, mail, state):
    Notice.objects.create(
        recipient_id=1,
        key="k",
        subject="s",
        body="b",
        mail=mail,
        created_at=timezone.now() - timedelta(hours=hours),
    )
    assert _ask(client)[1]["outbox"]["state"] == state


def test_a_full_disk_is_a_warning(client, daily_ran, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: Usage(100, 99, 1))
    assert _ask(client)[1]["space"]["state"] == "aviso"


def test_it_costs_few_queries(client, daily_ran, django_assert_max_num_queries):
    _ask(client)
    with django_assert_max_num_queries(8):
        _ask(client)


def test_nothing_is_changed_by_asking(client):
    assert client.post("/salud/").status_code == 405
