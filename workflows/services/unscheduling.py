"""Takes out the dates that no screen of ours accepts: nothing of the carta is scheduled."""

from __future__ import annotations

import logging

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Page, Revision

from workflows.gate.governed import is_above_governed

logger = logging.getLogger("carta.gate")


@transaction.atomic
def unschedule() -> list[int]:
    """Null the dates planted in governed pages and in those above them (DESIGN §3.9).

    They can only come from SQL: every screen and every save refuses them. The dates of other
    pages of the site stay.

    Returns:
        the pages that were scheduled.
    """
    planted = Q(go_live_at__isnull=False) | Q(expire_at__isnull=False)
    dated = _protected(Page.objects.filter(planted))
    Page.objects.filter(pk__in=dated).update(go_live_at=None, expire_at=None)
    revisions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        approved_go_live_at__isnull=False,
    )
    ids = {int(object_id) for object_id in revisions.values_list("object_id", flat=True)}
    approved = _protected(Page.objects.filter(pk__in=ids))
    revisions.filter(object_id__in=map(str, approved)).update(approved_go_live_at=None)
    found = sorted({*dated, *approved})
    for page_id in found:
        logger.warning("page %s was scheduled from outside: its date was taken out", page_id)
    return found


def _protected(pages: QuerySet[Page]) -> list[int]:
    return [page.pk for page in pages if is_above_governed(page)]
