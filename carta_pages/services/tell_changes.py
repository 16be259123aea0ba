"""Writes what each published change means, after it is public and again whenever it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import ngettext

from carta_pages.models.stories import ChangeStory
from carta_pages.public.published import changed, entity_scope
from carta_pages.public.story import told
from workflows.models import Dossier, Edition

BATCH = 200


def follow(dossier: Dossier, editions: Iterable[Edition]) -> None:
    """Follower of a publication: its editions in words."""
    tell(Edition.objects.filter(pk__in=[edition.pk for edition in editions]))


def tell(editions: QuerySet[Edition], report: Callable[[int], None] = lambda done: None) -> int:
    """Write the stories of some editions, in place of those there were.

    Args:
        editions: any of them, in any order.
        report: called with how many are done.

    Returns:
        how many were written.
    """
    done = 0
    keys = list(editions.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        stories = _stories(keys[start : start + BATCH])
        entities = Edition.objects.filter(pk__in=[story.pk for story in stories])
        owners = set(entities.values_list("dossier__entity_id", flat=True))
        with transaction.atomic():
            ChangeStory.objects.bulk_create(
                stories, update_conflicts=True, unique_fields=["edition"], update_fields=["lines"]
            )
            changed(*map(entity_scope, sorted(owners)))
        done += len(stories)
        report(done)
    return done


def tell_untold(today: date) -> str:
    """Daily job: whatever a follower that died, or an older installation, left without words.

    Args:
        today: the day of the daily command; unused, since an edition is told once.
    """
    written = tell(Edition.objects.filter(story=None))
    return ngettext(
        "%(n)d cambio publicado puesto en palabras.",
        "%(n)d cambios publicados puestos en palabras.",
        written,
    ) % {"n": written}


def _stories(keys: Iterable[int]) -> list[ChangeStory]:
    previous = Edition.objects.filter(
        page_id=OuterRef("page_id"), number__lt=OuterRef("number")
    ).order_by("-number")
    editions = (
        Edition.objects.filter(pk__in=list(keys))
        .select_related("page")
        .annotate(previous_id=Subquery(previous.values("pk")[:1]))
    )
    rows = list(editions)
    before = Edition.objects.in_bulk([row.previous_id for row in rows if row.previous_id])
    return [
        ChangeStory(edition=row, lines=_lines(row, before.get(row.previous_id))) for row in rows
    ]


def _lines(edition: Edition, previous: Edition | None) -> list[str]:
    model: Any = edition.page.specific_class
    return told(previous.content if previous else None, edition.content, model.snapshot_schema)
