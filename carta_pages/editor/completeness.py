"""What is still missing, above the tabs, from the same checkers that refuse a submission.

The list is rendered by the server; a small script asks for it again while typing pauses
(``views.completeness``). Without the script it is right as of the last save.
"""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from wagtail.admin.panels import TabbedInterface

from workflows.registries import Finding, findings_for

PANEL_ID = "carta-completeness"


def grouped(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Findings as the template shows them: what blocks, then what is advised."""
    return {
        "blocking": [finding for finding in findings if finding.blocks],
        "advice": [finding for finding in findings if not finding.blocks],
    }


def completeness_url(page: Any) -> str:
    """Where the script asks again; empty while the page is not stored."""
    if not getattr(page, "pk", None):
        return ""
    try:
        return reverse("carta_completeness", args=[page.pk])
    except NoReverseMatch:
        return ""


class TabsWithCompleteness(TabbedInterface):
    """Tabs below a list of what is missing, each item a link to its field."""

    class BoundPanel(TabbedInterface.BoundPanel):
        template_name = "carta_pages/admin/tabs.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["completeness"] = grouped(findings_for(self.instance))
            context["completeness_url"] = completeness_url(self.instance)
            context["panel_id"] = PANEL_ID
            return context

        @property
        def media(self) -> Media:
            return super().media + Media(
                js=[static("carta_pages/admin/completeness.js")],
                css={"all": [static("carta_pages/admin/editor.css")]},
            )
