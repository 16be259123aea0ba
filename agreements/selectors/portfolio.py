"""The portfolio: every service in a person's reach, in a fixed number of queries (R33, R35)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page

from agreements.rules.portfolio import Catalogue
from agreements.selectors.plan import PlannedDates, planned_of
from agreements.selectors.reach import Reach, Sight
from agreements.selectors.stamps import Stamp, stamped_cartas
from carta_pages.models import CommitmentPage, ServicePage, TerritorialAnnexPage
from carta_pages.states import IN_FORCE, State
from workflows.models import Dossier, DossierItem
from workflows.screens.scope import visible_dossiers
from workflows.stages import Stage

STEP = Page.steplen


@dataclass(frozen=True)
class Step:
    """An open dossier of a service that the person may open."""

    dossier_id: int
    number: str
    stage: Stage


@dataclass(frozen=True)
class Row:
    """A service of the portfolio.

    Args:
        pk: of its page.
        title: of its page.
        path: of its page.
        entity_id: whose.
        entity: short name.
        unit_id: the unit that answers for it, as far as the person sees inside.
        unit: its name.
        state: one of the seven, or none.
        since: day of its state.
        sight: how much of it the person sees.
        steps: open dossiers.
        commitments: how many it has; those published, where only states are seen.
        review_on: next review of a published commitment (R163).
        plan: its place in the plan, as far as the person sees it.
        stamp: changes whenever something behind the service changes.
    """

    pk: int
    title: str
    path: str
    entity_id: int
    entity: str
    unit_id: int | None
    unit: str
    state: State
    since: date | None
    sight: Sight
    steps: tuple[Step, ...]
    commitments: int
    review_on: date | None
    plan: PlannedDates | None
    stamp: Stamp

    @property
    def is_whole(self) -> bool:
        """Whether the person sees what stands behind it."""
        return self.sight is Sight.WHOLE

    @property
    def catalogue(self) -> Catalogue:
        """What it adds to the arithmetic."""
        return Catalogue(1, int(self.commitments > 0), int(self.state in IN_FORCE))


def portfolio(user: Any) -> list[Row]:
    """Every service the person sees, by entity and then in tree order: five queries.

    Args:
        user: who looks.
    """
    reach = Reach(user)
    cartas = {carta.path: carta for carta in stamped_cartas(reach.entity_ids)}
    limits = None if reach.entity_ids is None else list(cartas)
    if not cartas:
        return []
    below, steps = _below(limits), _steps(user)
    services = list(
        ServicePage.objects.filter(under(limits))
        .order_by("path")
        .values_list(
            "pk", "title", "path", "responsible_unit_id", "responsible_unit__name",
            "state__value", "state__effective_on", "latest_revision_id",
            "latest_revision_created_at", "live_revision_id",
        )
    )  # fmt: skip
    plans = planned_of(row[0] for row in services)
    found = []
    for pk, title, path, unit_id, unit, value, since, *draft in services:
        carta = cartas.get(path[:-STEP])
        if carta is None:
            continue
        sight = reach.of(carta.entity_id, unit_id, value or "")
        if sight is Sight.NONE:
            continue
        is_whole, parts = sight is Sight.WHOLE, below[path]
        promises = [part for part in parts if part.is_commitment and (is_whole or part.live)]
        plan = plans.get(pk)
        found.append(
            Row(
                pk=pk,
                title=title,
                path=path,
                entity_id=carta.entity_id,
                entity=carta.entity_name,
                unit_id=unit_id if is_whole else None,
                unit=(unit or "") if is_whole else "",
                state=State(value or State.EMPTY),
                since=since,
                sight=sight,
                steps=tuple(steps[path]),
                commitments=len(promises),
                review_on=min(
                    (part.review_on for part in promises if part.live and part.review_on),
                    default=None,
                ),
                plan=plan if plan is not None and (is_whole or plan.is_approved) else None,
                stamp=(*carta.stamp, *draft, *(one for part in parts for one in part.draft)),
            )
        )
    return sorted(found, key=lambda row: (row.entity.casefold(), row.path))


def catalogues(rows: Iterable[Row]) -> dict[str, Catalogue]:
    """Arithmetic of each entity, by its name (R35)."""
    found: dict[str, Catalogue] = defaultdict(Catalogue)
    for row in rows:
        found[row.entity] = found[row.entity] + row.catalogue
    return dict(found)


@dataclass(frozen=True)
class _Part:
    is_commitment: bool
    live: bool
    review_on: date | None
    draft: tuple[Any, ...]


def under(paths: list[str] | None) -> Q:
    """Pages below some cartas; below any, without a list."""
    if paths is None:
        return Q()
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition


def _below(paths: list[str] | None) -> dict[str, list[_Part]]:
    """Commitments and annexes by the path of their service: one query."""
    types = ContentType.objects.get_for_models(CommitmentPage, TerritorialAnnexPage)
    rows = Page.objects.filter(under(paths), content_type__in=types.values()).order_by("path")
    found: dict[str, list[_Part]] = defaultdict(list)
    for path, type_id, live, review_on, *draft in rows.values_list(
        "path", "content_type_id", "live", "commitmentpage__review_on", "pk",
        "latest_revision_id", "latest_revision_created_at",
    ):  # fmt: skip
        is_commitment = type_id == types[CommitmentPage].pk
        found[path[:-STEP]].append(_Part(is_commitment, live, review_on, tuple(draft)))
    return found


def _steps(user: Any) -> dict[str, list[Step]]:
    """Open dossiers that the person may open, by the path of the service: one query."""
    seen = visible_dossiers(user).filter(status=Dossier.Status.OPEN)
    rows = DossierItem.objects.filter(dossier__in=seen).order_by("dossier_id")
    found: dict[str, list[Step]] = defaultdict(list)
    for path, dossier_id, number, stage in rows.values_list(
        "page__path", "dossier_id", "dossier__number", "dossier__stage"
    ):
        step = Step(dossier_id, number, Stage(stage))
        for place in (path, path[:-STEP]):
            if step not in found[place]:
                found[place].append(step)
    return found
