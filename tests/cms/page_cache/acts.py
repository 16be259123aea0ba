"""What people do that citizens must see at once, each telling what must then be read where."""

import itertools
from datetime import date

from django.db import transaction

from carta_pages.models import PortalPage, ServiceState
from carta_pages.states import State
from entities import clock
from entities.models import CampaignNotice, FeaturedServices
from tests.carta_pages.public import world as making
from tests.cms.page_cache.conftest import CARTA, COMMITMENT, SERVICE
from tests.factories.entities import (
    ClosureFactory,
    FeaturedFactory,
    NoticeFactory,
    PointFactory,
)
from workflows.stages import Kind

_numbers = itertools.count(1)
STATES = itertools.cycle([State.RENEWED, State.UPDATED])


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def publish(site):
    """The text of the commitment; its carta lists it too."""
    word = f"Frase {next(_numbers)}"
    page = fresh(site.commitment)
    page.statement = f"{word}: su cédula en 30 minutos."
    with transaction.atomic():
        making.publish(page, kind=Kind.UPDATE)
    return {COMMITMENT: word, SERVICE: word}


def exclude(site):
    """A commitment that was published for this is taken out again."""
    number = next(_numbers)
    page = making.add_commitment(site.service, f"Compromiso {number}", f"compromiso-{number}")
    with transaction.atomic():
        making.publish(page)
        making.publish(fresh(page), kind=Kind.EXCLUSION, note="Duplicado.")
    return {f"{SERVICE}compromiso-{number}/": "xcluid", "/sitemap.xml": f"!compromiso-{number}/"}


def rename(site):
    """The entity has another name and the commitment another title."""
    word = f"Nombre {next(_numbers)}"
    page = fresh(site.commitment)
    page.title = word
    with transaction.atomic():
        making.publish(page, kind=Kind.UPDATE)
    return {COMMITMENT: word, COMMITMENT + "historial/": word, SERVICE: word}


def state(site):
    """The service moves to another state."""
    row = ServiceState.objects.get(service=site.service)
    row.value = next(STATES)
    with transaction.atomic():
        row.save()
    return {SERVICE: str(State(row.value).label)}


def notice(site):
    """A point of service closes, with its reason."""
    word = f"Motivo {next(_numbers)}"
    with transaction.atomic():
        point = PointFactory(entity=site.entity, name="Agencia")
        ClosureFactory(
            point=point, confirmed=True, reason=word, starts_on=date(2026, 1, 1), ends_on=None
        )
    return {SERVICE: word}


def campaign(site):
    """A notice of the entity is confirmed, and one that stood is withdrawn."""
    word = f"Campaña {next(_numbers)}"
    with transaction.atomic():
        for standing in CampaignNotice.objects.filter(withdrawn_at__isnull=True):
            standing.withdrawn_at = clock.now()
            standing.save()
        NoticeFactory(entity=site.entity, title=word, confirmed=True, service_id=site.service.pk)
    return {CARTA: word, SERVICE: word}


def withdrawal(site):
    """A notice that stands is taken back at once."""
    said = campaign(site)
    notice = CampaignNotice.objects.get(title=said[CARTA])
    with transaction.atomic():
        notice.withdrawn_at = clock.now()
        notice.save()
    return {path: f"!{word}" for path, word in said.items()}


def featured(site):
    """The service goes first, or no longer."""
    last = FeaturedServices.objects.order_by("pk").last()
    is_first = bool(last and last.services)
    with transaction.atomic():
        FeaturedFactory(
            entity=site.entity, services=[] if is_first else [site.service.pk], confirmed=True
        )
    return {CARTA: '!id="destacados"' if is_first else 'id="destacados"'}


def portal(site):
    """The front door says something else."""
    word = f"Presentación {next(_numbers)}"
    page = PortalPage.objects.get(pk=site.portal.pk)
    page.introduction = word
    with transaction.atomic():
        page.save()
    return {"/": word}


ACTS = (publish, exclude, rename, state, notice, campaign, withdrawal, featured, portal)
READ = ("/", CARTA, SERVICE, COMMITMENT, COMMITMENT + "historial/", "/sitemap.xml", "/metodo/")


def is_so(text, wanted):
    """Whether a page says what it must («!word»: must not)."""
    return wanted[1:] not in text if wanted.startswith("!") else wanted in text
