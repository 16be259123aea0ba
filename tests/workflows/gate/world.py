"""A small country: a portal and two entities, each with a published and a draft promise.

Published by the machine's own token and with an edition row, so that the attempts have a
public life to attack; the full way through the dossiers has its own tests.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.models import Page, Site

from carta_pages.models import CartaPage, CommitmentPage, PortalPage, ServicePage
from entities import clock
from entities.models import Entity
from entities.vocabulary import CROSS_ENTITY_ROLES, ENTITY_ROLES
from tests.factories.entities import (
    RoleAssignmentFactory,
    UnitFactory,
    UserFactory,
    provision_entity,
)
from tests.factories.remembered import remembered
from tests.factories.workflows import tree_root
from workflows import machine
from workflows.models import Dossier, Edition, TraceEntry
from workflows.snapshots import canonical, digest
from workflows.stages import Kind, Route, Stage


@dataclass
class Carta:
    """One entity with its pages and one person per role."""

    entity: Entity
    carta: CartaPage
    service: ServicePage
    published: CommitmentPage
    draft: CommitmentPage
    people: dict[str, Any] = field(default_factory=dict)

    def reload(self) -> None:
        self.entity = Entity.objects.get(pk=self.entity.pk)
        for name in ("carta", "service", "published", "draft"):
            page = getattr(self, name)
            setattr(self, name, type(page).objects.get(pk=page.pk))
        self.people = _fresh(self.people)


def _fresh(people: dict[str, Any]) -> dict[str, Any]:
    found = get_user_model().objects.in_bulk([person.pk for person in people.values()])
    return {role: found[person.pk] for role, person in people.items()}


@dataclass
class World:
    portal: PortalPage
    site: Site
    own: Carta
    foreign: Carta
    ministry: dict[str, Any]
    superuser: Any

    def reload(self) -> None:
        """Read pages and people again: an earlier test of the module may have changed them."""
        self.portal = PortalPage.objects.get(pk=self.portal.pk)
        self.site = Site.objects.get(pk=self.site.pk)
        for carta in (self.own, self.foreign):
            carta.reload()
        self.ministry = _fresh(self.ministry)
        self.superuser = type(self.superuser).objects.get(pk=self.superuser.pk)

    def everybody(self) -> dict[str, Any]:
        """One person per role, the own entity's first, and the superuser."""
        return {
            **self.own.people,
            **{f"foreign-{role}": person for role, person in self.foreign.people.items()},
            **self.ministry,
            "superuser": self.superuser,
        }


@remembered
def build() -> World:
    """Write the whole world; call inside a test's transaction."""
    root = tree_root()
    portal = root.add_child(instance=PortalPage(title="Portal de cartas", slug="cartas"))
    portal.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first()
    site = site or Site(hostname="localhost", is_default_site=True)
    site.root_page = portal
    site.save()
    return World(
        portal=portal,
        site=site,
        own=_carta(portal, "Registro Civil", "rc"),
        foreign=_carta(portal, "Rentas", "sri"),
        ministry={
            role.value: RoleAssignmentFactory(role=role).user for role in sorted(CROSS_ENTITY_ROLES)
        },
        superuser=UserFactory(superuser=True),
    )


def _carta(portal: PortalPage, name: str, short: str) -> Carta:
    entity = provision_entity(name=name, short_name=short.upper(), slug=short)
    entity.refresh_from_db()
    unit = UnitFactory(entity=entity)
    if entity.root_page_id:
        carta = entity.root_page.specific
    else:
        carta = CartaPage(title=f"Carta de {name}", slug=short, entity=entity, live=False)
        portal.add_child(instance=carta)
        Entity.objects.filter(pk=entity.pk).update(root_page=carta)
        entity.refresh_from_db()
    service = carta.add_child(
        instance=ServicePage(
            title=f"Cédula {short}", slug="cedula", responsible_unit=unit, live=False
        )
    )
    published = _commitment(service, f"Promesa publicada {short}", "publicada")
    draft = _commitment(service, f"Promesa secreta {short}", "secreta")
    people = {
        role.value: RoleAssignmentFactory(role=role, entity=entity).user
        for role in sorted(ENTITY_ROLES)
    }
    for page in (carta, service, published):
        publish(page, entity)
    draft.save_revision(user=people["uni"])
    published.refresh_from_db()
    draft.refresh_from_db()
    return Carta(entity, carta, service, published, draft, people)


def _commitment(service: ServicePage, title: str, slug: str) -> CommitmentPage:
    return service.add_child(
        instance=CommitmentPage(title=title, slug=slug, statement=f"Texto de {title}.", live=False)
    )


def publish(page: Any, entity: Entity) -> Edition:
    """Bring a page live with the machine's token and leave an edition behind."""
    revision = page.save_revision()
    with transaction.atomic(), machine.at_work():
        revision.publish(skip_permission_checks=True)
    page.refresh_from_db()
    content = page.build_snapshot()
    now = clock.now()
    dossier = Dossier.objects.create(
        number=f"EXP-{page.pk}",
        entity=entity,
        route=Route.COMMITMENT,
        kind=Kind.FIRST,
        stage=Stage.PUBLICATION,
        status=Dossier.Status.PUBLISHED,
        opened_at=now,
        opened_by_id=1,
        stage_entered_at=now,
        content_hash=digest(content),
    )
    return Edition.objects.create(
        page_id=page.pk,
        number=1,
        type=Edition.Type.PUBLICATION,
        revision=revision,
        title=page.title,
        snapshot=canonical(content),
        schema_version=1,
        sha256=digest(content),
        dossier=dossier,
        dossier_kind=Kind.FIRST,
        legal_act="MDT-2026-001",
        legal_act_date=date(2026, 1, 2),
        effective_date=date(2026, 1, 2),
        published_at=now,
        change_note="Primera versión.",
        office="Dirección de Prueba",
        code=f"código{page.pk}",
        record_hash="0" * 64,
    )


def public_life() -> dict[str, Any]:
    """Everything that an attempt must leave exactly as it was."""
    pages = Page.objects.order_by("pk").values_list(
        "pk", "live", "slug", "path", "url_path", "live_revision_id", "go_live_at", "expire_at"
    )
    live = {
        page.live_revision_id: page.live_revision.content
        for page in Page.objects.select_related("live_revision").exclude(live_revision=None)
    }
    return {
        "pages": list(pages),
        "live": live,
        "editions": list(Edition.objects.order_by("pk").values_list("pk", "sha256")),
        "trace": list(TraceEntry.objects.order_by("pk").values_list("pk", flat=True)),
        "restrictions": _count("wagtailcore.PageViewRestriction"),
        "sites": list(Site.objects.order_by("pk").values_list("pk", "root_page_id")),
        "schedules": _scheduled(),
        "workflow states": _count("wagtailcore.WorkflowState"),
    }


def _count(label: str) -> int:
    from django.apps import apps

    return apps.get_model(label).objects.count()


def _scheduled() -> list[int]:
    from wagtail.models import Revision

    scheduled = Revision.objects.exclude(approved_go_live_at=None)
    return list(scheduled.values_list("pk", flat=True))
