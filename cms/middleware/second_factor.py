"""No screen of the administration answers before the second factor (T63).

Stands before the gate, and like it asks in ``process_view``: whatever view the resolver finds
inside the admin, whoever added it, is closed. Elsewhere a person whose code is missing is
nobody: private files and drafts are not for a session that a password alone began.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from cms.middleware.sessions import is_begun
from cms.second_factor.rules import Standing
from cms.second_factor.sessions import standing_of
from workflows.gate import routes
from workflows.gate.answers import wants_json

SCREENS = {Standing.CODE: "carta_factor:verify", Standing.ENROL: "carta_factor:enrol"}
#: What holds nothing of anybody: coming in, going out, icons and words of the screen.
ALWAYS = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
    }
)


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Answer for an admin view while something is missing; elsewhere, look like nobody."""
        if not (is_begun(request) and request.user.is_authenticated):
            return None
        key = routes.key_of_request(request)
        if key is None:
            request.user = SimpleLazyObject(lambda: _whole_person(request))  # type: ignore[assignment]
            return None
        if key in ALWAYS:
            return None
        missing = standing_of(request, request.user)
        if missing is Standing.PASSED or SCREENS[missing] == key:
            return None
        return _answer(request, missing)


def _whole_person(request: HttpRequest) -> Any:
    user = get_user(request)
    is_whole = user.is_authenticated and standing_of(request, user) is Standing.PASSED
    return user if is_whole else AnonymousUser()


def _answer(request: HttpRequest, missing: Standing) -> HttpResponse:
    """A script is refused with the reason; a person is led to the screen."""
    screen = reverse(SCREENS[missing])
    if _is_a_script(request):
        reason = (
            _("Su rol pide un segundo factor: actívelo para continuar.")
            if missing is Standing.ENROL
            else _("Falta el código de su segundo factor.")
        )
        told = {"success": False, "error_code": "second_factor", "error_message": reason}
        return JsonResponse(told, status=403)
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(f"{screen}?{urlencode({'next': request.get_full_path()})}")
    messages.warning(
        request, _("Lo último que envió no se guardó: vuelva a hacerlo después de este paso.")
    )
    return HttpResponseRedirect(screen)


def _is_a_script(request: HttpRequest) -> bool:
    return (
        wants_json(request)
        or request.content_type == "application/json"
        or request.headers.get("x-requested-with") == "XMLHttpRequest"
    )
