"""«Duplicar como borrador»: our own copy, with identifiers of its own, never published."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.models import Page

from entities.roles import ANY_UNIT, has_role
from workflows.access import may_create
from workflows.errors import Refused
from workflows.gate.reading import readable
from workflows.governed import GovernedPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

Duplicator = Callable[[GovernedPage, Any], GovernedPage]
_duplicators: list[Duplicator] = []


def set_duplicator(duplicator: Duplicator) -> None:
    """The room of the pages says how one is copied: ``(page, user) -> new draft``."""
    _duplicators[:] = [duplicator]


def can_be_duplicated(user: Any, page: Page) -> bool:
    """Whether the button is shown; who writes no such page there is told without a query."""
    return (
        bool(_duplicators)
        and isinstance(page, GovernedPage)
        and any(
            issubclass(above, GovernedPage) for above in type(page).allowed_parent_page_models()
        )
        and any(has_role(user, role, page.entity_key, ANY_UNIT) for role in page.editor_roles)
        and bool(may_create(user, type(page), page.get_parent().specific))
    )


class DuplicateView(View):
    """Ask once, then copy the newest draft beside the page it comes from."""

    def dispatch(self, request: HttpRequest, page_id: int) -> HttpResponse:
        page = Page.objects.filter(pk=page_id).first()
        self.page = page.specific if page is not None else None
        if not isinstance(self.page, GovernedPage):
            raise Http404
        readable(self.page, request.user)
        verdict = may_create(request.user, type(self.page), self.page.get_parent().specific)
        if not verdict:
            raise Refused(verdict)
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"page_title": _("Duplicar como borrador"), "page": self.page}
        return TemplateResponse(request, "workflows/gate/duplicate.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not _duplicators:
            raise ImproperlyConfigured("no room registered a duplicator")
        copy = _duplicators[0](self.page, request.user)
        messages.success(request, _("Se creó un borrador con una copia del texto."))
        return redirect("wagtailadmin_pages:edit", copy.pk)
