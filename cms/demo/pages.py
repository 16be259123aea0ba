"""Writes pages as their editors do: as drafts, by somebody who may, with clean text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from wagtail.documents import get_document_model

from carta_pages.models import CartaPage, ServicePage
from carta_pages.models.carta import (
    CartaCitation,
    CartaParticipation,
    CartaRight,
    ComplaintChannel,
)
from carta_pages.models.norms import Norm
from carta_pages.models.service_rows import (
    ServiceChannel,
    ServiceCitation,
    ServiceCost,
    ServiceProcedure,
    ServiceProcess,
    ServiceProvider,
    ServiceRequirement,
)
from cms.demo import backing, content, papers
from cms.demo.calendar import in_years
from cms.demo.content import EntityText, ServiceText
from cms.demo.world import World
from entities import clock
from entities.models import Entity
from entities.sanitize import one_line, plain
from workflows import access

ADDRESSES = (models.URLField, models.EmailField, models.SlugField)


class NotAllowedError(PermissionError):
    """The story lets somebody write where the rules do not: the story is wrong."""


def save(page: Any, user: Any) -> None:
    """Save a draft of a page that stands."""
    verdict = access.may_edit(user, page)
    if not verdict:
        raise NotAllowedError(f"{user.username}: {verdict.message}")
    tidy(page)
    page.save_revision(user=user, log_action=True)


def create(parent: Any, page: Any, user: Any) -> None:
    """Save the first draft of a new page below another."""
    if not access.may_create(user, type(page), parent) or not type(page).can_create_at(parent):
        raise NotAllowedError(f"{user.username} may not create {page.title} below {parent.title}")
    page.live = False
    page.has_unpublished_changes = True
    page.owner = user
    tidy(page)
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True)


def tidy(instance: Any) -> None:
    """Text as the editor's forms keep it."""
    for field in instance._meta.concrete_fields:
        value = getattr(instance, field.attname)
        if isinstance(value, str) and not isinstance(field, ADDRESSES) and not field.choices:
            is_long = isinstance(field, models.TextField)
            setattr(instance, field.attname, plain(value) if is_long else one_line(value))


def rows(relation_rows: Iterable[Any]) -> list[Any]:
    """Rows in their order, with clean text, each checked on its own."""
    ordered = list(relation_rows)
    for place, row in enumerate(ordered):
        row.sort_order = place
        tidy(row)
        row.clean_fields(exclude=["page"])
        row.clean()
    return ordered


def norm(key: str) -> Norm:
    """A citable norm by its key."""
    return Norm.objects.get(key=key)


def citations(model: Any, wanted: Iterable[list[str]]) -> list[Any]:
    """Citations of a page from (key, provision) pairs."""
    return rows(model(norm=norm(key), provision=provision) for key, provision in wanted)


# --- The carta -------------------------------------------------------------------------------

CARTA_FIELDS = (
    "presentation",
    "mission",
    "contact_office",
    "contact_address",
    "contact_phone",
    "contact_email",
    "contact_hours",
    "search_description",
)


def write_carta(world: World, key: str) -> None:
    """The communications team writes the texts of its carta."""
    text: EntityText = content.entities()[key]
    carta: CartaPage = world.draft(key)
    for name in CARTA_FIELDS:
        setattr(carta, name, text.carta[name])
    carta.rights = rows(
        CartaRight(kind=kind, text=line)
        for kind, lines in (("derecho", text.carta["rights"]), ("deber", text.carta["duties"]))
        for line in lines
    )
    carta.participation = rows(
        CartaParticipation(title=title, text=line, url=url)
        for title, line, url in text.carta["participation"]
    )
    carta.complaint_channels = rows(
        ComplaintChannel(**row) for row in text.carta["complaint_channels"]
    )
    carta.citations = citations(CartaCitation, text.carta["citations"])
    save(carta, world.user(f"{key}-comunicacion"))


# --- The service -----------------------------------------------------------------------------


def write_service(world: World, place: str) -> None:
    """The unit writes the description of its service."""
    key = place.split("/")[0]
    text = content.service_of(place)
    entity, author = world.entity(key), world.user(f"{key}-{text.writer}")
    page = ServicePage(
        title=text.title,
        slug=text.slug,
        search_description=text.description.split(". ")[0][:160],
        responsible_unit=world.unit(key, text.unit),
        description=text.description,
        obtains=text.obtains,
        beneficiaries=tuple(text.beneficiaries),
        beneficiaries_detail=text.beneficiaries_detail,
        coverage=text.coverage,
        accessibility=text.accessibility,
        priority_attention=text.priority_attention,
        sheet_code=f"{text.code}-FS",
        sheet_document=_sheet(entity, text, author),
        sheet_valid_until=in_years(clock.today(), 2),
        design_status="validado",
        operation_status="operacion",
        contact_office=text.contact_office,
        contact_phone=text.contact_phone,
        contact_email=text.contact_email,
    )
    for relation, made in _service_rows(world, key, text).items():
        setattr(page, relation, rows(made))
    page.citations = citations(ServiceCitation, text.citations)
    create(world.page(key), page, author)
    backing.back_service(world, place, page)


def _service_rows(world: World, key: str, text: ServiceText) -> dict[str, list[Any]]:
    return {
        "providers": [ServiceProvider(unit=world.unit(key, unit)) for unit in text.providers],
        "processes": [ServiceProcess(code=code, name=name) for code, name in text.processes],
        "procedures": [
            ServiceProcedure(code=code, name=name, url=url) for code, name, url in text.procedures
        ],
        "requirements": [
            ServiceRequirement(text=line, detail=detail, is_optional=bool(optional))
            for line, detail, *optional in text.requirements
        ],
        "costs": [
            ServiceCost(concept=concept, amount=amount, condition=condition)
            for concept, amount, condition in text.costs
        ],
        "channels": [
            ServiceChannel(kind=kind, detail=detail, url=url, hours=hours, priority_attention=first)
            for kind, detail, url, hours, first in text.channels
        ],
    }


def _sheet(entity: Entity, text: ServiceText, author: Any) -> Any:
    """The service sheet, in the private collection of the entity."""
    title = f"Ficha de servicio {text.code}-FS"
    body = papers.pdf(
        f"{title}: {text.title}",
        [
            text.description,
            f"Qué obtiene la persona: {text.obtains}",
            f"Cobertura: {text.coverage}",
        ],
    )
    document = get_document_model()(
        title=title,
        file=ContentFile(body, name=f"ficha-{text.code.lower()}.pdf"),
        collection=entity.document_collection,
        uploaded_by_user=author,
        file_size=len(body),
    )
    document.save()
    document.get_file_hash()
    return document
