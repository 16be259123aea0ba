"""The one place where the gate is enforced (DESIGN §3.9).

A middleware and not a decorator: it stands before every view that the resolver finds inside
the admin, those that any other app adds included, and no view can forget it. A system check
(``workflows.gate.checks``) fails when it is missing or in the wrong place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from wagtail.admin.auth import reject_request
from wagtail.images.models import SourceImageIOError

from entities.roles import active_assignments, is_platform_admin
from workflows.gate import answers, bulk, editing, misread, routes, table, tags, unexplained
from workflows.gate.kinds import KINDS, Kind
from workflows.gate.rows import PLATFORM_WHO, Access, Row, Target, Where
from workflows.verdicts import no

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


#: The editor of pages bounds its rows, each list by itself, and keeps what was typed.
SAYS_IT_ITSELF = "wagtailadmin_pages:"


class GateMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        bulk.unregister_protected()
        tags.hide_popular()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = routes.key_of_request(request)
        if key is None:
            return response
        return unexplained.answer(request, response, table.lookup(key))

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Answer for the view when the table says that it may not be reached."""
        key = routes.key_of_request(request)
        if key is None:
            return None
        row = table.lookup(key)
        if row is None:
            return answers.not_found(request)
        if row.access is not Access.OPEN and not _has_admin_access(request.user):
            return reject_request(request)
        if request.method == "POST" and not key.startswith(SAYS_IT_ITSELF):
            try:
                editing.refuse_too_many_rows(request.POST)
            except editing.TooManyRowsError as error:
                return answers.forbidden(request, editing.malformed_verdict(error), status=400)
        return _judge(request, row, kwargs)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refuse what a view of Wagtail's failed to read, and explain what one refused.

        Raises:
            BadRequest: see ``workflows.gate.misread``.
        """
        key = routes.key_of_request(request)
        if key is None:
            return None
        if isinstance(exception, SourceImageIOError):
            return answers.not_found(request)  # the row is there, its file is not
        if isinstance(exception, PermissionDenied):
            return unexplained.refuse(request, exception, table.lookup(key))
        misread.refuse(request, exception)
        return None


def _has_admin_access(user: Any) -> bool:
    # A role says so without the two queries of Django's own permissions.
    return user.is_authenticated and (
        (user.is_active and bool(active_assignments(user)))
        or user.has_perm("wagtailadmin.access_admin")
    )


def _judge(request: HttpRequest, row: Row, kwargs: Mapping[str, Any]) -> HttpResponse | None:
    found: list[tuple[Kind, Any]] = []
    for target in row.targets:
        kind = KINDS[target.kind]
        for parts in _ids(request, target, kwargs):
            thing = kind.find(*parts)
            if thing is None or not kind.is_visible(request.user, thing):
                return answers.not_found(request)
            found.append((kind, thing))
    access = _access(row, found)
    if access is Access.CLOSED:
        return answers.forbidden(request, no(row.why, row.who))
    if access is Access.PLATFORM and not is_platform_admin(request.user):
        return answers.forbidden(request, no(row.why, PLATFORM_WHO))
    if row.guard is not None:
        verdict = row.guard(request, tuple(thing for _kind, thing in found))
        if not verdict:
            return answers.forbidden(request, verdict)
    return None


def _access(row: Row, found: list[tuple[Kind, Any]]) -> Access:
    """A conditional refusal holds when one of the objects is protected."""
    if row.access is not Access.CLOSED or row.reach is None:
        return row.access
    protected = any(kind.is_protected(thing, row.reach) for kind, thing in found)
    return Access.CLOSED if protected else row.otherwise


def _ids(request: HttpRequest, target: Target, kwargs: Mapping[str, Any]) -> list[tuple[str, ...]]:
    if target.where is Where.URL:
        return [tuple(str(kwargs[name]) for name in target.source.split(","))]
    data = request.GET if target.where is Where.QUERY else request.POST
    return [(value,) for value in dict.fromkeys(data.getlist(target.source))]
