"""What the machine's screens have in common: one 404, explained refusals, Wagtail's furniture."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from workflows.errors import OutsideTheMachine, Refused
from workflows.gate import answers
from workflows.identifiers import identifier
from workflows.models import Dossier
from workflows.screens.scope import readable_dossier

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.views import View


def screen(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same 404 for foreign and unknown, and a refusal that explains itself."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return answers.not_found(request)
        except (Refused, OutsideTheMachine) as error:
            return answers.forbidden(request, error.verdict)

    return wrapper


def screen_path(route: str, view: type[View], name: str, **initial: Any) -> URLPattern:
    """An address in the admin at which a screen stands (see ``screen``)."""
    return path(route, screen(view.as_view(**initial)), name=name)


def dossier_or_404(request: HttpRequest, pk: int) -> Dossier:
    """The dossier, if the person may open it.

    Raises:
        Http404: it is foreign, or it never was.
    """
    dossier = readable_dossier(request.user, pk)
    if dossier is None:
        raise Http404
    return dossier


class Screen(WagtailAdminTemplateMixin, TemplateView):
    """A screen with breadcrumbs; its visible title is the page's own ``h1``."""

    HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": _("Inicio")}
    DOSSIERS = {"url": reverse_lazy("carta_workflows:index"), "label": _("Expedientes")}
    breadcrumbs_items = [HOME, DOSSIERS]
    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where the screen stands: a screen of the menu names itself, one below it the way back."""
        crumbs = list(self.breadcrumbs_items)
        if crumbs == [self.HOME]:
            crumbs.append({"url": "", "label": self.get_page_title()})
        return crumbs

    def answer(self, status: int = 200, **context: Any) -> HttpResponse:
        """The screen with some context and a status."""
        return TemplateResponse(
            self.request,
            self.get_template_names(),
            self.get_context_data(**context),
            status=status,
        )


def after(request: HttpRequest, dossier: Dossier) -> str:
    """Where to go when something was done: the dossier, or home when it is out of reach now."""
    if readable_dossier(request.user, dossier.pk) is None:
        return reverse("wagtailadmin_home")
    return reverse("carta_workflows:dossier", args=[dossier.pk])


def posted_id(value: str | None) -> int:
    """A posted id as a number; anything else is 0, which no row has."""
    return identifier(value) or 0
