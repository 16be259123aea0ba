"""Doors are closed to whoever tries many, and to nobody else (T63)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cms.entrance import counting, rules
from cms.entrance.rules import NO_WAIT, PAUSE, Tries
from cms.models import EntranceTry, SecurityEvent

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RIGHT = "una frase larga 7"
OFFICE = "190.1.1.1"


def tries(count, accounts=1, minutes=10):
    then = NOW - timedelta(minutes=minutes)
    return Tries(count, accounts, then, then)


NOTHING = Tries()
LONG_SINCE = tries(50, 1, 2)
JUST_NOW = Tries(50, 1, NOW - timedelta(minutes=9), NOW - timedelta(seconds=20))


@pytest.mark.parametrize(
    ("of_address", "of_account", "of_browser", "minutes"),
    [
        (NOTHING, NOTHING, None, 0),
        # An office of five hundred: twenty people mistype twice each and go for a coffee.
        (tries(40, 20), tries(2), None, 0),
        (tries(60, 29), NOTHING, None, 0),
        # One address, two passwords on each account.
        (tries(60, 30), NOTHING, None, 5),
        (tries(100, 25), NOTHING, None, 5),
        (tries(99, 25), NOTHING, None, 0),
        # Almost forgotten: never less than a minute.
        (tries(60, 30, 14.9), NOTHING, None, 1),
        # One account from everywhere: a try a minute, and never longer.
        (NOTHING, tries(19), None, 0),
        (NOTHING, LONG_SINCE, None, 0),
        (NOTHING, JUST_NOW, None, 40 / 60),
        # Where the person entered before, what others do does not count.
        (tries(500, 400), JUST_NOW, NOTHING, 0),
        (tries(500, 400), JUST_NOW, tries(4), 0),
        (NOTHING, NOTHING, tries(5), 5),
    ],
)
def test_how_long_a_person_waits_before_a_password_is_looked_at(
    of_address, of_account, of_browser, minutes
):
    wait = rules.before_sign_in(NOW, of_address, of_account, of_browser)
    assert wait == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("of_address", "of_account", "minutes"),
    [
        (NOTHING, NOTHING, 0),
        (tries(29, 29), tries(2), 0),
        (tries(30, 30), NOTHING, 50),
        (tries(3), tries(3), 50),
    ],
)
def test_how_long_before_another_letter(of_address, of_account, minutes):
    assert rules.before_letter(NOW, of_address, of_account) == timedelta(minutes=minutes)


def test_how_long_before_another_link():
    assert rules.before_link(NOW, tries(29, 0)) == NO_WAIT
    assert rules.before_link(NOW, tries(30, 0)) == timedelta(minutes=5)
    assert rules.before_link(NOW, tries(30, 0, 15)) == PAUSE


@pytest.mark.parametrize(
    ("proxies", "connection", "forwarded", "network"),
    [
        (0, "190.1.1.1", "6.6.6.6", "190.1.1.1"),
        (1, "10.0.0.1", "6.6.6.6, 190.1.1.1", "190.1.1.1"),
        (2, "10.0.0.1", "6.6.6.6, 190.1.1.1, 10.0.0.2", "190.1.1.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (0, "2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::/64"),
        (0, "2001:db8:1:2:bbbb::9", "", "2001:db8:1:2::/64"),
        (0, "::ffff:190.1.1.1", "", "190.1.1.1"),
        (0, "", "190.1.1.1", ""),
    ],
)
def test_which_address_is_counted(rf, settings, proxies, connection, forwarded, network):
    settings.CARTA_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR=connection, headers={"x-forwarded-for": forwarded})
    assert counting.network_of(request) == network


def test_an_account_is_the_same_however_it_is_written():
    assert counting.account_mark(" RC-Unidad ") == counting.account_mark("rc-unidad")
    assert counting.account_mark("rc-unidad") != counting.account_mark("rc-calidad")
    assert len(counting.account_mark("\ud800\x00" * 9000)) == 64


@pytest.fixture
def person(db, settings):
    settings.AXES_ENABLED = True
    return get_user_model().objects.create_superuser("una", "una@ejemplo.gob.ec", RIGHT)


def enter(client, username="una", password="equivocada", address=OFFICE):
    data = {"username": username, "password": password}
    return client.post(reverse("wagtailadmin_login"), data, REMOTE_ADDR=address)


def failed(number, account="", network="10.9.9.9", kind="sign_in", minutes=1):
    """Tries that were made from elsewhere."""
    at = timezone.now() - timedelta(minutes=minutes)
    EntranceTry.objects.bulk_create(
        EntranceTry(
            kind=kind,
            network=network,
            account=account or counting.account_mark(f"cuenta-{n}"),
            at=at,
        )
        for n in range(number)
    )


def test_spraying_from_one_address_is_stopped_and_said_once_in_the_log(client, person):
    failed(29, network=OFFICE)
    assert enter(client, "otra").status_code == 200
    for _ in range(3):
        refused = enter(client, "una", RIGHT)
        assert refused.status_code == 429
    assert 60 <= int(refused.headers["Retry-After"]) <= 15 * 60
    assert "Demasiados intentos desde este lugar" in refused.content.decode()
    assert EntranceTry.objects.count() == 30
    assert SecurityEvent.objects.filter(kind=SecurityEvent.Kind.LOCKED_OUT).count() == 1
    assert enter(client, "una", RIGHT, address="190.1.1.2").status_code == 302


def test_after_a_quarter_of_an_hour_the_address_may_try_again(client, person):
    failed(80, network=OFFICE, minutes=16)
    assert enter(client, "una", RIGHT).status_code == 302


def test_whoever_enters_in_the_end_did_not_try_doors(client, person):
    enter(client)
    assert EntranceTry.objects.count() == 1
    assert enter(client, password=RIGHT).status_code == 302
    assert not EntranceTry.objects.exists()


def test_an_account_tried_from_everywhere_is_slowed_down_and_not_locked(client, person):
    mark = counting.account_mark("una")
    failed(20, mark, minutes=0)
    refused = enter(client, "una", RIGHT)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    EntranceTry.objects.update(at=timezone.now() - timedelta(seconds=61))
    assert enter(client, "una", RIGHT).status_code == 302


def test_in_a_browser_where_the_person_entered_nobody_locks_them_out(client, person):
    """Neither an attack from everywhere, nor a colleague behind the same address."""
    assert enter(client, "una", RIGHT).status_code == 302
    client.post(reverse("wagtailadmin_logout"))
    stranger = type(client)()
    locked = [enter(stranger).status_code for _ in range(7)]
    assert locked[-1] == 429
    failed(150, network=OFFICE, minutes=0)
    failed(50, counting.account_mark("una"), minutes=0)
    assert enter(stranger, "una", RIGHT).status_code == 429
    assert enter(client, "una", RIGHT).status_code == 302


def test_a_known_browser_has_five_tries_of_its_own(client, person, monkeypatch):
    enter(client, "una", RIGHT)
    client.post(reverse("wagtailadmin_logout"))
    looked = []
    model = get_user_model()
    monkeypatch.setattr(model, "check_password", lambda self, raw: looked.append(raw) or False)
    answers = [enter(client).status_code for _ in range(30)]
    assert answers[-1] == 429
    assert len(looked) == rules.FAILURES_OF_A_BROWSER


def test_the_mark_of_a_browser_is_of_one_person_and_cannot_be_made(client, person, settings):
    enter(client, "una", RIGHT)
    kept = client.cookies[settings.CARTA_KNOWN_COOKIE_NAME]
    assert kept["httponly"]
    assert "una" not in kept.value.partition(".")[0]
    failed(40, network=OFFICE)
    assert enter(client, "otra").status_code == 429
    forged = type(client)()
    forged.cookies[settings.CARTA_KNOWN_COOKIE_NAME] = kept.value[:-3] + "abc"
    assert enter(forged, "una", RIGHT).status_code == 429


@pytest.mark.parametrize("mailbox", ["una@ejemplo.gob.ec", "nadie@ejemplo.gob.ec"])
def test_letters_are_counted_alike_for_known_and_unknown_mailboxes(client, person, mailbox):
    where = reverse("wagtailadmin_password_reset")
    answers = [client.post(where, {"email": mailbox}).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 429, 429]
    assert len(mail.outbox) == (3 if mailbox.startswith("una") else 0)
    assert client.get(where).status_code == 200


def test_many_mailboxes_from_one_address_are_stopped(client, person):
    failed(30, network="127.0.0.1", kind="letter")
    answer = client.post(reverse("wagtailadmin_password_reset"), {"email": "x@ejemplo.gob.ec"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 60


@pytest.mark.parametrize(
    ("name", "args", "status"),
    [
        ("carta_joining:accept", ["00000000-0000-4000-8000-000000000000", "x"], 404),
        ("wagtailadmin_password_reset_confirm", ["MQ", "x-y"], 200),
    ],
)
def test_links_that_open_nothing_are_counted(client, person, name, args, status):
    where = reverse(name, args=args)
    assert client.get(where).status_code == status
    assert EntranceTry.objects.get().kind == EntranceTry.Kind.LINK
    failed(rules.LINKS_OF_AN_ADDRESS - 1, network="127.0.0.1", kind="link")
    assert client.get(where).status_code == 429
    assert client.get(where, REMOTE_ADDR="10.1.1.1").status_code == status


def test_old_tries_are_forgotten(person):
    failed(3, minutes=61)
    failed(2, network="10.3.3.3", minutes=5)
    assert "3" in counting.forget_old(timezone.now().date())
    assert EntranceTry.objects.count() == 2


def test_what_an_address_did_before_is_found_by_an_index(db):
    """Every failure forgets the old ones of its address: also in the middle of an attack."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    old = EntranceTry.objects.filter(network=OFFICE, at__lt=NOW - rules.LETTER_WINDOW)
    assert "entrance_of_address" in old.explain()
