"""The panel of home for whoever manages an entity's people: what is lacking, with the way there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from workflows.panels.home import HomePanel
from workflows.screens.home import home_of
from workflows.screens.staff_gaps import PlaceGaps, gaps_of_manager

if TYPE_CHECKING:
    from django.http import HttpRequest


class StaffGapsPanel(HomePanel):
    """«Qué falta en el personal»; it also says that nothing does."""

    name = "carta_staff_gaps"
    template_name = "workflows/home/staff_gaps.html"
    order = 15

    @cached_property
    def places(self) -> list[PlaceGaps]:
        """The gaps, place by place."""
        return gaps_of_manager(self.home.user)

    def is_shown(self) -> bool:
        return bool(self.places)

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "places": self.places}


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """``construct_homepage_panels``: after ours took the place of Wagtail's."""
    panels.append(StaffGapsPanel(home_of(request)))
