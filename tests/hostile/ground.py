"""Where the sweep walks: addresses that lead somewhere, and somebody who gets in at each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Site, UploadedFile, WorkflowState

from agreements.models import PortfolioSheet
from carta_pages.models import ImportRun
from cms.handbook import documents
from entities import clock
from entities.models import Entity
from entities.services import invitation_links, invitations
from entities.vocabulary import Role
from tests.factories import agreements as behind
from tests.factories import entities as make
from tests.factories import plan as plans
from tests.factories.remembered import remembered
from tests.factories.workflows import MINISTRY, STAFF, add_commitment
from tests.hostile.files import picture
from tests.workflows.gate import running as under_way
from tests.workflows.gate.matrix import FILLERS, patterns_of
from workflows.gate import routes, table
from workflows.models import (
    Attachment,
    Clarification,
    Edition,
    FrozenFile,
    KeptDraft,
    StageDeadline,
)

SUPERUSER = "superuser"
NOBODY = ""
#: Stands in an address where a hostile value will.
SENTINELS = {"uuid": "00000000-0000-4000-8000-000987654321", "*": "987654321"}
#: Who gets in, by how the key begins; the rest are tried after them.
HINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("carta_staff", (Role.STAFF, SUPERUSER)),
    ("carta_workflows:trace", (Role.AUD,)),
    ("carta_workflows:answer", (Role.CAL, Role.UNI)),
    ("carta_workflows:resubmit", (Role.UNI, Role.CAL)),
    ("carta_workflows:submit", (Role.UNI, Role.COM)),
    ("carta_workflows:discard", (Role.UNI, Role.COM)),
    ("carta_workflows:withdraw", (Role.UNI, Role.CAL)),
    (
        "carta_workflows",
        (Role.CAL, Role.PLAN, Role.MDT_CONTROL, Role.MDT_PUBLICATION, Role.UNI),
    ),
    ("carta_service_state", (Role.CAL, Role.UNI)),
    ("carta_portfolio", (Role.CAL,)),
    ("carta_", (Role.UNI, Role.CAL)),
    ("wagtailadmin_pages:", (Role.UNI, Role.COM)),
    ("wagtailadmin_explore", (Role.UNI,)),
    ("wagtailimages", (Role.COM,)),
    ("wagtaildocs", (Role.COM,)),
    ("workflows_", (Role.CAL,)),
    ("agreements_", (Role.CAL, Role.UNI, SUPERUSER)),
    ("entities_entity_", (SUPERUSER,)),
    ("entities_", (Role.CAL, Role.COM, SUPERUSER)),
    ("wagtailadmin_login", (NOBODY,)),
    ("wagtailadmin_password", (NOBODY,)),
    ("wagtailadmin_account", (Role.UNI,)),
    ("wagtailadmin_", (SUPERUSER, Role.UNI)),
    ("wagtail", (SUPERUSER,)),
)
PLAN_VERSION = ("agreements_plan_version", "agreements_plan_version_sheet")
PLAN = tuple(f"agreements_plan{end}" for end in ("", "_sheet", "_services", "_reopen", "_approve"))
#: Addresses whose form differs from one object to the next.
EXPLORED = frozenset(
    {
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailadmin_password_reset_confirm",
        "carta_workflows:dossier",
        "carta_workflows:decide",
    }
)
MOST = 5
NOT_REACHED = frozenset({403, 404})


@dataclass
class Ground:
    """Ids of things by the name of the keyword that carries them; people by role."""

    running: under_way.Running
    people: dict[str, Any]
    ids: dict[str, list[Any]]
    public: list[str]
    extra: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Spot:
    """One address and who asks."""

    key: str
    person: str
    address: str
    #: The same address with a sentinel in one place each.
    holes: tuple[tuple[str, str], ...] = ()


@remembered
def build() -> Ground:
    """Make everything an address may name; call inside a transaction that is undone."""
    running = under_way.build()
    world = running.world
    superuser = make.UserFactory(superuser=True)
    people = {SUPERUSER: superuser, **{str(role): who for role, who in world.people.items()}}
    entity = _with_collections(world.entity)
    writer = world.people[Role.UNI]
    image = get_image_model().objects.create(
        title="Foto",
        file=ContentFile(picture(), "foto.png"),
        collection=entity.image_collection,
        uploaded_by_user=writer,
    )
    document = get_document_model().objects.create(
        title="Nota",
        file=ContentFile(b"%PDF-1.7", "nota.pdf"),
        collection=entity.document_collection,
        uploaded_by_user=writer,
    )
    # Wagtail fills these in when a file is first shown.
    image.get_file_size(), document.get_file_size()
    draft = add_commitment(world.service, writer, title="Compromiso en borrador")
    point = make.PointFactory(entity=entity)
    invited = make.RoleAssignmentFactory(
        role=Role.COM, entity=entity, user=make.UserFactory(inactive=True)
    )
    invited.user.set_unusable_password()
    invited.user.save()
    _given, invitation = invitations.invite(
        world.people[Role.STAFF],
        entity,
        Role.COM,
        email="nueva@ejemplo.gob.ec",
        first_name="Nueva",
        last_name="Persona",
        reason="Designación comunicada por la entidad.",
        post="Analista",
        starts_on=clock.today(),
    )
    dossiers = running.at
    some = dossiers["quality"] if "quality" in dossiers else next(iter(dossiers.values()))
    clarification = Clarification.objects.create(
        dossier=dossiers.get("control", some),
        question="¿De dónde sale el dato?",
        asked_by_id=superuser.pk,
        asked_at=clock.now(),
    )
    kept = KeptDraft.objects.create(
        page_id=draft.pk,
        user_id=writer.pk,
        content=Page.objects.get(pk=draft.pk).latest_revision.content,
        created_at=clock.now(),
    )
    attachment = Attachment.objects.create(
        dossier=some,
        kind=Attachment.Kind.SUPPORT,
        title="nota.pdf",
        file=ContentFile(b"%PDF-1.7", "nota.pdf"),
        size=8,
        sha256="0" * 64,
        uploaded_by_id=writer.pk,
        uploaded_at=clock.now(),
    )
    upload = UploadedFile.objects.create(
        file=ContentFile(b"x", name="nota.pdf"), uploaded_by_user=world.people[Role.COM]
    )
    wallet = PortfolioSheet.objects.create(
        asked_by_id=world.people[Role.CAL].pk,
        format="csv",
        state=PortfolioSheet.State.DONE,
        content=b"Entidad;Servicio",
        created_at=clock.now(),
    )
    brought = ImportRun.objects.create(
        entity=entity,
        started_by_id=writer.pk,
        file_name="matriz.csv",
        content="Servicio;Compromiso;Meta\nCédula;Una promesa;≥ 3\n".encode(),
        size=60,
        created_at=clock.now(),
    )
    published = world.commitment
    pages = [draft.pk, world.service.pk, world.carta.pk, published.pk]
    site = Site.objects.get(is_default_site=True)
    edition = Edition.objects.filter(page_id=published.pk).first()
    frozen = FrozenFile.objects.first()
    state = WorkflowState.objects.first()
    registers = {
        "entity": entity,
        "organizationalunit": world.unit,
        "territorialunit": make.ZoneFactory(entity=entity),
        "pointofservice": point,
        "pointchange": make.PointChangeFactory(entity=entity, point=point),
        "temporaryclosure": make.ClosureFactory(point=point),
        "campaignnotice": make.NoticeFactory(entity=entity),
        "featuredservices": make.FeaturedFactory(entity=entity),
        "roleassignment": world.people[Role.UNI].role_assignments.first(),
        "holiday": make.HolidayFactory(entity=entity),
        **behind.every_register(entity, world.service, world.unit),
    }
    version = plans.frozen(registers["publicationplan"])
    deadline = StageDeadline.objects.filter(entity=entity).first() or StageDeadline.objects.create(
        entity=entity, stage="quality", business_days=5
    )
    uid = urlsafe_base64_encode(force_bytes(writer.pk))
    ids: dict[str, list[Any]] = {
        "page": pages,
        "image": [image.pk],
        "document": [document.pk],
        "upload": [upload.pk],
        "collection": [entity.image_collection_id],
        "site": [site.pk],
        "kept": [kept.pk],
        **{f"register {name}": [row.pk] for name, row in registers.items()},
    }
    by_key: dict[str, list[dict[str, Any]]] = {
        "carta_workflows:answer": [
            {"pk": clarification.dossier_id, "clarification": clarification.pk}
        ],
        "carta_workflows:attachment": [{"pk": attachment.pk}],
        "carta_workflows:preview": [{"pk": some.pk, "item": some.items.first().pk}],
        "carta_workflows:backing_file": [
            {"pk": some.pk, "item": some.items.first().pk, "sha256": "0" * 64}
        ],
        **{
            f"carta_workflows:{name}": [{"pk": one.pk} for one in dossiers.values()]
            for name in ("dossier", "decide", "resubmit", "withdraw")
        },
        **{
            f"carta_staff:{name}": [{"pk": world.people[Role.COM].pk}]
            for name in ("person", "give", "rename")
        },
        **{
            f"carta_staff:{name}": [{"pk": world.people[Role.UNI].role_assignments.first().pk}]
            for name in ("rescope", "renew", "finish")
        },
        **{f"carta_staff:{name}": [{"pk": invitation.pk}] for name in ("send_again", "cancel")},
        "carta_joining:accept": [
            {"uuid": invitation.uuid, "token": invitation_links.token_of(invitation)}
        ],
        "carta_import_run": [{"pk": brought.pk}],
        "carta_import_export": [{"entity_id": entity.pk}],
        "carta_import_template": [{"name": "compromisos.csv"}],
        "reports_sheet": [{"page_id": world.carta.pk, "point": point.uuid}],
        "carta_service_state": [{"page_id": world.service.pk}],
        "agreements_chain": [{"page_id": world.service.pk}],
        "agreements_portfolio_sheet": [{"pk": wallet.pk}],
        "agreements_portfolio_file": [{"pk": wallet.pk}],
        "agreements_evidence_file": [{"pk": registers["evidence"].pk}],
        **{key: [{"pk": version.pk}] for key in PLAN_VERSION},
        **{key: [{"pk": version.plan_id}] for key in PLAN},
        "carta_handbook:guide": [{"slug": documents.guides()[0].slug}],
        "workflows_stagedeadline_modeladmin_edit": [{"instance_pk": deadline.pk}],
        "wagtailadmin_password_reset_confirm": [
            {"uidb64": uid, "token": default_token_generator.make_token(writer)},
            {"uidb64": uid, "token": "set-password"},
        ],
        "wagtailadmin_pages:revisions_view": [_of_draft(draft)],
        "wagtailadmin_pages:revisions_revert": [_of_draft(draft)],
        "wagtailadmin_pages:add": [
            _below("commitmentpage", world.service),
            _below("servicepage", world.carta),
        ],
        "wagtailadmin_pages:preview_on_add": [_below("commitmentpage", world.service)],
        "wagtailadmin_pages:workflow_history_detail": [
            {"page_id": state.object_id, "workflow_state_id": state.pk}
        ]
        if state
        else [],
        "wagtailadmin_editing_sessions:ping": [
            {
                "app_label": "carta_pages",
                "model_name": "commitmentpage",
                "object_id": draft.pk,
                "session_id": 1,
            }
        ],
        "wagtailadmin_workflows:add_task": [
            {"app_label": "wagtailcore", "model_name": "groupapprovaltask"}
        ],
        **{
            f"wagtailusers_users:{name}": [{"pk": writer.pk}]
            for name in ("edit", "history", "history_results", "usage", "copy")
        },
        **{
            f"wagtailusers_groups:{name}": [{"pk": _group().pk}]
            for name in ("edit", "history", "history_results", "usage")
        },
        "wagtaildocs_serve": [{"document_id": document.pk, "document_filename": "nota.pdf"}],
        "media": [{"name": image.file.name}],
        "carta_file": [{"sha256": frozen.pk, "name": frozen.name}] if frozen else [],
        **{key: [{"code": edition.code}] for key in ("carta_verify", "carta_verify_content")},
    }
    public = [
        "/",
        "/no-hay/",
        *(_address(page) for page in (world.carta, world.service, published)),
    ]
    public += [
        f"{_address(published)}{rest}"
        for rest in ("historial/", "versiones/1/", "comparar/1/2/", "?fecha=2026-01-01")
    ]
    return Ground(running, people, ids, public, by_key)


def _address(page: Any) -> str:
    return Page.objects.get(pk=page.pk).url or "/"


def _group() -> Group:
    return Group.objects.first() or Group.objects.create(name="Un grupo")


def _of_draft(draft: Any) -> dict[str, Any]:
    return {"page_id": draft.pk, "revision_id": Page.objects.get(pk=draft.pk).latest_revision_id}


def _below(model: str, parent: Any) -> dict[str, Any]:
    return {
        "content_type_app_name": "carta_pages",
        "content_type_model_name": model,
        "parent_page_id": parent.pk,
    }


def _with_collections(entity: Entity) -> Entity:
    root = Collection.get_first_root_node()
    entity.image_collection = root.add_child(name=f"Imágenes de {entity.short_name}")
    root = Collection.get_first_root_node()
    entity.document_collection = root.add_child(name=f"Documentos de {entity.short_name}")
    entity.save()
    return entity


def every_key() -> list[str]:
    """Every named address of the resolver, the admin's and the public ones."""
    found = dict.fromkeys(routes.admin_keys())
    for pattern, route, namespaces in routes._walk(get_resolver(), "", ()):
        name = routes._name(pattern, route, namespaces)
        found.setdefault(name)
    return [key for key in found if not key.startswith("~") and key != "wagtailadmin_logout"]


def spots(ground: Ground, key: str) -> Iterator[Spot]:
    """The addresses of a key, each with whom the hints name first."""
    people = persons(key)
    row = table.lookup(key)
    kinds = {
        name: target.kind for target in (row.targets if row else ()) for name in [target.source]
    }
    for parameters in patterns_of(key):
        given = ground.extra.get(key)
        choices = given if given is not None else _choices(ground, parameters, kinds)
        for values in islice(choices, MOST if key in EXPLORED else 1):
            if not set(parameters) <= set(values) | set(FILLERS):
                continue
            full = {name: values.get(name, FILLERS.get(name)) for name in parameters}
            where = _reverse(key, full)
            if where is not None:
                yield Spot(key, people[0], where, tuple(_holes(key, full)))


def persons(key: str) -> list[str]:
    """Who may get in, most likely first."""
    if table.lookup(key) is None or key.startswith("carta_joining"):
        return [NOBODY]
    first = next((who for start, who in HINTS if key.startswith(start)), (SUPERUSER,))
    rest = [SUPERUSER, *(str(role) for role in (*STAFF, *MINISTRY))]
    return list(dict.fromkeys([*(str(one) for one in first), *rest]))


def _choices(
    ground: Ground, parameters: tuple[str, ...], kinds: dict[str, str]
) -> Iterator[dict[str, Any]]:
    free = [name for name in parameters if name not in FILLERS]
    candidates = [
        ground.ids.get(kinds.get(name, ""))
        or (ground.ids["page"] if "page" in name or name == "destination_id" else [1])
        for name in free
    ]
    for values in product(*candidates):
        yield dict(zip(free, values, strict=True))


def _reverse(key: str, values: dict[str, Any]) -> str | None:
    try:
        return reverse(key, kwargs=values)
    except NoReverseMatch:
        return None


def _holes(key: str, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in values:
        for sentinel in SENTINELS.values():
            where = _reverse(key, {**values, name: sentinel})
            if where is not None and sentinel in where:
                yield name, where.replace(sentinel, "\0")
                break


def user_of(ground: Ground, person: str) -> Any:
    """The account, read again."""
    return get_user_model().objects.get(pk=ground.people[person].pk)
