"""The explorer without what it would tell: names of other entities' people, bulk boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.ui.tables.pages import BulkActionsColumn, ParentPageColumn
from wagtail.admin.views.pages.listing import (
    EditedByFilter,
    ExplorableIndexView,
    GenericPageFilterSet,
)
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.permissions import policy_registry

from workflows import selectors
from workflows.foresight import foresee

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def reachable_pages(request: HttpRequest | None) -> QuerySet[Page]:
    """Pages that the person may see in the explorer."""
    if request is None:
        return Page.objects.none()
    return policy_registry.get_by_type(Page).explorable_instances(request.user)


def owners_in_reach(request: HttpRequest | None) -> QuerySet[Any]:
    """People who own a page in the person's reach."""
    return get_user_model()._default_manager.filter(
        pk__in=reachable_pages(request).order_by().values("owner_id")
    )


def editors_in_reach(request: HttpRequest | None) -> QuerySet[Any]:
    """People who edited a page in the person's reach."""
    entries = PageLogEntry.objects.filter(
        action="wagtail.edit", page_id__in=reachable_pages(request).values("pk")
    )
    return get_user_model()._default_manager.filter(pk__in=entries.order_by().values("user_id"))


class ReachableFilterSet(GenericPageFilterSet):
    """Wagtail's filters, their choices taken from the person's own pages; sites left out."""

    owner = MultipleUserFilter(
        label=_("Creada por"), queryset=owners_in_reach, widget=CheckboxSelectMultiple
    )
    edited_by = EditedByFilter(
        label=_("Editada por"), queryset=editors_in_reach, widget=CheckboxSelectMultiple
    )
    site = None

    class Meta(GenericPageFilterSet.Meta):
        pass


def without_bulk(columns: list[Any]) -> list[Any]:
    """The same columns without the box for bulk actions."""
    return [column for column in columns if not isinstance(column, BulkActionsColumn)]


class ForeseeingExplorer(ExplorableIndexView):
    """Wagtail's explorer, which asks for every row what is the same for all of them."""

    def annotate_queryset(self, pages: QuerySet[Page]) -> QuerySet[Page]:
        """Without content types and sites, which are known to the process or annotated."""
        pages = super().annotate_queryset(pages).prefetch_related(None).prefetch_workflow_states()
        return pages.prefetch_related("locale") if self.i18n_enabled else pages

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows with what they share, so that fifty cost little more than one."""
        open_items = selectors.open_items_around(self.parent_page)
        foresee([self.parent_page], open_items=open_items)
        _read_revisions(self.parent_page)
        context = super().get_context_data(**kwargs)
        elsewhere = self.is_searching or self.is_filtering
        foresee(context["object_list"], self.parent_page, None if elsewhere else open_items)
        return context


def _read_revisions(page: Page) -> None:
    """The newest and the public revision of a page with their authors, for the side panel."""
    ids = {page.latest_revision_id, page.live_revision_id} - {None}
    found = Revision.objects.filter(pk__in=ids).select_related("user").in_bulk()
    if page.latest_revision_id in found:
        page.latest_revision = found[page.latest_revision_id]
    if page.live_revision_id in found:
        page.live_revision = found[page.live_revision_id]


EXPLORER_COLUMNS = [
    column
    for column in without_bulk(ExplorableIndexView.base_columns)
    if not isinstance(column, ParentPageColumn)  # never shown there, but read for every row
]
