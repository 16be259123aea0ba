"""The buttons of a governed page: save the draft, send it to review, duplicate it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem, PageLockedMenuItem, SaveDraftMenuItem
from wagtail.admin.widgets.button import Button

from workflows.gate.duplicate import can_be_duplicated
from workflows.governed import GovernedPage

if TYPE_CHECKING:
    from django.http import HttpRequest

OWN_ITEMS = (SaveDraftMenuItem, PageLockedMenuItem)


class SubmitMenuItem(ActionMenuItem):
    """«Enviar a revisión»: leads to our own submission screen."""

    name = "carta-submit"
    label = _("Enviar a revisión")
    icon_name = "upload"
    order = 10

    def get_url(self, parent_context: dict[str, Any]) -> str | None:
        try:
            return reverse("carta_workflows:submit", args=[parent_context["page"].pk])
        except NoReverseMatch:
            return None


class ResubmitMenuItem(SubmitMenuItem):
    """The same for a page that came back: the way leads to the answers it owes."""

    label = _("Responder y reenviar")


def keep_own_actions(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """``construct_page_action_menu``: nothing that publishes, submits or cancels natively."""
    page = context.get("page")
    if page is not None and not isinstance(page, GovernedPage):
        return
    if page is None and not _creates_governed(request):
        return
    items[:] = [item for item in items if isinstance(item, OWN_ITEMS)]
    if page is not None and context.get("view") == "edit" and not context["locked_for_user"]:
        returned = page.open_dossier() is not None
        submit = ResubmitMenuItem() if returned else SubmitMenuItem()
        if submit.get_url(context):
            items.append(submit)


def _creates_governed(request: HttpRequest) -> bool:
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    try:
        model = apps.get_model(
            kwargs.get("content_type_app_name", ""), kwargs.get("content_type_model_name", "")
        )
    except (LookupError, ValueError):
        return False
    return issubclass(model, GovernedPage)


def duplicate_button(
    page: Any, user: Any, next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """``register_page_header_buttons`` and the list's «more»: our own copy."""
    if can_be_duplicated(user, page):
        yield Button(
            _("Duplicar como borrador"),
            reverse("carta_gate:duplicate", args=[page.pk]),
            icon_name="copy",
            priority=35,
        )
