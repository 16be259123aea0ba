"""«Qué falta» of a page, each finding with the way to its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from modelcluster.models import get_all_child_relations

from workflows.registries import Finding, findings_for


@dataclass(frozen=True)
class Missing:
    """A finding and where to mend it.

    Args:
        finding: what the checker says.
        url: the field in the editor; empty for whoever does not write the page.
    """

    finding: Finding
    url: str = ""


def missing_in(draft: Any, *, with_links: bool) -> list[Missing]:
    """What the checkers say of a draft or a pinned text, errors first.

    Args:
        draft: a page instance as its revision has it.
        with_links: whether the person writes the page and may go to its fields.
    """
    findings = findings_for(draft)
    if not with_links:
        return [Missing(finding) for finding in findings]
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    relations = {relation.get_accessor_name() for relation in get_all_child_relations(type(draft))}
    return [
        Missing(finding, finding.url or edit + _anchor(finding.field, relations))
        for finding in findings
    ]


def _anchor(field: str, relations: set[str]) -> str:
    if not field:
        return ""
    return f"#id_{field}-FORMS" if field in relations else f"#id_{field}"
