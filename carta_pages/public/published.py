"""What a public answer depends on and which parameters it reads: what a page cache must know.

Only what declares itself here may be kept for the next reader. A view that says nothing is
asked every time; a preview never says anything (``PublicPage.serve_preview``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from carta_pages.public import places
from carta_pages.public.provinces import PARAMETER as PROVINCE
from workflows.registries import Registry

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

Response = TypeVar("Response", bound="HttpResponseBase")

EVERYTHING = "*"
"""Whatever is published, anywhere: lists of the whole site, search, the map for machines."""
COMMON = "common"
"""What every page shows or depends on: the front door's words, the territory, the site."""
change_listeners: Registry = Registry("scope -> None: in the transaction of the change")
_PARAMETERS = {
    (): frozenset({"fecha", "pagina", PROVINCE}),
    ("historial",): frozenset({"pagina", "debajo", PROVINCE}),
    ("versiones",): frozenset({PROVINCE}),
    ("comparar",): frozenset({"todo", PROVINCE}),
    ("cambios",): frozenset({"pagina", PROVINCE}),
}


def entity_scope(entity_id: int) -> str:
    """The name of everything that belongs to one entity: its editions, states and registers."""
    return f"entity:{entity_id}"


def changed(*scopes: str) -> None:
    """Say that something public changed which Django tells nobody of (``bulk_create``, SQL).

    Args:
        scopes: ``entity_scope(...)``; none of them: everything.
    """
    for listener in change_listeners:
        for scope in scopes or (COMMON,):
            listener(scope)


def may_be_kept(response: Response, *scopes: str) -> Response:
    """Say that an answer is the same for everybody until something in its scopes changes.

    Args:
        response: what anybody gets who asks the same.
        scopes: ``entity_scope(...)`` or ``EVERYTHING``.
    """
    response.published_scopes = scopes or (EVERYTHING,)  # type: ignore[attr-defined]
    return response


def published(*parameters: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a public view besides the pages: the parameters it reads, and that it may be kept.

    Put it above every other decorator. Parameters that are not named never reach the view.
    A view that reads ``chosen_province`` must name its parameter. Unless the view said otherwise
    with ``may_be_kept``, its answer is dropped when anything at all is published.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            response = view(*args, **kwargs)
            if not hasattr(response, "published_scopes"):
                may_be_kept(response)
            return response

        wrapper.public_parameters = frozenset(parameters)  # type: ignore[attr-defined]
        return wrapper

    return decorate


def page_parameters(path: str) -> frozenset[str]:
    """The parameters that a page of the tree reads at an address, route words included."""
    slugs, words = places.split([part for part in path.split("/") if part])
    known = _PARAMETERS.get(tuple(words[:1]), frozenset())
    return known - {"pagina"} if slugs and not words else known
