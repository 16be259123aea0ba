"""How each service stands before its checklist and its level, computed once for each change.

What is computed is kept in the cache under the mark of everything it was computed from
(``stamps``): what is found there is what would be computed again (ADR 0022).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from wagtail.models import Page, Revision

from agreements.models import OperationAgreement
from agreements.rules.capability import newest_verified, of_service
from agreements.rules.portfolio import Score, score_of
from agreements.selectors.portfolio import Row, under
from agreements.selectors.processes import assessed_in, processes_of
from carta_pages.models import ServicePage
from entities import clock
from workflows.drafts import drafts_of
from workflows.registries import checked

AT_ONCE = 50
"""Services whose pages are held in memory together."""
KEPT_FOR = 60 * 60 * 26  # seconds: the mark of another day is never asked again


@dataclass(frozen=True)
class Standing:
    """What is known of a service on a day.

    Args:
        score: of its checklist.
        level: verified and valid level, the lowest of its processes; ``None`` while one lacks it.
        capability_until: last day of the level that ends first.
        agreement_review: next review of its operation agreements in force.
    """

    score: Score
    level: int | None
    capability_until: date | None
    agreement_review: date | None


def missing_standings(rows: Iterable[Row]) -> list[Row]:
    """Those of the rows whose standing nobody computed since it changed."""
    known = kept_standings(rows := list(rows))
    return [row for row in rows if row.is_whole and row.pk not in known]


def kept_standings(rows: Iterable[Row]) -> dict[int, Standing]:
    """Standings that the cache holds, by service; no query."""
    whole = [row for row in rows if row.is_whole]
    kept = cache.get_many([_key(entity_id) for entity_id in {row.entity_id for row in whole}])
    found = {}
    for row in whole:
        stamp, standing = kept.get(_key(row.entity_id), {}).get(row.pk, (None, None))
        if stamp == row.stamp and standing is not None:
            found[row.pk] = standing
    return found


def standings(
    rows: Iterable[Row], tell: Callable[[int, int], None] | None = None
) -> dict[int, Standing]:
    """Standings of the rows whose inside the person sees, by service.

    Args:
        rows: of the portfolio.
        tell: told (done, in all) as services are computed.

    Returns:
        by id of the service. What the cache does not hold is computed in passes of ``AT_ONCE``
        services, each with a fixed number of queries.
    """
    rows = list(rows)
    found = kept_standings(rows)
    todo = [row for row in rows if row.is_whole and row.pk not in found]
    for start in range(0, len(todo), AT_ONCE):
        part = todo[start : start + AT_ONCE]
        found.update(_keep(part, _compute(part)))
        if tell is not None:
            tell(start + len(part), len(todo))
    return found


def _key(entity_id: int) -> str:
    return f"portfolio-standing:{entity_id}"


def _keep(rows: Sequence[Row], computed: dict[int, Standing]) -> dict[int, Standing]:
    keys = {_key(row.entity_id) for row in rows}
    kept = cache.get_many(keys)
    for row in rows:
        kept.setdefault(_key(row.entity_id), {})[row.pk] = (row.stamp, computed[row.pk])
    cache.set_many(kept, KEPT_FOR)
    return computed


def _compute(rows: Sequence[Row]) -> dict[int, Standing]:
    pages = _drafts([row.path for row in rows])
    services = list(ServicePage.objects.filter(pk__in=[row.pk for row in rows]))
    codes = processes_of(services)
    assessed = assessed_in(row.entity_id for row in rows)
    reviews = _reviews(row.pk for row in rows)
    said = dict(zip([id(page) for page in pages], checked(pages), strict=True))
    today, found = clock.today(), {}
    for row in rows:
        own = [page for page in pages if page.path.startswith(row.path)]
        mine = [one for one in assessed.get(row.entity_id, ()) if one.process in codes[row.pk]]
        capability = of_service(codes[row.pk], mine, today)
        counting = [
            newest_verified([one for one in mine if one.process == code], today)
            for code, _level in capability.levels
        ]
        found[row.pk] = Standing(
            score=score_of(said[id(page)] for page in own),
            level=capability.level,
            capability_until=min((one.valid_until for one in counting if one), default=None),
            agreement_review=reviews.get(row.pk),
        )
    return found


def _drafts(paths: list[str]) -> list[Any]:
    """The newest drafts of services and of all pages below them."""
    pages = Page.objects.filter(under(paths))
    drafted = Revision.objects.filter(pk__in=pages.values("latest_revision_id")).order_by("pk")
    stored = list(pages.filter(latest_revision__isnull=True).specific())
    return [*drafts_of(list(drafted)), *stored]


def _reviews(service_ids: Iterable[int]) -> dict[int, date]:
    rows = OperationAgreement.objects.filter(
        service_id__in=list(service_ids), in_force=True, next_review_on__isnull=False
    ).order_by("-next_review_on")
    pairs = rows.values_list("service_id", "next_review_on")
    return {service_id: day for service_id, day in pairs if day is not None}
