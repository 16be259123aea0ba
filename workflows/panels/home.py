"""The home screen: what waits, what is late, what was sent, what is still to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component

from workflows.screens.home import ROWS_A_LIST, Home, home_of

if TYPE_CHECKING:
    from django.http import HttpRequest

#: Named, not resolved: the manifest of static files may not exist yet when this is imported.
STYLE = forms.Media(css={"all": ["workflows/screens.css"]})


class HomePanel(Component):
    """A panel fed by the reader of the request; absent when it has nothing to say."""

    order = 100

    def __init__(self, home: Home):
        self.home = home

    @property
    def media(self) -> forms.Media:
        return STYLE

    def is_shown(self) -> bool:
        """Whether there is something in it."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "home": self.home,
            "most": ROWS_A_LIST,
            "request": parent_context["request"],
            "csrf_token": parent_context.get("csrf_token"),
        }

    def render_html(self, parent_context: Any = None) -> str:
        return super().render_html(parent_context) if self.is_shown() else ""


class WaitingPanel(HomePanel):
    """«Espera mi acción»: always there, so that its absence never has to be guessed."""

    name = "carta_waiting"
    template_name = "workflows/home/waiting.html"
    order = 10

    def is_shown(self) -> bool:
        return True


class NoticesPanel(HomePanel):
    """The newest unread notices."""

    name = "carta_notices"
    template_name = "workflows/home/notices.html"
    order = 50

    def is_shown(self) -> bool:
        return bool(self.home.notices)


class KeptPanel(HomePanel):
    """Texts that lost a race of saves: first of all, because they are waiting to be lost."""

    name = "carta_kept"
    template_name = "workflows/home/kept.html"
    order = 5

    def is_shown(self) -> bool:
        return bool(self.home.kept)


class LatePanel(HomePanel):
    """«Atrasados» that wait for somebody else."""

    name = "carta_late"
    template_name = "workflows/home/late.html"
    order = 20

    def is_shown(self) -> bool:
        return bool(self.home.late_elsewhere)


class SentPanel(HomePanel):
    """«Lo que envié y dónde está»."""

    name = "carta_sent"
    template_name = "workflows/home/sent.html"
    order = 30

    def is_shown(self) -> bool:
        return bool(self.home.sent_dossiers)


class DraftsPanel(HomePanel):
    """«Mis borradores sin enviar»."""

    name = "carta_drafts"
    template_name = "workflows/home/drafts.html"
    order = 40

    def is_shown(self) -> bool:
        return bool(self.home.drafts)


PANELS = (KeptPanel, WaitingPanel, LatePanel, SentPanel, DraftsPanel, NoticesPanel)


def replace_panels(request: HttpRequest, panels: list[Any]) -> None:
    """``construct_homepage_panels``: ours instead of Wagtail's, which are not paginated."""
    from wagtail.admin.views import home as wagtail_home

    replaced = (
        wagtail_home.WorkflowObjectsToModeratePanel,
        wagtail_home.UserObjectsInWorkflowModerationPanel,
        wagtail_home.RecentEditsPanel,
        wagtail_home.LockedPagesPanel,
    )
    home = home_of(request)
    panels[:] = [panel for panel in panels if not isinstance(panel, replaced)]
    panels += [panel(home) for panel in PANELS]


class Count(SummaryItem):
    """One number of the summary line, with the way to what it counts."""

    template_name = "workflows/home/count.html"

    def __init__(
        self, request: HttpRequest, order: int, number: int, words: str, url: str, icon: str
    ):
        super().__init__(request)
        self.order = order
        self.number = number
        self.words = words
        self.url = url
        self.icon = icon

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"number": self.number, "words": self.words, "url": self.url, "icon": self.icon}


def replace_summary(request: HttpRequest, items: list[Any]) -> None:
    """``construct_homepage_summary_items``: how much there is to do, not how many pages."""
    home = home_of(request)
    dossiers = reverse("carta_workflows:index")
    waiting, late, unread = home.waiting_count, home.late_count, home.unread_count
    items[:] = [
        Count(
            request,
            10,
            waiting,
            ngettext("espera su acción", "esperan su acción", waiting),
            f"{dossiers}?show=waiting",
            "tasks",
        ),
        Count(
            request,
            20,
            late,
            ngettext("atrasado", "atrasados", late),
            f"{dossiers}?show=late",
            "warning",
        ),
        Count(
            request,
            30,
            unread,
            ngettext("aviso sin leer", "avisos sin leer", unread),
            reverse("carta_workflows:notices"),
            "mail",
        ),
    ]
    if not request.user.is_active:
        items.clear()
