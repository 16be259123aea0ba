"""Finds what the story names: people by account, pages by place, dossiers by their page.

Between two steps nothing is remembered but the keys of pages, which never change: a load that
was interrupted finds everything again in the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Page

from cms.demo import content
from cms.demo.calendar import StoryCalendar
from entities.models import Entity, OrganizationalUnit, TerritorialUnit
from entities.vocabulary import TerritorialLevel
from workflows import selectors
from workflows.models import Dossier

ADMIN = "admin"


@dataclass(frozen=True)
class World:
    """What a step of the story works on.

    Args:
        calendar: the days of the story.
    """

    calendar: StoryCalendar
    _page_keys: dict[str, int] = field(default_factory=dict, repr=False)

    def user(self, username: str) -> Any:
        """The person behind an account."""
        return get_user_model()._default_manager.get(username=username)

    def admin_id(self) -> int:
        """Who runs the platform."""
        return int(self.user(ADMIN).pk)

    def entity(self, key: str) -> Entity:
        """An entity by the key of its texts (``rc``)."""
        return Entity.objects.get(slug=content.entities()[key].slug)

    def unit(self, key: str, unit: str) -> OrganizationalUnit:
        """A unit of an entity by the key of its texts."""
        text = next(row for row in content.entities()[key].units if row["key"] == unit)
        return OrganizationalUnit.objects.get(entity=self.entity(key), name=text["name"])

    def province(self, code: str) -> TerritorialUnit:
        """A province by its INEC code."""
        return TerritorialUnit.objects.get(level=TerritorialLevel.PROVINCE, code=code)

    def page(self, place: str) -> Any:
        """The page of a place: ``rc``, ``rc/cedula`` or ``rc/cedula/sin-errores``."""
        if place not in self._page_keys:
            self._page_keys[place] = self._find(place)
        return Page.objects.get(pk=self._page_keys[place]).specific

    def _find(self, place: str) -> int:
        key, *below = place.split("/")
        page = Page.objects.get(pk=self.entity(key).root_page_id)
        for slug in _slugs(place, below):
            page = Page.objects.child_of(page).get(slug=slug)
        return int(page.pk)

    def draft(self, place: str) -> Any:
        """The newest draft of a page, as its editor would find it."""
        return self.page(place).get_latest_revision_as_object()

    def dossier(self, place: str) -> Dossier:
        """The open dossier in which a page is being approved.

        Raises:
            LookupError: the page is in none.
        """
        page = self.page(place)
        dossier = selectors.open_dossier_of(page.pk)
        if dossier is None:
            raise LookupError(f"{place} is in no open dossier")
        return Dossier.objects.select_related("entity").get(pk=dossier.pk)

    def commitments(self, place: str) -> list[Any]:
        """The commitments below a service, in the order of the tree."""
        service = self.page(place)
        model = service.allowed_subpage_models()[0]
        return list(model.objects.child_of(service).order_by("path"))


def _slugs(place: str, below: list[str]) -> list[str]:
    """A service is named by the name of its file, everything below it by its own address."""
    return [content.service_of(place).slug, *below[1:]] if below else []
