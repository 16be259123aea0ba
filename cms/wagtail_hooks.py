"""Where the host's own screens join Wagtail's admin."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.handbook.documents import TITLES, guides
from cms.security.scope import may_read
from workflows.panels.menu import MenuEntry


@hooks.register("register_admin_urls")
def security_urls() -> list[Any]:
    return [path("registro-de-seguridad/", include("cms.security.urls"))]


@hooks.register("register_reports_menu_item")
def security_item() -> MenuItem:
    return MenuEntry(
        _("Registro de seguridad"),
        reverse_lazy("carta_security:index"),
        name="registro-de-seguridad",
        icon_name="lock",
        order=900,
        shown_to=may_read,
    )


@hooks.register("register_admin_urls")
def handbook_urls() -> list[Any]:
    return [path("ayuda/", include("cms.handbook.urls"))]


def _guide_item(slug: str, title: str, order: int) -> MenuItem:
    address = reverse_lazy("carta_handbook:guide", args=[slug])
    return MenuItem(title, address, name=f"guia-{slug}", icon_name="help", order=order)


for _order, _guide in enumerate(guides()):
    hooks.register(
        "register_help_menu_item",
        partial(_guide_item, _guide.slug, TITLES[_guide.slug], 10 + _order),
    )


@hooks.register("register_admin_urls")
def second_factor_urls() -> list[Any]:
    return [path("segundo-factor/", include("cms.second_factor.urls"))]


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("carta_factor:index"),
        "label": _("Segundo factor"),
        "help_text": _("Un código de su teléfono, además de la contraseña."),
    }
