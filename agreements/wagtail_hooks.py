"""What this room adds to the admin; every URL has its row in ``gate.py``."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from agreements.registers.group import BehindGroup
from agreements.views.chain import chain
from agreements.views.files import evidence_file


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Screens of this room."""
    return [
        path(
            "respaldo/evidencia/<int:pk>/archivo/", evidence_file, name="agreements_evidence_file"
        ),
        path("respaldo/cadena/<int:page_id>/", chain, name="agreements_chain"),
    ]


modeladmin_register(BehindGroup)


@hooks.register("insert_global_admin_css")
def checklist_style() -> str:
    """The checklist and the chain."""
    return format_html('<link rel="stylesheet" href="{}">', static("agreements/admin.css"))
