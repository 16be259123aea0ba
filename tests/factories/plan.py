"""Publication plans: rows written directly, and one drawn up and approved by people."""

from datetime import date, timedelta
from typing import Any

from agreements.models import PlannedService, PublicationPlan
from entities import clock


def plan_of(entity: Any, year: int | None = None, **values: Any) -> PublicationPlan:
    """The plan of an entity for a year, this one when not given; kept if there is one."""
    found, _made = PublicationPlan.objects.get_or_create(
        entity=entity,
        year=year or clock.today().year,
        defaults={"unit": entity.units.first(), **values},
    )
    return found


def listed(service: Any, *, since: int | None = 1, **values: Any) -> PlannedService:
    """A service in the plan of its entity: approved since version 1 unless said otherwise."""
    plan = values.pop("plan", None) or plan_of(service.entity, version=since or 0)
    day: date = values.pop("publish_on", clock.today() + timedelta(days=60))
    dates = {"approved_publish_on": day, "original_publish_on": day} if since else {}
    return PlannedService.objects.create(
        entity=service.entity,
        plan=plan,
        service=service,
        publish_on=day,
        since_version=since,
        **{**dates, **values},
    )
