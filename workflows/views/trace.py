"""«Traza»: the chain as auditors and the platform read it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

from workflows.errors import Refused
from workflows.models import ChainHead
from workflows.screens.trace import lines_of, may_read_trace, readable_entries
from workflows.verdicts import no
from workflows.views.base import Screen

A_PAGE = 50


class TraceView(Screen):
    """A list of entries, newest first, with the head of the chain."""

    template_name = "workflows/trace.html"
    header_icon = "history"
    breadcrumbs_items = [Screen.HOME]

    def get_page_title(self) -> str:
        return _("Traza")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Raises ``Refused`` for whoever neither audits an entity nor administers the platform."""
        user = self.request.user
        if not may_read_trace(user):
            reason = _("La traza la lee quien audita.")
            raise Refused(
                no(
                    reason,
                    _("Puede leerla: Auditoría de la entidad o administración de la plataforma."),
                )
            )
        context = super().get_context_data(**kwargs)
        page = WagtailPaginator(readable_entries(user), A_PAGE).get_page(self.request.GET.get("p"))
        context["page"] = page
        context["elided_page_range"] = page.paginator.get_elided_page_range(page.number)
        context["lines"] = lines_of(page.object_list)
        context["head"] = ChainHead.objects.first()
        return context
