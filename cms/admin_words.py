"""Headings of Wagtail that no catalogue can translate: they are made of a field's English name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.sites.views import IndexView

SITE_HEADINGS = {
    "port": _("Puerto"),
    "site_name": _("Nombre del sitio"),
    "root_page": _("Página raíz"),
}


def name_site_columns() -> None:
    """Head the list of sites in Spanish: Wagtail writes «Port» whatever the language."""
    for column in IndexView.columns:
        if column.name in SITE_HEADINGS:
            column.label = SITE_HEADINGS[column.name]
