"""What is measured: one entity by the real services, its crowd, and what waits for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.management import call_command
from django.db import transaction
from wagtail.models import Collection, Page

from agreements import joining
from bench import crowd
from bench.scale import COMMITMENTS, Scale
from carta_pages.models import ServicePage
from entities import clock
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.carta_pages import plan
from tests.factories.entities import PointFactory, UnitFactory
from workflows.models import Dossier, DossierItem, Edition, ItemDecision
from workflows.snapshots import canonical, text_digest
from workflows.stages import Kind, Stage

Tell = Callable[[str], None]


@dataclass
class Country:
    """Keys of what the figures touch; the same in both databases.

    Args:
        world: the measured entity, its people and the Ministry's.
        crowd: copies of it, to be made in either database.
        busy: an entity whose quality office has many dossiers waiting.
        singles: dossiers of one page, each at PUBLICATION.
        batches: dossiers of many pages, each at PUBLICATION.
        drafts: published commitments, to be edited and sent.
        long: the commitment with many editions.
        short: the one with two.
    """

    world: make.World
    crowd: crowd.Crowd
    busy: make.World
    singles: list[int] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    long: Any = None
    short: Any = None

    def copies(self, pages: int) -> int:
        """How many entities of the crowd make so many pages with the measured one; one at least."""
        own = Page.objects.filter(path__startswith=self.world.carta.path).count()
        return max(1, round(pages / own) - 1)


def build(scale: Scale, tell: Tell) -> Country:
    """Everything that is in both databases: the small country is then complete.

    Args:
        scale: how large.
        tell: called with what is being done.
    """
    joining.leave()  # what stands behind a promise is not measured here
    for command in ("setup_holidays", "setup_territory", "setup_workflow"):
        call_command(command, verbosity=0, stdout=_Nowhere())
    portal, ministry = make.portal_page(), make.make_ministry()
    tell(f"una entidad de {scale.all_services} servicios, aprobada y publicada")
    before = crowd.marks()
    world, commitments = _entity(ministry, scale)
    copied = crowd.Crowd(before, crowd.marks(), world.carta)
    country = Country(world, copied, make.make_world(ministry))
    assert portal.pk < world.carta.pk
    copies = country.copies(scale.few_pages)
    tell(f"{copies} entidades más")
    country.crowd.copy(1, copies)
    crowd.settle()
    tell("expedientes que esperan, ediciones y expedientes por publicar")
    _waiting(country, scale)
    _ready(country, scale, commitments)
    crowd.settle()
    return country


def enlarge(country: Country, scale: Scale, tell: Tell) -> None:
    """Make the large country out of a copy of the small one."""
    first, last = country.copies(scale.few_pages) + 1, country.copies(scale.many_pages)
    assert first > 1
    tell(f"{last - first + 1} entidades más en la base grande")
    country.crowd.copy(first, last)
    crowd.settle()


class _Nowhere:
    def write(self, text: str) -> None:
        """Drop it."""


@transaction.atomic
def _entity(ministry: dict[Role, Any], scale: Scale) -> tuple[make.World, list[Any]]:
    """An entity with its registers, all its pages published in one dossier."""
    world = make.make_world(ministry)
    files = Collection.get_first_root_node()
    world.entity.image_collection = files.add_child(name="Imágenes")
    world.entity.document_collection = files.add_child(name="Documentos")
    world.entity.save()
    writer = world.people[Role.UNI]
    commitments = [world.commitment]
    for number in range(1, scale.all_services + 1):
        service = world.service if number == 1 else _service(world, number)
        missing = COMMITMENTS - (1 if number == 1 else 0)
        commitments += [make.add_commitment(service, writer) for _n in range(missing)]
    for _number in range(scale.services):
        unit = UnitFactory(entity=world.entity)
        PointFactory(entity=world.entity, unit=unit)
    make.publish_carta(world)
    make.publish(world, make.submit(world, *commitments))
    return world, commitments


def _service(world: make.World, number: int) -> Any:
    service = ServicePage(
        title=f"Servicio {number}", slug=f"servicio-{number}", responsible_unit=world.unit
    )
    make._add(world.carta, service, world.people[Role.UNI], world.unit)
    plan(service)
    return service


@transaction.atomic
def _waiting(country: Country, scale: Scale) -> None:
    """A few dossiers wait for one quality office, many for the other."""
    for world, count in ((country.world, scale.few_waiting), (country.busy, scale.many_waiting)):
        page = make.add_commitment(world.service, world.people[Role.UNI], title="Por revisar")
        make.publish_carta(world)
        kind = Kind.UPDATE if Page.objects.get(pk=world.service.pk).live else Kind.FIRST
        pile_up(make.submit(world, page, kind=kind), count - 1)


def pile_up(dossier: Dossier, count: int) -> None:
    """Many dossiers like one that was just sent, with its first page and its decisions."""
    source = dossier.items.first()
    acts = list(source.decisions.all())
    names = [f"ESPERA-{dossier.number}-{n}" for n in range(count)]
    clones = Dossier.objects.bulk_create(_like(dossier, uuid=None, number=name) for name in names)
    items = DossierItem.objects.bulk_create(_like(source, dossier=clone) for clone in clones)
    ItemDecision.objects.bulk_create(_like(act, item=item) for item in items for act in acts)


def _like(row: Any, **changes: Any) -> Any:
    """A row like another, unsaved; a changed ``uuid`` is a new one."""
    skip = {"id", *changes}
    names = [f.attname for f in row._meta.concrete_fields if f.name not in skip]
    values = {name: getattr(row, name) for name in names}
    changes.pop("uuid", None)
    return type(row)(**values, **changes)


def _ready(country: Country, scale: Scale, commitments: list[Any]) -> None:
    """Dossiers one decision before they are public; drafts; long and short histories."""
    left = iter(commitments)
    country.long, country.short = next(left), next(left)
    _editions(country, country.long, scale.editions)
    _editions(country, country.short, 2)
    country.drafts = [next(left) for _n in range(scale.drafts)]
    for _n in range(scale.singles):
        country.singles.append(_at_publication(country.world, [next(left)]))
    for _n in range(scale.batches):
        pages = [next(left) for _m in range(scale.batch)]
        country.batches.append(_at_publication(country.world, pages))


@transaction.atomic
def _at_publication(world: make.World, pages: list[Any]) -> int:
    for page in pages:
        make.edit(page, world.people[Role.UNI], statement="Usted recibe su cédula en 30 minutos.")
    dossier = make.submit(world, *pages, kind=Kind.UPDATE)
    return make.walk(world, dossier, Stage.PUBLICATION).pk


@transaction.atomic
def _editions(country: Country, page: Any, count: int) -> None:
    """Editions 2 to ``count`` of a page, saying in turn one thing and another."""
    first = Edition.objects.get(page_id=page.pk, number=1)
    content = json.loads(first.snapshot)
    texts = []
    for minutes in (35, 30):
        content["statement"] = f"Usted recibe su cédula en {minutes} minutos o menos."
        texts.append(canonical(content))
    Edition.objects.bulk_create(
        _like(
            first,
            number=number,
            snapshot=texts[number % 2],
            sha256=text_digest(texts[number % 2]),
            code=f"bench-{page.pk}-{number}",
            effective_date=clock.today(),
        )
        for number in range(2, count + 1)
    )
