"""What this room adds to the admin; every URL has its row in ``gate.py``."""

from __future__ import annotations

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from reports.views.communications import cartas, may_open, papers_of_carta, preview, sheet
from workflows.panels.menu import MenuEntry


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Screens of this room."""
    return [
        path("carta/papel/", cartas, name="reports_communications"),
        path("carta/papel/<int:page_id>/", papers_of_carta, name="reports_papers"),
        path("carta/papel/<int:page_id>/vista/<slug:word>.png", preview, name="reports_preview"),
        path("carta/papel/<int:page_id>/hoja/<uuid:point>.png", sheet, name="reports_sheet"),
    ]


@hooks.register("register_admin_menu_item")
def papers_menu_item() -> MenuItem:
    """Right after the services: what can be hung up of them."""
    return MenuEntry(
        _("Papel e incrustados"),
        reverse("reports_communications"),
        name="carta-papel",
        icon_name="doc-full",
        order=160,
        shown_to=may_open,
    )
