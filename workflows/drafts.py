"""The drafts that revisions hold, read for many at once: a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from wagtail.models import COMMENTS_RELATION_NAME, Comment, Page, Revision

from workflows import references


def drafts_of(revisions: Sequence[Revision]) -> list[Any]:
    """What ``revision.as_object()`` gives of each, in their order.

    One query for the pages of each type, one for the pages above them, one for their comments,
    one for each register that the drafts name; whatever their number.

    Args:
        revisions: of stored pages.
    """
    prefetch_related_objects(list(revisions), "content_object")
    pages = [revision.content_object for revision in revisions]
    step = Page.steplen
    above = {page.path[:-step] for page in pages}
    parents = {page.path: page for page in Page.objects.filter(path__in=above)}
    comments: dict[int, list[Comment]] = defaultdict(list)
    for comment in Comment.objects.filter(page__in=[page.pk for page in pages]):
        comments[comment.page_id].append(comment)
    for page in pages:
        getattr(page, COMMENTS_RELATION_NAME).set(comments[page.pk])
        page._cached_parent_obj = parents.get(page.path[:-step])  # where treebeard looks first
    with references.known(
        (type(page), revision.content) for page, revision in zip(pages, revisions, strict=True)
    ):
        return [
            page.with_content_json(revision.content)
            for page, revision in zip(pages, revisions, strict=True)
        ]
