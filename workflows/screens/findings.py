"""«Qué falta» of a page, each finding with the way to its field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from modelcluster.models import get_all_child_relations

from workflows.registries import Finding, checked


@dataclass(frozen=True)
class Missing:
    """A finding and where to mend it.

    Args:
        finding: what the checker says.
        url: the field in the editor; empty for whoever does not write the page.
    """

    finding: Finding
    url: str = ""


def missing_in(drafts: Sequence[Any], *, with_links: bool) -> list[list[Missing]]:
    """What the checkers say of some drafts or pinned texts, errors first; one list for each.

    Args:
        drafts: page instances as their revisions have them.
        with_links: whether the person writes the pages and may go to their fields.
    """
    found = checked(drafts)
    return [
        [Missing(finding, _way(draft, finding) if with_links else "") for finding in one.findings]
        for draft, one in zip(drafts, found, strict=True)
    ]


def _way(draft: Any, finding: Finding) -> str:
    if finding.url:
        return finding.url
    relations = {relation.get_accessor_name() for relation in get_all_child_relations(type(draft))}
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    return edit + _anchor(finding.field, relations)


def _anchor(field: str, relations: set[str]) -> str:
    if not field:
        return ""
    return f"#id_{field}-FORMS" if field in relations else f"#id_{field}"
