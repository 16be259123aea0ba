"""The embedded database ships with the settings that lose nothing (T23)."""

import threading
import time

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections, transaction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own settings")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 20_000)],
)
def test_every_connection_is_opened_as_shipped(pragma, value):
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone()[0] == value


def test_a_transaction_takes_its_turn_at_once():
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert not connection.settings_dict["ATOMIC_REQUESTS"]


def test_eight_writers_at_once_all_get_their_turn():
    """Read, think, write: the pattern that loses with SQLite's defaults."""
    user = get_user_model().objects.create(username="cuenta", first_name="0")
    errors = []

    def count():
        try:
            for _ in range(10):
                with transaction.atomic():
                    row = get_user_model().objects.get(pk=user.pk)
                    time.sleep(0.001)
                    row.first_name = str(int(row.first_name) + 1)
                    row.save()
        except Exception as error:  # noqa: BLE001  (whatever it is, the test must see it)
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    user.refresh_from_db()
    assert errors == []
    assert user.first_name == "80"
