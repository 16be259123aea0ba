"""What a published service loses by the passing of days, found by the daily work (R167).

A verified level below 4 opens its review at once, where it is verified. Here are the losses that
no decision says: a level whose validity ended, and a published factor that no operation agreement
backs any more. The state of the service does not move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import CapabilityAssessment, OperationAgreement, ReviewCase
from agreements.rules.capability import expired
from agreements.selectors.processes import assessed_in, processes_of
from agreements.services.cases import open_case
from agreements.vocabulary import CaseCause
from carta_pages.models import QualityFactor, ServicePage
from carta_pages.selectors import know_place
from carta_pages.states import IN_FORCE
from entities import clock


@transaction.atomic
def find_losses(today: date) -> str:
    """Open the mandatory review of each loss, once for each; a daily job.

    A review that was resolved is not opened again by the same assessment or the same agreement,
    unless the agreement came back and was lost another time.

    Args:
        today: the day in continental Ecuador.
    """
    services = list(
        ServicePage.objects.filter(state__value__in=IN_FORCE)
        .order_by("path")
        .select_related("state")
    )
    know_place(services)
    opened = _expired_levels(services, today) + _lost_agreements(services)
    return _("Revisiones obligatorias abiertas: %d.") % opened


def _expired_levels(services: Iterable[ServicePage], today: date) -> int:
    services = list(services)
    codes = processes_of(services)
    assessed = assessed_in({key for one in services if (key := one.entity_key) is not None})
    known = set(
        ReviewCase.objects.filter(cause=CaseCause.EXPIRED).values_list(
            "service_id", "assessment_id"
        )
    )
    opened = 0
    for service in services:
        gone = expired(codes[service.pk], assessed.get(service.entity_key or 0, ()), today)
        new = [one for one in gone if (service.pk, one.order) not in known]
        if not new:
            continue
        why = _("La capacidad verificada del proceso %(code)s estuvo vigente hasta el %(day)s.") % {
            "code": new[0].process.upper(),
            "day": new[0].valid_until.strftime("%d/%m/%Y"),
        }
        assessment = CapabilityAssessment.objects.get(pk=new[0].order)
        opened += open_case(service, CaseCause.EXPIRED, why, assessment=assessment) is not None
    return opened


def _lost_agreements(services: Iterable[ServicePage]) -> int:
    by_id = {service.pk: service for service in services}
    backed: dict[int, set[str]] = defaultdict(set)
    gone: dict[int, list[OperationAgreement]] = defaultdict(list)
    for row in OperationAgreement.objects.filter(service__in=by_id).order_by("-pk"):
        if row.in_force:
            backed[row.service_id].update(row.factors)
        else:
            gone[row.service_id].append(row)
    if not gone:
        return 0
    published = _published_factors(by_id.values())
    since = _out_of_force_since(row.pk for rows in gone.values() for row in rows)
    cases = ReviewCase.objects.filter(cause=CaseCause.AGREEMENT).order_by("opened_on")
    known: dict[int | None, date] = dict(cases.values_list("agreement_id", "opened_on"))
    opened = 0
    for service_id, rows in gone.items():
        bare = published.get(service_id, set()) - backed[service_id]
        lost = [row for row in rows if bare & set(row.factors) and not _is_known(row, known, since)]
        if not lost:
            continue
        why = _(
            "El acuerdo de operación %(code)s dejó de estar vigente y un factor publicado quedó "
            "sin acuerdo que lo respalde."
        ) % {"code": lost[0].code}
        service = by_id[service_id]
        opened += open_case(service, CaseCause.AGREEMENT, why, agreement=lost[0]) is not None
    return opened


def _is_known(
    row: OperationAgreement, known: Mapping[int | None, date], since: Mapping[int, date]
) -> bool:
    return row.pk in known and known[row.pk] >= since.get(row.pk, date.min)


def _published_factors(services: Iterable[ServicePage]) -> dict[int, set[str]]:
    """Identities of the factors of the published commitments, by the service; one query."""
    owners = {service.path: service.pk for service in services}
    found: dict[int, set[str]] = defaultdict(set)
    rows = QualityFactor.objects.filter(page__live=True).values_list("page__path", "uuid")
    for path, uuid in rows:
        owner = owners.get(path[: -ServicePage.steplen])
        if owner is not None:
            found[owner].add(str(uuid))
    return found


def _out_of_force_since(agreement_ids: Iterable[int]) -> dict[int, date]:
    """Day on which each agreement was taken out of force the last time; one query."""
    found: dict[int, date] = {}
    rows = OperationAgreement.history.filter(id__in=list(agreement_ids)).order_by("history_id")
    for pk, in_force, moment in rows.values_list("id", "in_force", "history_date"):
        if in_force:
            found.pop(pk, None)
        else:
            found.setdefault(pk, moment.astimezone(clock.ZONE).date())
    return found
