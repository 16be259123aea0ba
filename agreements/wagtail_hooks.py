"""What this room adds to the admin; every URL has its row in ``gate.py``."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from agreements.access import reads_all_approved
from agreements.registers.group import BehindGroup
from agreements.registers.plan import PlanGroup
from agreements.views import plan, portfolio
from agreements.views.chain import chain
from agreements.views.files import evidence_file
from workflows.panels.menu import MenuEntry


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Screens of this room."""
    return [
        path(
            "respaldo/evidencia/<int:pk>/archivo/", evidence_file, name="agreements_evidence_file"
        ),
        path("respaldo/cadena/<int:page_id>/", chain, name="agreements_chain"),
        path("planes/", plan.approved_plans, name="agreements_approved_plans"),
        path("planes/version/<int:pk>/", plan.plan_version, name="agreements_plan_version"),
        path(
            "planes/version/<int:pk>/plan.xlsx",
            plan.plan_version_sheet,
            name="agreements_plan_version_sheet",
        ),
        path("planes/<int:pk>/", plan.plan, name="agreements_plan"),
        path("planes/<int:pk>/plan.xlsx", plan.plan_sheet, name="agreements_plan_sheet"),
        path("planes/<int:pk>/servicios/", plan.plan_services, name="agreements_plan_services"),
        path("planes/<int:pk>/version-nueva/", plan.plan_reopen, name="agreements_plan_reopen"),
        path("planes/<int:pk>/aprobar/", plan.plan_approve, name="agreements_plan_approve"),
        path("cartera/", portfolio.portfolio_screen, name="agreements_portfolio"),
        path("cartera/hoja/", portfolio.ask_portfolio_sheet, name="agreements_portfolio_ask"),
        path(
            "cartera/hoja/<int:pk>/", portfolio.portfolio_sheet, name="agreements_portfolio_sheet"
        ),
        path(
            "cartera/hoja/<int:pk>/archivo/",
            portfolio.portfolio_file,
            name="agreements_portfolio_file",
        ),
    ]


modeladmin_register(BehindGroup)
modeladmin_register(PlanGroup)


@hooks.register("register_admin_menu_item")
def approved_plans_item() -> MenuItem:
    """What the ministry reads of the plans of every entity."""
    return MenuEntry(
        _("Planes aprobados"),
        reverse("agreements_approved_plans"),
        name="carta-planes",
        icon_name="calendar-alt",
        order=152,
        shown_to=reads_all_approved,
    )


@hooks.register("insert_global_admin_css")
def checklist_style() -> str:
    """The checklist and the chain; the plan."""
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        static("agreements/admin.css"),
        static("agreements/plan.css"),
    )


@hooks.register("register_admin_menu_item")
def portfolio_menu_item() -> MenuItem:
    """Right after «Servicios y estados»: the same services with what stands behind them."""
    return MenuEntry(
        _("Cartera de servicios"),
        reverse("agreements_portfolio"),
        name="cartera-de-servicios",
        icon_name="table",
        order=152,
        shown_to=portfolio.sees_portfolio,
    )
