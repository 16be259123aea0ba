"""What is still missing, above the tabs, from the same checkers that refuse a submission.

The list is rendered by the server; a small script asks for it again while typing pauses
(``views.completeness``). Without the script it is right as of the last save.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import Media
from django.urls import NoReverseMatch, reverse
from modelcluster.models import get_all_child_relations
from wagtail.admin.panels import TabbedInterface

from carta_pages.editor.typed import as_typed
from carta_pages.registries import editor_panels
from workflows.registries import Finding, findings_for
from workflows.screens.standing import standing_of

PANEL_ID = "carta-completeness"


@dataclass(frozen=True)
class Item:
    """A finding with the id of the element to go to; empty when it is of the whole page."""

    finding: Finding
    anchor: str


def completeness_of(
    page: Any, form_errors: bool = False, wrong: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Where the page stands, what blocks a submission, then what does not.

    Args:
        page: the instance as the form would leave it.
        form_errors: whether what is typed now could not be saved.
        wrong: form fields that hold something; what it is cannot be judged before it is right.
    """
    relations = {rel.get_accessor_name() for rel in get_all_child_relations(type(page))}
    standing = standing_of(page)
    findings = [] if standing.is_under_review else findings_for(page)
    items = [
        Item(finding, _anchor(finding.field, relations))
        for finding in findings
        if finding.field not in wrong
    ]
    return {
        "standing": standing,
        "page": page,
        "blocking": [item for item in items if item.finding.blocks],
        "advice": [item for item in items if not item.finding.blocks],
        "form_errors": form_errors,
    }


def _anchor(field: str, relations: set[str]) -> str:
    if not field:
        return ""
    return f"id_{field}-FORMS" if field in relations else f"id_{field}"


def completeness_url(page: Any) -> str:
    """Where the script asks again; empty while the page is not stored."""
    if not getattr(page, "pk", None):
        return ""
    try:
        return reverse("carta_completeness", args=[page.pk])
    except NoReverseMatch:
        return ""


def _new_commitment(page: Any, request: Any) -> str:
    """Where a commitment of this service is started; empty on other pages, and for others."""
    from carta_pages.editor.starting import new_commitment_url  # it knows the page types
    from carta_pages.models import ServicePage

    if request is None or not isinstance(page, ServicePage) or not page.pk:
        return ""
    return new_commitment_url(request.user, page, page.entity.pk)


class TabsWithCompleteness(TabbedInterface):
    """Tabs below a list of what is missing, each item a link to its field."""

    class BoundPanel(TabbedInterface.BoundPanel):
        template_name = "carta_pages/admin/tabs.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            page, has_errors, wrong = self.instance, False, frozenset[str]()
            if self.form.is_bound and not self.form.is_valid():
                page, wrong = as_typed(self.form)
                has_errors = True
            context["completeness"] = completeness_of(page, has_errors, wrong)
            context["completeness_url"] = completeness_url(self.instance)
            context["panel_id"] = PANEL_ID
            context["panels_above"] = [panel(page, self.request) for panel in editor_panels]
            context["new_commitment"] = _new_commitment(self.instance, self.request)
            return context

        @property
        def media(self) -> Media:
            return super().media + Media(
                js=["carta_pages/admin/completeness.js"],
                css={"all": ["carta_pages/admin/editor.css"]},
            )
