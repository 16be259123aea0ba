"""The explorer without what it would tell: names of other entities' people, bulk boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.ui.tables.pages import BulkActionsColumn
from wagtail.admin.views.pages.listing import (
    EditedByFilter,
    ExplorableIndexView,
    GenericPageFilterSet,
)
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import policy_registry

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


EXPLORER_COLUMNS = without_bulk(ExplorableIndexView.base_columns)
