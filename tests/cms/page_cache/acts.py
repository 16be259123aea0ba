"""What people do that citizens must see at once, by the services that do it in production.

Each is a generator: it prepares, and yields what will then be read where; asked again, it does
the one thing that makes it so. Between the two everybody reads, so that what is read afterwards
was kept before. ``Act`` holds the two halves apart.
"""

import itertools
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.urls import reverse

from carta_pages.models import ServiceState
from carta_pages.services import StateAct, change_state
from carta_pages.state_rules import Actor
from carta_pages.states import State
from entities import clock
from entities.services import (
    confirm_closure,
    confirm_featured,
    confirm_notice,
    propose_closure,
    propose_featured,
    propose_notice,
    update_entity,
    withdraw_notice,
)
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import PointFactory, UserFactory
from tests.workflows.gate.forms import page_form
from workflows.stages import Kind, Stage

BASE_LETTER, WIDTH = ord("a"), 6
_numbers = itertools.count(1)


def word(kind):
    """Words that were never written before and are part of no others."""
    digits = str(next(_numbers)).zfill(WIDTH)
    return kind + " " + "".join(chr(BASE_LETTER + int(digit)) for digit in digits)


@dataclass
class Place:
    """A carta published through the dossiers, and where citizens read it."""

    world: make.World
    boss: object

    @classmethod
    def build(cls):
        """One entity with a carta, a service and a commitment in force."""
        world, _dossier = make.published()
        with transaction.atomic():
            return cls(world, UserFactory(superuser=True))

    @property
    def carta(self):
        return self.world.carta.get_url()

    @property
    def service(self):
        return self.world.service.get_url()

    @property
    def commitment(self):
        return self.world.commitment.get_url()

    @property
    def read(self):
        """What everybody reads before anything happens."""
        history = self.commitment + "historial/"
        return (
            "/", self.carta, self.service, self.commitment, history, "/sitemap.xml", "/metodo/",
        )  # fmt: skip

    def who(self, role):
        return self.world.people[role]

    def at_publication(self, *pages, **words):
        """A dossier that waits for the last decision alone."""
        dossier = make.submit(self.world, *pages, user=self.who(Role.UNI), **words)
        return make.walk(self.world, dossier, Stage.PUBLICATION)


class Act:
    """One act on one place: prepared when it is made, done when it is told to.

    ``said`` is what must be read afterwards by address («!word»: must not), and is not so before.
    """

    def __init__(self, steps, place):
        self.name, self._steps = steps.__name__, steps(place)
        self.said = next(self._steps)

    def do(self):
        """The thing itself."""
        for more in self._steps:
            raise AssertionError(f"{self.name} has a second act: {more}")


def publish(place):
    """The text of the commitment; its carta lists it too."""
    text = word("Frase")
    make.edit(
        place.world.commitment, place.who(Role.UNI), statement=f"{text}: su cédula en 30 minutos."
    )
    dossier = place.at_publication(place.world.commitment, kind=Kind.UPDATE)
    yield {place.commitment: text, place.service: text}
    make.approve(place.world, dossier)


def exclude(place):
    """A commitment that was public and read is taken out."""
    page = make.add_commitment(
        place.world.service, place.who(Role.UNI), slug=word("retirado").replace(" ", "-")
    )
    make.publish(place.world, place.at_publication(page, kind=Kind.UPDATE))
    address = f"{place.service}{page.slug}/"
    dossier = place.at_publication(page, kind=Kind.EXCLUSION, cause="Repetía a otro compromiso.")
    yield {address: "xcluid", "/sitemap.xml": f"!{page.slug}/"}
    make.approve(place.world, dossier)


def rename(place):
    """The commitment has another title."""
    title = word("Nombre")
    make.edit(place.world.commitment, place.who(Role.UNI), title=title)
    dossier = place.at_publication(place.world.commitment, kind=Kind.UPDATE)
    yield dict.fromkeys((place.commitment, f"{place.commitment}historial/", place.service), title)
    make.approve(place.world, dossier)


def entity(place):
    """The entity goes by another name; that of its pages is the one that was published."""
    name = word("EP")
    yield {"/cambios/": name}
    row = type(place.world.entity).objects.get(pk=place.world.entity.pk)
    update_entity(row, actor_id=place.boss.pk, reason="Cambió por decreto.", short_name=name)


def state(place):
    """The ministry moves the service to another state."""
    stored = ServiceState.objects.get(service=place.world.service)
    target = State.UPDATED if stored.value == State.RENEWED else State.RENEWED
    yield {place.service: str(target.label)}
    actor = place.who(Role.MDT_PUBLICATION).pk
    change_state(
        place.world.service,
        target,
        StateAct(Actor.MINISTRY, actor, "Cumplió el año.", support="MDT-SCSP-2026-0002"),
    )


def closure(place):
    """A point of service closes, with its reason."""
    reason, today = word("Motivo"), clock.today()
    with transaction.atomic():
        point = PointFactory(entity=place.world.entity, name="Agencia")
    row = propose_closure(
        point, starts_on=today, ends_on=today + timedelta(days=5), reason=reason,
        actor_id=place.who(Role.COM).pk,
    )  # fmt: skip
    yield {place.service: reason}
    confirm_closure(row, actor_id=place.who(Role.CAL).pk)


def _proposed(place, title):
    """A notice that waits for its confirmation, with nothing else above the carta."""
    for standing in place.world.entity.campaign_notices.filter(withdrawn_at__isnull=True):
        withdraw_notice(standing, actor_id=place.who(Role.CAL).pk, reason="Da lugar a otro.")
    today = clock.today()
    return propose_notice(
        entity=place.world.entity, title=title, text="En el coliseo de la ciudad.",
        starts_on=today, ends_on=today + timedelta(days=7), actor_id=place.who(Role.COM).pk,
        service=place.world.service,
    )  # fmt: skip


def notice(place):
    """A notice of the entity is confirmed."""
    title = word("Brigada")
    row = _proposed(place, title)
    yield {place.carta: title, place.service: title}
    confirm_notice(row, actor_id=place.who(Role.CAL).pk)


def withdrawal(place):
    """A notice that stands, and is read, is taken back."""
    title = word("Brigada")
    row = confirm_notice(_proposed(place, title), actor_id=place.who(Role.CAL).pk)
    yield {place.carta: f"!{title}", place.service: f"!{title}"}
    withdraw_notice(row, actor_id=place.who(Role.COM).pk, reason="Se suspendió.")


def featured(place):
    """The service goes first, or no longer."""
    last = place.world.entity.featured_services.order_by("pk").last()
    is_first = bool(last and last.services)
    row = propose_featured(
        entity=place.world.entity, services=[] if is_first else [place.world.service.pk],
        note="Es el más pedido.", actor_id=place.who(Role.COM).pk,
    )  # fmt: skip
    yield {place.carta: '!id="destacados"' if is_first else 'id="destacados"'}
    confirm_featured(row, actor_id=place.who(Role.CAL).pk)


def portal(place):
    """The front door says something else, by its editor."""
    text, page = word("Presentación"), place.world.portal
    client = Client()
    client.force_login(place.boss)
    form = {**page_form(client, page), "introduction": text, "action-publish": "action-publish"}
    yield {"/": text}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert answer.status_code == 302, answer.content.decode()[:2000]


ACTS = (
    publish, exclude, rename, entity, state, closure, notice, withdrawal, featured, portal,
)  # fmt: skip


def is_so(text, wanted):
    """Whether a page says what it must («!word»: must not)."""
    return wanted[1:] not in text if wanted.startswith("!") else wanted in text
