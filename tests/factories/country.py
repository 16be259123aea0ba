"""A country of many services, written in bulk: for what is counted and measured, not decided."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page, Revision

from carta_pages.models import CartaPage, CommitmentPage, ServicePage, ServiceState
from carta_pages.states import State
from entities.models import Entity, OrganizationalUnit
from tests.factories.carta_pages import CartaPageFactory, CommitmentPageFactory, ServicePageFactory
from tests.factories.entities import UnitFactory

STATES = (State.EMPTY, State.PLANNED, State.PUBLISHED, State.NOT_ELIGIBLE)


def country(entities: int, services: int) -> list[Entity]:
    """Entities with their cartas, each with so many services of one commitment.

    Each page has the draft of a model page written by the usual factories; every fourth service
    is published as far as its state says.

    Args:
        entities: how many.
        services: of each.
    """
    model = ServicePageFactory(title="Modelo")
    promise = CommitmentPageFactory(parent=model)
    made = []
    for _number in range(entities):
        carta = CartaPageFactory()
        unit = UnitFactory(entity=carta.entity)
        _services(carta, unit, model, promise, services)
        made.append(carta.entity)
    return made


def _services(
    carta: CartaPage, unit: OrganizationalUnit, model: Any, promise: Any, count: int
) -> None:
    carta = CartaPage.objects.get(pk=carta.pk)
    above = [_place(carta, ServicePage, number) for number in range(count)]
    own = _write(ServicePage, above, model, responsible_unit=unit)
    below = [_place(service, CommitmentPage, 0) for service in own]
    _write(CommitmentPage, below, promise, review_on=date(2027, 3, 1))
    Page.objects.filter(pk=carta.pk).update(numchild=count)
    Page.objects.filter(pk__in=[service.pk for service in own]).update(numchild=1)
    ServiceState.objects.bulk_create(
        ServiceState(service=service, value=STATES[number % 4], effective_on=date(2026, 2, 1))
        for number, service in enumerate(own)
        if STATES[number % 4]
    )


def _place(parent: Any, model: Any, number: int) -> Page:
    title = f"{model._meta.verbose_name.capitalize()} {number:02}"
    slug = f"{model._meta.model_name}-{number}"
    return Page(
        title=title,
        draft_title=title,
        slug=slug,
        path=Page._get_path(parent.path, parent.depth + 1, number + 1),
        depth=parent.depth + 1,
        url_path=f"{parent.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(model),
        locale=Locale.objects.first(),
        live=model is CommitmentPage,
    )


def _write(model: Any, places: list[Page], pattern: Any, **values: Any) -> list[Any]:
    Page.objects.bulk_create(places)
    pages = {page.path: page for page in Page.objects.filter(path__in=[p.path for p in places])}
    names = [field.attname for field in model._meta.local_concrete_fields if not field.primary_key]
    own = {name: getattr(pattern, name) for name in names}
    found = []
    for page in pages.values():
        one = model(page_ptr_id=page.pk)
        one.__dict__.update({**page.__dict__, **own, "page_ptr_id": page.pk})
        for name, value in values.items():
            setattr(one, name, value)
        found.append(one)
    _insert(model, found)
    content = pattern.latest_revision.content
    drafts = [
        Revision(
            content_type=page.content_type,
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id=str(page.pk),
            created_at=pattern.latest_revision.created_at,
            content={**content, "pk": page.pk, "title": page.title, "path": page.path},
        )
        for page in found
    ]
    Revision.objects.bulk_create(drafts)
    by_page = {
        revision.object_id: revision
        for revision in Revision.objects.filter(object_id__in=[str(page.pk) for page in found])
    }
    for page in pages.values():
        page.latest_revision_id = by_page[str(page.pk)].pk
        page.latest_revision_created_at = by_page[str(page.pk)].created_at
    Page.objects.bulk_update(pages.values(), ["latest_revision", "latest_revision_created_at"])
    return found


def _insert(model: Any, rows: list[Any]) -> None:
    """Only the table of the page type: its part of the tree is written already."""
    fields = model._meta.local_concrete_fields
    model._base_manager._insert(rows, fields=fields, using="default")
