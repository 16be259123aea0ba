"""Index editions: what was in force below a service or a carta, at one publication."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from wagtail.models import Page

from entities import clock
from workflows import selectors
from workflows.models import Dossier, DossierItem, Edition, IndexEdition
from workflows.registries import index_summaries
from workflows.services.trace import stamp
from workflows.snapshots import canonical, text_digest


def write_indexes(
    dossier: Dossier, items: list[DossierItem], effective_date: date
) -> list[IndexEdition]:
    """Write the index of every governed page that stands above what was published.

    Args:
        dossier: what was published.
        items: its pages, with ``page`` loaded.
        effective_date: from when it holds.

    Returns:
        the indexes, the carta first.
    """
    return [
        _write_index(dossier, page, effective_date)
        for page in _containers([item.page for item in items])
    ]


def _containers(pages: list[Page]) -> list[Any]:
    """Governed pages that can have others below: the pages themselves and those above."""
    paths = {
        page.path[:length]
        for page in pages
        for length in range(page.steplen, len(page.path) + 1, page.steplen)
    }
    above = Page.objects.filter(path__in=paths).order_by("path")
    return [
        page
        for page in above
        if getattr(page.specific_class, "snapshot_schema", None) is not None
        and page.specific_class.allowed_subpage_models()
    ]


def _write_index(dossier: Dossier, page: Any, effective_date: date) -> IndexEdition:
    pages = {
        below.pk: below
        for below in Page.objects.filter(path__startswith=page.path)
        .select_related("content_type")
        .order_by("path")
    }
    by_path = {below.path: pk for pk, below in pages.items()}
    editions = selectors.editions_in_force(list(pages))
    rows = [
        {
            "page": pk,
            "parent": by_path.get(below.path[: -below.steplen]),
            "type": below.content_type.model,
            "title": editions[pk].title,
            "slug": below.slug,
            "edition": editions[pk].number,
            "sha256": editions[pk].sha256,
            "kind": str(editions[pk].type),
            "code": editions[pk].code,
            "effective": editions[pk].effective_date.isoformat(),
            "summary": _summary(editions[pk]),
        }
        for pk, below in pages.items()
        if pk in editions
    ]
    last = IndexEdition.objects.filter(page_id=page.pk).order_by("-number").first()
    text = json.dumps(rows, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    index = IndexEdition(
        page_id=page.pk,
        number=last.number + 1 if last else 1,
        effective_date=max(effective_date, last.effective_date) if last else effective_date,
        published_at=clock.now(),
        entries=text,
        sha256=text_digest(text),
        dossier=dossier,
    )
    index.record_hash = index_record_hash(index)
    index.save(force_insert=True)
    return index


def _summary(edition: Edition) -> dict[str, Any]:
    """What lists of the rooms above show of a page without opening its edition."""
    return {
        name: value for summarise in index_summaries for name, value in summarise(edition).items()
    }


def index_record_hash(index: IndexEdition) -> str:
    """Hash over everything an index says of itself; the trace keeps it."""
    effective = index.effective_date
    return text_digest(
        canonical(
            {
                "page": index.page_id,
                "number": index.number,
                "effective": effective if isinstance(effective, str) else effective.isoformat(),
                "published_at": stamp(index.published_at),
                "sha256": index.sha256,
                "dossier": index.dossier_id,
            }
        )
    )
