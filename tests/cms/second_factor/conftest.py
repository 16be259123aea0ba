"""People with a phone in their pocket, and a clock that the test moves."""

import re
import time
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from cms.second_factor import codes, sealing, services
from entities.vocabulary import Role
from tests.factories.entities import PASSWORD, EntityFactory, person_with

HOME = "/admin/"
VERIFY, ENROL = "/admin/segundo-factor/codigo/", "/admin/segundo-factor/activar/"


def url(name):
    return reverse(f"carta_factor:{name}")


class Phone:
    """What an authenticator application does with a key."""

    def __init__(self, secret, clock):
        self.secret, self.clock = secret, clock

    def code(self, steps=0):
        totp = TOTP(self.secret)
        totp.time = self.clock.now + steps * codes.STEP_SECONDS
        return f"{totp.token():06d}"

    def wrong(self):
        """Six digits that no step near now has."""
        near = {self.code(steps) for steps in (-1, 0, 1)}
        return next(f"{n:06d}" for n in range(10) if f"{n:06d}" not in near)


@pytest.fixture
def clock(monkeypatch):
    """Time as the codes see it."""
    found = SimpleNamespace(now=float(int(time.time())))
    monkeypatch.setattr(codes, "time", SimpleNamespace(time=lambda: found.now))
    return found


def next_step(clock):
    clock.now += codes.STEP_SECONDS


@pytest.fixture
def with_phone(clock):
    """Gives a person a factor; answers their phone and their recovery codes."""

    def giving(user):
        offered = services.offer(user)
        phone = Phone(offered.secret, clock)
        recovery = services.enrol(user, offered, phone.code())
        assert recovery
        next_step(clock)
        return SimpleNamespace(phone=phone, recovery=recovery, user=user)

    return giving


@pytest.fixture
def decider(db):
    return person_with(Role.PLAN, EntityFactory())


@pytest.fixture
def reader(db):
    """Somebody of the same house who decides nothing."""
    return person_with(Role.COM, EntityFactory())


@pytest.fixture
def required(settings):
    settings.CARTA_SECOND_FACTOR = "required"


def sign_in(user, password=PASSWORD, client=None):
    """As people do: the form, then whatever follows."""
    client = client or Client()
    form = {"username": user.username, "password": password}
    assert client.post(reverse("wagtailadmin_login"), form).status_code == 302
    return client


def enter(holder):
    """Signed in and verified."""
    client = sign_in(holder.user)
    answer = client.post(VERIFY, {"code": holder.phone.code()})
    assert answer.status_code == 302
    next_step(holder.phone.clock)
    return client


def is_in(client):
    return client.get(HOME).status_code == 200


def offered_in(response, user):
    """The key that an enrolment screen shows, and what its form carries."""
    text = response.content.decode()
    sealed = re.search(r'name="offer"[^>]*value="([^"]+)"', text).group(1)
    return sealed, sealing.open_offer(user, sealed).secret


def enrol_by_hand(client, user, clock):
    """The whole enrolment through the screens."""
    sealed, secret = offered_in(client.get(ENROL), user)
    phone = Phone(secret, clock)
    answer = client.post(ENROL, {"offer": sealed, "code": phone.code()})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    next_step(clock)
    user.refresh_from_db()
    recovery = re.findall(r"<code>([a-z2-7-]{19})</code>", answer.content.decode())
    return SimpleNamespace(phone=phone, recovery=recovery, user=user, answer=answer)
