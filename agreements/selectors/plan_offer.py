"""Which services may be planned, and why the others may not (R18, R88)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.models import PlannedService, PublicationPlan
from agreements.rules.capability import Capability, of_service
from agreements.selectors.processes import assessed_of, processes_of
from agreements.vocabulary import Level
from carta_pages.models import CartaPage, ServicePage, ServiceState
from carta_pages.states import IN_FORCE, State
from entities import clock
from entities.models import Entity


@dataclass(frozen=True)
class Offered:
    """A service of the entity before the plan.

    Args:
        service: the page.
        capability: of its processes today.
        state: its state today.
        listed: its row in the plan, when it is there.
        why_not: why it is left out; empty when it may be listed.
    """

    service: ServicePage
    capability: Capability
    state: State
    listed: PlannedService | None = None
    why_not: str = ""

    @property
    def level(self) -> str:
        """Its level in words; empty when some process has none that counts."""
        return "" if self.capability.level is None else str(Level(self.capability.level).label)

    @property
    def is_in_force(self) -> bool:
        """Whether citizens read it as current already: the plan moves no state of it."""
        return self.state in IN_FORCE


def services_of(entity: Entity) -> list[Offered]:
    """Every service of an entity with its level and its state, in tree order: six queries."""
    carta = CartaPage.objects.filter(entity=entity).first()
    if carta is None:
        return []
    services = list(ServicePage.objects.child_of(carta).order_by("path"))
    named, assessed, today = processes_of(services), assessed_of(entity.pk), clock.today()
    ids = [service.pk for service in services]
    states = dict(
        ServiceState.objects.filter(service_id__in=ids).values_list("service_id", "value")
    )
    return [
        Offered(
            service,
            of_service(named[service.pk], assessed, today),
            State(states.get(service.pk, State.EMPTY)),
        )
        for service in services
    ]


def offer(plan: PublicationPlan) -> list[Offered]:
    """The services of the plan's entity, each listed, offered, or left out with the reason."""
    from agreements.services.capability import lacks

    rows = {row.service_id: row for row in plan.services.filter(in_force=True)}
    found = []
    for one in services_of(plan.entity):
        listed = rows.get(one.service.pk)
        why = "" if one.capability.suffices else lacks(one.capability)
        if listed is not None:
            why = _("Ya consta en el plan.")
        found.append(Offered(one.service, one.capability, one.state, listed, why))
    return found
