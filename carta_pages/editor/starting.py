"""«Nuevo compromiso»: where a person may start one, and the way there in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from carta_pages.models import CartaPage, CommitmentPage, ServicePage
from entities import roles

if TYPE_CHECKING:
    from django.http import HttpRequest

SERVICES_ON_HOME = 8


@dataclass(frozen=True)
class Start:
    """A service the person may write a commitment for."""

    service: ServicePage
    url: str


def new_commitment_url(user: Any, service: ServicePage, entity_id: int) -> str:
    """Where the person starts a commitment of the service; empty for whoever does not write it.

    Args:
        user: who asks.
        service: the service.
        entity_id: its entity, which the caller has at hand for every service of a list.
    """
    if not user.is_active or not any(
        roles.has_role(user, role, entity_id, service.unit_for(role))
        for role in CommitmentPage.editor_roles
    ):
        return ""
    return reverse("wagtailadmin_pages:add", args=["carta_pages", "commitmentpage", service.pk])


def starts_of(user: Any) -> list[Start]:
    """Services for which the person writes commitments, in the order of the tree: one query."""
    entity_ids = roles.entity_ids(user, CommitmentPage.editor_roles)
    if not entity_ids:
        return []
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    services = (
        ServicePage.objects.annotate(
            owner_entity=Subquery(CartaPage.objects.filter(path=above).values("entity_id")[:1])
        )
        .filter(owner_entity__in=entity_ids)
        .select_related("responsible_unit")
        .order_by("path")
    )
    starts = (
        Start(service, new_commitment_url(user, service, service.owner_entity))
        for service in services
    )
    return [start for start in starts if start.url]


class StartPanel(Component):
    """On the home screen of whoever writes commitments."""

    name = "carta_start"
    template_name = "carta_pages/admin/start.html"
    order = 35

    def __init__(self, starts: list[Start]):
        self.starts = starts

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "starts": self.starts[:SERVICES_ON_HOME],
            "has_more": len(self.starts) > SERVICES_ON_HOME,
        }


def add_to_home(request: HttpRequest, panels: list[Any]) -> None:
    """``construct_homepage_panels``."""
    starts = starts_of(request.user)
    if starts:
        panels.append(StartPanel(starts))


def service_button(
    page: Any, user: Any, next_url: str | None = None, **kwargs: Any
) -> Iterator[HeaderButton]:
    """``register_page_header_buttons``: beside the title of a service."""
    if not isinstance(page, ServicePage):
        return
    url = new_commitment_url(user, page, page.entity.pk)
    if url:
        yield HeaderButton(_("Nuevo compromiso"), url, icon_name="plus", priority=4)
