"""The views of the admin for governed pages, and for the pages that contain them.

The gate table already closes what is closed; these viewsets close it a second time, so that a
view reached by any other way still changes nothing (DESIGN §3.9).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import classproperty
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from workflows import access
from workflows.errors import OutsideTheMachine, Refused
from workflows.gate import answers
from workflows.gate.create import (
    ClosedChooseParentView,
    GovernedCreateView,
    OwnTypesAddSubpageView,
)
from workflows.gate.edit import GovernedEditView, GovernedRevertView
from workflows.gate.explorer import (
    EXPLORER_COLUMNS,
    ForeseeingExplorer,
    ReachableFilterSet,
)
from workflows.gate.governed import governed_models
from workflows.gate.reading import (
    DossierHistoryDetailView,
    DossierHistoryView,
    DraftCompareView,
    DraftHistoryView,
    DraftPreviewView,
    DraftRevisionView,
    DraftView,
    NewDraftPreviewView,
)
from workflows.gate.rows import PLATFORM_WHO
from workflows.governed import GovernedPage
from workflows.verdicts import Verdict, no
from workflows.whole import all_or_nothing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ClosedView(View):
    """Nobody passes; nothing is read or written."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return answers.forbidden(
            request,
            no(
                _("Esta acción está cerrada para las páginas de la carta."),
                _("Lo público cambia solo por el expediente de la página."),
            ),
        )


def explained(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a refusal with its reason instead of sending the person home without one."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Refused, OutsideTheMachine) as error:
            return answers.forbidden(request, error.verdict)
        except PermissionDenied:
            return answers.forbidden(request, _reason(request, kwargs))

    return wrapper


def whole(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep all of what a POST to a view of Wagtail's writes, or nothing."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        return all_or_nothing(partial(view, request, *args, **kwargs))

    return wrapper


def _reason(request: HttpRequest, kwargs: dict[str, Any]) -> Verdict:
    page_id = kwargs.get("page_id") or kwargs.get("pk") or kwargs.get("parent_page_id")
    page = Page.objects.filter(pk=page_id).first()
    page = page.specific if page is not None else None
    verdict = access.may_open_editor(request.user, page) if isinstance(page, GovernedPage) else None
    if verdict is None:
        return no(_("Sus roles no alcanzan para esto."), PLATFORM_WHO)
    if verdict:
        return no(
            _("Usted escribe esta página, pero esta acción no se hace desde aquí."),
            _("Lo público cambia solo por el expediente de la página."),
        )
    return verdict


class ExplainedPageViewSet(PageViewSet):
    """What both viewsets share: explained refusals and an explorer that tells no tales."""

    filterset_class = ReachableFilterSet
    columns = EXPLORER_COLUMNS
    index_view_class = ForeseeingExplorer
    add_subpage_view_class = OwnTypesAddSubpageView

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Callable[..., HttpResponse]:
        return explained(super().construct_view(view_class, **kwargs))


class SitePageViewSet(ExplainedPageViewSet):
    """Pages of the site that are not governed: Wagtail's own views, with our explorer."""

    model = Page

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Callable[..., HttpResponse]:
        return whole(super().construct_view(view_class, **kwargs))


class GovernedPageViewSet(ExplainedPageViewSet):
    """One per governed page type."""

    edit_view_class = GovernedEditView
    revisions_revert_view_class = GovernedRevertView
    add_view_class = GovernedCreateView
    choose_parent_view_class = ClosedChooseParentView
    history_view_class = DraftHistoryView
    revisions_view_class = DraftRevisionView
    revisions_compare_view_class = DraftCompareView
    view_draft_view_class = DraftView
    preview_on_add_view_class = NewDraftPreviewView
    preview_on_edit_view_class = DraftPreviewView
    workflow_history_view_class = DossierHistoryView
    workflow_history_detail_view_class = DossierHistoryDetailView

    collect_workflow_action_data_view_class = ClosedView
    confirm_workflow_cancellation_view_class = ClosedView
    convert_alias_view_class = ClosedView
    copy_view_class = ClosedView
    delete_view_class = ClosedView
    lock_view_class = ClosedView
    move_view_class = ClosedView
    move_confirm_view_class = ClosedView
    revisions_unschedule_view_class = ClosedView
    set_page_position_view_class = ClosedView
    set_privacy_view_class = ClosedView
    unlock_view_class = ClosedView
    unpublish_view_class = ClosedView
    usage_view_class = ClosedView
    workflow_action_view_class = ClosedView
    workflow_preview_view_class = ClosedView

    @classproperty
    def parent_models(cls) -> list[type[Page]]:  # noqa: N805  (a class property)
        """The explorer stays the common one."""
        return []


def viewsets() -> list[PageViewSet]:
    """For ``register_admin_viewset``: every governed type, and the rest of the tree."""
    governed = [
        type(f"{model.__name__}ViewSet", (GovernedPageViewSet,), {"model": model})()
        for model in governed_models()
    ]
    return [SitePageViewSet(), *governed]
