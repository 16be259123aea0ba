"""The menu: our screens with what waits in them; nothing that the gate would refuse."""

from __future__ import annotations

from collections.abc import Callable
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


class MenuEntry(MenuItem):
    """A menu item that some people see, with a number after its label: «Avisos (3)»."""

    def __init__(
        self,
        *args: Any,
        shown_to: Callable[[Any], bool] | None = None,
        count: Callable[[HttpRequest], int] | None = None,
        **kwargs: Any,
    ):
        """As Wagtail's, and more.

        Args:
            args: Wagtail's.
            shown_to: whether a person sees it; default everybody.
            count: what the number is; 0 shows none.
            kwargs: Wagtail's.
        """
        super().__init__(*args, **kwargs)
        self.shown_to = shown_to
        self.count = count

    def is_shown(self, request: HttpRequest) -> bool:
        return self.shown_to is None or self.shown_to(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        component = super().render_component(request)
        count = self.count(request) if self.count is not None else 0
        if count:
            component.label = f"{self.label} ({count})"
        return component


def _has_board(user: Any) -> bool:
    return roles.has_role_somewhere(user, Role.CAL)


def _manages_staff(user: Any) -> bool:
    return roles.is_platform_admin(user) or roles.has_role_somewhere(user, Role.STAFF)


ITEMS = (
    MenuEntry(
        _("Inicio"), reverse_lazy("wagtailadmin_home"), name="inicio", icon_name="home", order=10
    ),
    MenuEntry(
        _("Expedientes"),
        reverse_lazy("carta_workflows:index"),
        name="expedientes",
        icon_name="clipboard-list",
        order=20,
        count=lambda request: home_of(request).waiting_count,
    ),
    MenuEntry(
        _("Tablero de calidad"),
        reverse_lazy("carta_workflows:board"),
        name="tablero",
        icon_name="grid",
        order=30,
        shown_to=_has_board,
    ),
    MenuEntry(
        _("Avisos"),
        reverse_lazy("carta_workflows:notices"),
        name="avisos",
        icon_name="mail",
        order=40,
        count=lambda request: home_of(request).unread_count,
    ),
    MenuEntry(
        _("Traza"),
        reverse_lazy("carta_workflows:trace"),
        name="traza",
        icon_name="history",
        order=50,
        shown_to=may_read_trace,
    ),
    MenuEntry(
        _("Personal"),
        reverse_lazy("carta_staff:index"),
        name="personal",
        icon_name="group",
        order=60,
        shown_to=_manages_staff,
    ),
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
