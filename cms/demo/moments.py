"""Registers of the platform's staff in the demonstration: no part of the story."""

from __future__ import annotations

from carta_pages.models import LifeEvent, ServicePage
from carta_pages.services.discovery import ensure_discovery, save_event
from carta_pages.services.writing import ensure_writing
from cms.demo import content
from entities.models import Entity


def arrange() -> None:
    """Load the initial lists; give moments their services unless somebody has given any.

    Once the whole story stands: a load that was cut short does it when it is begun again.
    """
    ensure_discovery()
    ensure_writing()
    if LifeEvent.objects.filter(services__isnull=False).exists():
        return
    events = LifeEvent.objects.filter(slug__in=content.events())
    found = {event: [_service(place) for place in content.events()[event.slug]] for event in events}
    if any(service is None for services in found.values() for service in services):
        return
    for event, services in found.items():
        save_event(event, services=services, reason="Servicios de la demostración.")


def _service(place: str) -> ServicePage | None:
    entity = Entity.objects.select_related("root_page").filter(slug=content.entity_of(place).slug)
    carta = next((one.root_page for one in entity if one.root_page), None)
    if carta is None:
        return None
    below = ServicePage.objects.filter(path__startswith=carta.path)
    return below.filter(slug=content.service_of(place).slug).first()
