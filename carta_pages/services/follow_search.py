"""What makes the public search look again: publications, states, and a look once a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from carta_pages.models import CartaPage, SearchDocument, ServicePage, ServiceState
from carta_pages.search import documents
from carta_pages.search.facets import Facet, values
from carta_pages.selectors import services_of
from carta_pages.services import search_index
from carta_pages.states import State
from workflows.models import Edition

if TYPE_CHECKING:
    from workflows.models import Dossier

SAMPLE = 200
"""Services read whole in each daily look, others every day; of the rest, what they are made of."""


def published(dossier: Dossier, editions: Iterable[Edition]) -> None:
    """After a publication: its services, or all of the entity when its carta is among it."""
    page_ids = [edition.page_id for edition in editions]
    services = {service.pk for service in services_of(page_ids)}
    for carta in CartaPage.objects.filter(pk__in=page_ids):
        below = ServicePage.objects.child_of(carta)
        services |= set(below.values_list("pk", flat=True))
    search_index.refresh_later(services)


def look(today: date) -> str:
    """Compare the index with what is published and repair it; a line for the daily report."""
    if search_index.is_outdated():
        written = search_index.rebuild()
        return _("Buscador: índice rehecho, páginas %d.") % written.documents
    found = sorted(different() | _sample(today))
    written = search_index.Written()
    for start in range(0, len(found), search_index.BATCH):
        written.add(search_index.refresh(found[start : start + search_index.BATCH]))
    count = SearchDocument.objects.count()
    counts = {"count": count, "mended": written.changed + written.removed}
    return _("Buscador: páginas %(count)d, corregidas %(mended)d.") % counts


def different() -> set[int]:
    """Services whose pages in the index are not those in force, or not in their state."""
    later = Edition.objects.filter(page_id=OuterRef("page_id"), number__gt=OuterRef("number"))
    models = list(documents.KINDS)
    newest = Edition.objects.filter(
        ~Exists(later),
        page__content_type__app_label="carta_pages",
        page__content_type__model__in=models,
        type=Edition.Type.PUBLICATION,
    )
    in_force = dict(newest.values_list("page_id", "pk"))
    stored = SearchDocument.objects.values_list("page_id", "service_id", "edition_id", "facets")
    states = dict(ServiceState.objects.values_list("service_id", "value"))
    found = set()
    known = set()
    for page_id, service_id, edition_id, facets in stored.iterator():
        known.add(page_id)
        state = (values(facets).get(Facet.STATE) or [State.EMPTY])[0]
        if in_force.get(page_id) != edition_id or states.get(service_id, State.EMPTY) != state:
            found.add(service_id)
    missing = sorted(in_force.keys() - known)
    for start in range(0, len(missing), search_index.FEW_AT_ONCE):
        part = missing[start : start + search_index.FEW_AT_ONCE]
        found |= {
            service.pk for service in services_of(part) if states.get(service.pk) != State.EXCLUDED
        }
    return found


def _sample(today: date) -> set[int]:
    """Some services, others each day, until every one has had its turn."""
    services = ServicePage.objects.filter(pk__in=SearchDocument.objects.values("service_id"))
    ids = list(services.order_by("pk").values_list("pk", flat=True))
    start = today.toordinal() * SAMPLE % len(ids) if ids else 0
    return set((ids + ids)[start : start + SAMPLE])
