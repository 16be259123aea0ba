"""A small world in which dossiers travel: one entity, its people, its pages, MDT.

Everything is done by the real services; ``dossier_at`` and ``published`` walk the machine.
"""

from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Collection, Locale, Page, Site

from carta_pages.models import CartaPage, CommitmentPage, PortalPage, ServicePage
from entities import clock
from entities.models import Entity, OrganizationalUnit
from entities.vocabulary import Role
from tests.factories.carta_pages import agree, complete, plan
from tests.factories.entities import EntityFactory, RoleAssignmentFactory, UnitFactory, UserFactory
from tests.factories.remembered import remembered
from workflows import selectors
from workflows.models import Dossier
from workflows.services import decide as deciding
from workflows.services import submission
from workflows.stages import SPECS, Kind, Stage

NOTE = "Primera versión del texto para la ciudadanía."
STAFF = (
    Role.UNI, Role.CAL, Role.PLAN, Role.MAX, Role.COM, Role.TER, Role.AUD, Role.STAFF,
)  # fmt: skip
MINISTRY = (Role.MDT_RECEPTION, Role.MDT_CONTROL, Role.MDT_PUBLICATION)


@dataclass
class World:
    """One entity with somebody in every role, and pages to send."""

    entity: Entity
    unit: OrganizationalUnit
    portal: Page
    carta: CartaPage
    service: ServicePage
    commitment: CommitmentPage
    people: dict[Role, Any] = field(default_factory=dict)

    def who(self, stage: Stage) -> Any:
        """Who decides at a stage."""
        return self.people[SPECS[stage].role]


def tree_root() -> Page:
    """The root that Wagtail's migrations make, made again after a transactional test."""
    Locale.objects.get_or_create(language_code="es")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    root = Page.get_first_root_node()
    return root if root is not None else Page.add_root(title="Root", slug="root")


def portal_page() -> PortalPage:
    """The portal at the root of the default site, made once."""
    portal = PortalPage.objects.first()
    if portal is None:
        portal = PortalPage(title="Portal", slug="portal-de-cartas", live=True)
        tree_root().add_child(instance=portal)
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            Site.objects.create(hostname="localhost", root_page=portal, is_default_site=True)
        else:
            site.root_page = portal
            site.save()
    return portal


def make_ministry() -> dict[Role, Any]:
    """One person for each stage of MDT."""
    people = {}
    for role in MINISTRY:
        people[role] = UserFactory()
        RoleAssignmentFactory(
            user=people[role], role=role, entity=None, office="Ministerio del Trabajo"
        )
    return people


def make_staff(entity: Entity, unit: OrganizationalUnit) -> dict[Role, Any]:
    """One person for each role of an entity; UNI and TER answer for the unit."""
    people = {}
    for role in STAFF:
        people[role] = UserFactory()
        assignment = RoleAssignmentFactory(user=people[role], role=role, entity=entity)
        if role in (Role.UNI, Role.TER):
            assignment.units.set([unit])
    return people


@remembered
def make_world(ministry: dict[Role, Any] | None = None) -> World:
    """An entity with unit, staff, ministry, carta, service and one commitment, all drafts."""
    entity = EntityFactory()
    unit = UnitFactory(entity=entity)
    people = make_staff(entity, unit) | (ministry or make_ministry())
    portal = portal_page()
    carta = CartaPage(title=f"Carta de {entity.short_name}", slug=entity.slug, entity=entity)
    _add(portal, carta, people[Role.COM])
    entity.root_page = carta.page_ptr
    entity.save()
    service = ServicePage(title="Emisión de cédula", slug="cedula", responsible_unit=unit)
    _add(carta, service, people[Role.UNI], unit)
    plan(service)
    commitment = add_commitment(service, people[Role.UNI])
    return World(entity, unit, portal, carta, service, commitment, people)


def add_commitment(service: Any, user: Any, **values: Any) -> CommitmentPage:
    """One more commitment below a service, as a draft by somebody."""
    number = Page.objects.get(pk=service.pk).numchild + 1
    commitment = CommitmentPage(
        **{
            "title": f"Cédula en 35 minutos ({number})",
            "slug": f"compromiso-{number}",
            "statement": "Usted recibe su cédula en 35 minutos o menos.",
            **values,
        }
    )
    return _add(service, commitment, user, service.responsible_unit)


def _add(parent: Any, page: Any, user: Any, unit: Any = None) -> Any:
    page.live = False
    page.owner = user
    complete(page, unit)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(user=user, clean=False)
    return page


def edit(page: Any, user: Any, **values: Any) -> Any:
    """Save a new draft of a page by somebody."""
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    if "statement" in values:
        agree(draft)
    return draft.save_revision(user=user, clean=False)


def submit(
    world: World, *pages: Any, kind: Kind = Kind.FIRST, user: Any = None, **kw: Any
) -> Dossier:
    """Send pages to review as their writer."""
    pages = pages or (world.commitment,)
    fresh = [Page.objects.get(pk=page.pk).specific for page in pages]
    writer = user or world.people[fresh[0].editor_roles[0]]
    kw.setdefault("change_note", NOTE)
    return submission.submit(fresh, writer, kind=kind, **kw)


def evidence(dossier: Dossier) -> dict[str, Any]:
    """A complete and valid form for approving the present stage."""
    today = clock.today().isoformat()
    return {
        "approval_document": "Acta 001-2026",
        "approval_document_date": today,
        "oficio": "OF-2026-0001",
        "oficio_date": today,
        "reception_number": "MDT-REC-2026-0001",
        "control_report": "MDT-CTL-2026-0001",
        "legal_act": "MDT-SCSP-2026-0001",
        "legal_act_date": today,
        "effective_date": today,
        **{f"verdict-{service.page_id}": "favourable" for service in _services(dossier)},
    }


def _services(dossier: Dossier) -> list[Any]:
    from workflows.groups import services_of

    return services_of(dossier)


def act(dossier: Dossier, user: Any, action: str, data: dict[str, Any] | None = None) -> Any:
    """One decision through the one door, on what is stored now."""
    fresh = Dossier.objects.get(pk=dossier.pk)
    return deciding.decide(
        dossier.pk, user, action, data or evidence(fresh), seen=selectors.seen_token(fresh)
    )


def approve(world: World, dossier: Dossier) -> Dossier:
    """Approve the present stage by its person."""
    fresh = Dossier.objects.get(pk=dossier.pk)
    stage = Stage(fresh.stage)
    action = deciding.VERDICT if stage == Stage.CONTROL else deciding.APPROVE
    act(fresh, world.who(stage), action)
    return Dossier.objects.get(pk=dossier.pk)


def return_to(
    world: World, dossier: Dossier, target: Stage, reason: str = "Falta la fuente."
) -> Dossier:
    """Return from the present stage by its person."""
    fresh = Dossier.objects.get(pk=dossier.pk)
    act(fresh, world.who(Stage(fresh.stage)), deciding.RETURN, {"target": target, "reason": reason})
    return Dossier.objects.get(pk=dossier.pk)


def walk(world: World, dossier: Dossier, until: Stage) -> Dossier:
    """Approve until the dossier stands at a stage."""
    dossier = Dossier.objects.get(pk=dossier.pk)
    while dossier.is_open and dossier.stage != until:
        dossier = approve(world, dossier)
    return dossier


@remembered
def dossier_at(stage: Stage, world: World | None = None, **kw: Any) -> tuple[World, Dossier]:
    """A dossier with one service and commitment, standing at a stage."""
    world = world or make_world()
    publish_carta(world)
    return world, walk(world, submit(world, **kw), stage)


def publish_carta(world: World) -> None:
    """The carta must be public before what hangs from it."""
    if Page.objects.get(pk=world.carta.pk).live:
        return
    dossier = submit(world, world.carta, user=world.people[Role.COM])
    publish(world, dossier)


def publish(world: World, dossier: Dossier) -> Dossier:
    """Approve every stage that is left."""
    dossier = Dossier.objects.get(pk=dossier.pk)
    while dossier.is_open:
        dossier = approve(world, dossier)
    return dossier


@remembered
def published(world: World | None = None) -> tuple[World, Dossier]:
    """A world whose carta, service and commitment are public."""
    world = world or make_world()
    publish_carta(world)
    return world, publish(world, submit(world))
