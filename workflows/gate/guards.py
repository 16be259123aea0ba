"""Last questions of some rows: what an allowed form may still not change (DESIGN §3.9).

They read the posted form only, so they answer before anything is written.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from wagtail.models import Page

from workflows.verdicts import YES, Verdict, no

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_PREFERENCE = 4096  # bytes
SCHEDULE_FIELDS = ("go_live_at", "expire_at")


def keep_ancestor_in_place(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
    """A page above governed ones keeps its address and is never scheduled to disappear.

    Governed pages themselves are answered by their own edit view.
    """
    from workflows.gate.governed import is_above_governed, is_governed

    if request.method != "POST":
        return YES
    page = found[0]
    if is_governed(page) or not is_above_governed(page):
        return YES
    who = _("Nadie puede mientras cuelguen de ella páginas de la carta.")
    slug = request.POST.get("slug")
    if slug is not None and slug != page.slug:
        return no(_("La dirección de esta página es parte de la de toda la carta."), who)
    if any(request.POST.get(name) for name in SCHEDULE_FIELDS):
        return no(
            _("Una página que contiene la carta no se programa para aparecer ni caducar."), who
        )
    return YES


def keep_site_root(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
    """A site that serves governed pages keeps its root page, and goes on being the default."""
    from workflows.gate.kinds import serves_governed

    if request.method != "POST":
        return YES
    site = found[0]
    same_root = request.POST.get("root_page", "") == str(site.root_page_id)
    still_default = "is_default_site" in request.POST or not site.is_default_site
    if (same_root and still_default) or not serves_governed(site.root_page):
        return YES
    return no(
        _("Cambiar la página raíz de este sitio haría desaparecer la carta publicada.")
        if still_default
        else _("Si este sitio deja de ser el predeterminado, la carta publicada desaparece."),
        _("Nadie puede mientras cuelguen de ella páginas de la carta."),
    )


def keep_one_site(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
    """No further site is opened over the pages of the carta: their addresses would change."""
    from workflows.gate.kinds import by_id, serves_governed

    if request.method != "POST":
        return YES
    root = by_id(Page.objects, request.POST.get("root_page", ""))
    if root is None or not serves_governed(root):
        return YES
    return no(
        _("Otro sitio sobre las páginas de la carta cambiaría sus direcciones."),
        _("Nadie puede: la carta se publica en un solo sitio."),
    )


def well_formed_preference(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
    """What a browser remembers of a screen is a small object, or Wagtail's view fails on it.

    Only PATCH stores one; of a POST the body may be read already, and the view answers 405.
    """
    if request.method != "PATCH":
        return YES
    try:
        posted = _strict_json(request.body) if len(request.body) <= MOST_PREFERENCE else None
    except (ValueError, RecursionError):
        posted = None
    if isinstance(posted, dict):
        return YES
    return no(_("La preferencia enviada no es válida."), _("Recargue la página."))


def _strict_json(body: bytes) -> Any:
    """Python also reads what no database keeps as JSON: ``Infinity``, ``1e400``, NUL.

    Raises:
        ValueError: it is no JSON, or would not be when written again.
    """
    posted = json.loads(body)
    if "\\u0000" in json.dumps(posted, allow_nan=False):
        raise ValueError("NUL")
    return posted


def well_formed_link(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
    """A link that no parser understands is refused before the chooser fails on it."""
    if request.method != "POST":
        return YES
    try:
        for name, values in request.POST.lists():
            if name.endswith("-url"):
                for value in values:
                    urlsplit(value).port  # noqa: B018  (the property raises on a bad port)
    except ValueError:
        return no(_("La dirección escrita no es válida."), _("Corríjala y vuelva a intentarlo."))
    return YES
