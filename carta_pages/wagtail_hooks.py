"""What this room adds to the admin; every URL has its row in ``gate.py``."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from carta_pages.access import Register
from carta_pages.editor import starting
from carta_pages.registers.discovery import SearchGroup
from carta_pages.registers.writing import WritingGroup
from carta_pages.views import importing
from carta_pages.views.completeness import completeness
from carta_pages.views.states import change_service_state, service_portfolio
from entities import access
from workflows.panels.menu import MenuEntry


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Screens of this room."""
    return [
        path("carta/falta/<int:page_id>/", completeness, name="carta_completeness"),
        path("carta/servicios/", service_portfolio, name="carta_portfolio"),
        path(
            "carta/servicios/<int:page_id>/estado/",
            change_service_state,
            name="carta_service_state",
        ),
        path("carta/importar/", importing.imports, name="carta_import"),
        path("carta/importar/<int:pk>/", importing.import_run, name="carta_import_run"),
        path(
            "carta/importar/plantilla/<str:name>",
            importing.import_template,
            name="carta_import_template",
        ),
        path(
            "carta/importar/borradores/<int:entity_id>.xlsx",
            importing.import_export,
            name="carta_import_export",
        ),
    ]


def _reads_states(user: Any) -> bool:
    return access.may_open(user, Register.STATES)


modeladmin_register(SearchGroup)
modeladmin_register(WritingGroup)
hooks.register("construct_homepage_panels", starting.add_to_home, order=1100)
hooks.register("register_page_header_buttons", starting.service_button)


@hooks.register("insert_global_admin_css")
def explorer_style() -> str:
    """Whole titles in the explorer, and no pencil where it may lead to a refusal."""
    return format_html(
        '<link rel="stylesheet" href="{}">', static("carta_pages/admin/explorer.css")
    )


@hooks.register("register_admin_menu_item")
def portfolio_menu_item() -> MenuItem:
    """The portfolio, right after the pages."""
    return MenuEntry(
        _("Servicios y estados"),
        reverse("carta_portfolio"),
        name="carta-servicios",
        icon_name="list-ul",
        order=150,
        shown_to=_reads_states,
    )


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """Beside the services: where they come from when they come in a sheet."""
    return MenuEntry(
        _("Importar"),
        reverse("carta_import"),
        name="carta-importar",
        icon_name="upload",
        order=155,
        shown_to=importing.may_import,
    )
