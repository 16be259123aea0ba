"""The menu: our screens with what waits in them; nothing that the gate would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import Resolver404, get_script_prefix, resolve, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from entities import roles
from entities.vocabulary import Role
from workflows.gate import routes, table
from workflows.gate.rows import Access
from workflows.screens.home import home_of
from workflows.screens.trace import may_read_trace

if TYPE_CHECKING:
    from django.http import HttpRequest


class CountedMenuItem(MenuItem):
    """A menu item with a number after its label: «Avisos (3)»."""

    def count(self, request: HttpRequest) -> int:
        """What the number is; 0 shows none."""
        return 0

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = self.count(request)
        label = f"{self.label} ({count})" if count else str(self.label)
        return LinkMenuItem(
            self.name,
            label,
            self.url,
            icon_name=self.icon_name,
            classname=self.classname,
            attrs=self.attrs,
        )


class DossiersMenuItem(CountedMenuItem):
    """«Expedientes», with how many wait for the person."""

    def count(self, request: HttpRequest) -> int:
        return home_of(request).waiting_count


class NoticesMenuItem(CountedMenuItem):
    """«Avisos», with how many are unread."""

    def count(self, request: HttpRequest) -> int:
        return home_of(request).unread_count


class TraceMenuItem(MenuItem):
    """«Traza», for those who audit and for the platform."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read_trace(request.user)


class BoardMenuItem(CountedMenuItem):
    """«Tablero de calidad», for the quality office."""

    def is_shown(self, request: HttpRequest) -> bool:
        return roles.has_role(request.user, Role.CAL)


class StaffMenuItem(MenuItem):
    """«Personal», for whoever manages somebody's roles."""

    def is_shown(self, request: HttpRequest) -> bool:
        return roles.is_platform_admin(request.user) or roles.has_role(request.user, Role.STAFF)


def home_item() -> MenuItem:
    """«Inicio»."""
    return MenuItem(
        _("Inicio"), reverse_lazy("wagtailadmin_home"), name="inicio", icon_name="home", order=10
    )


def dossiers_item() -> MenuItem:
    """«Expedientes»."""
    return DossiersMenuItem(
        _("Expedientes"),
        reverse_lazy("carta_workflows:index"),
        name="expedientes",
        icon_name="clipboard-list",
        order=20,
    )


def board_item() -> MenuItem:
    """«Tablero de calidad»."""
    return BoardMenuItem(
        _("Tablero de calidad"),
        reverse_lazy("carta_workflows:board"),
        name="tablero",
        icon_name="grid",
        order=30,
    )


def notices_item() -> MenuItem:
    """«Avisos»."""
    return NoticesMenuItem(
        _("Avisos"),
        reverse_lazy("carta_workflows:notices"),
        name="avisos",
        icon_name="mail",
        order=40,
    )


def trace_item() -> MenuItem:
    """«Traza»."""
    return TraceMenuItem(
        _("Traza"),
        reverse_lazy("carta_workflows:trace"),
        name="traza",
        icon_name="history",
        order=50,
    )


def staff_item() -> MenuItem:
    """«Personal»."""
    return StaffMenuItem(
        _("Personal"),
        reverse_lazy("carta_staff:index"),
        name="personal",
        icon_name="group",
        order=60,
    )


def hide_what_is_closed(request: HttpRequest, items: list[Any]) -> None:
    """Drop entries whose screen the gate would refuse: a way that leads nowhere is no help."""
    is_admin = roles.is_platform_admin(request.user)
    items[:] = [item for item in items if _leads_somewhere(item, is_admin)]


def hide_foreign_help(request: HttpRequest, items: list[Any]) -> None:
    """Drop help that lives on another host, in another language, about another version."""
    items[:] = [item for item in items if "://" not in str(item.url)]


def _leads_somewhere(item: Any, is_admin: bool) -> bool:
    url = str(item.url).split("?")[0]
    prefix = get_script_prefix()
    if not url.startswith(prefix):
        return True
    path = "/" + url.removeprefix(prefix)
    try:
        match = resolve(path)
    except Resolver404:
        return True
    key = routes.key_of(match, path)
    row = table.lookup(key) if key else None
    if key is None:
        return True
    if row is None or (row.access is Access.CLOSED and row.reach is None):
        return False
    return row.access is not Access.PLATFORM or is_admin
