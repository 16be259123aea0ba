"""What somebody sees before sending returned pages again (R111)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from wagtail.models import Page

from workflows import access
from workflows.models import Dossier, DossierItem, Observation
from workflows.screens.stale import content_of
from workflows.screens.submission import Sending, sendings


class Resubmission:
    """The screen on which returned pages are answered for and sent again."""

    def __init__(self, dossier: Dossier, user: Any):
        self.dossier = dossier
        self.user = user

    @cached_property
    def waiting(self) -> list[DossierItem]:
        """Pages that wait to be sent again, in the order of the tree."""
        rows = self.dossier.items.filter(awaits_resubmission=True)
        return list(rows.select_related("page", "unit").order_by("page__path"))

    @cached_property
    def pages(self) -> list[Sending]:
        """Those the person writes, each against the text that was returned."""
        specific = {
            page.pk: page
            for page in Page.objects.filter(pk__in=[i.page_id for i in self.waiting]).specific()
        }
        mine = [
            item
            for item in self.waiting
            if access.may_open_editor(self.user, specific[item.page_id])
        ]
        found = sendings(
            [specific[item.page_id] for item in mine],
            {item.page_id: content_of(item) for item in mine},
        )
        for entry, item in zip(found, mine, strict=True):
            entry.item = item
        return found

    @property
    def others(self) -> list[DossierItem]:
        """Pages other people still have to send."""
        mine = {entry.page.pk for entry in self.pages}
        return [item for item in self.waiting if item.page_id not in mine]

    @cached_property
    def observations(self) -> list[Observation]:
        """Open remarks the person must answer: about these pages, and about the whole."""
        mine = {entry.item.pk for entry in self.pages if entry.item}
        rows = self.dossier.observations.filter(answered_at__isnull=True).select_related("item")
        return [row for row in rows if row.item_id is None or row.item_id in mine]

    @property
    def error_count(self) -> int:
        """How many findings stop it."""
        return sum(found.finding.blocks for entry in self.pages for found in entry.missing)
