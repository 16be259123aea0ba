"""Proof for anybody: what a version says of itself, and whether it still adds up (§3.12-3.13).

Nothing here asks to be believed: the exact bytes that were hashed can be downloaded and hashed
again on another machine.
"""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carta_pages.public import places
from carta_pages.public.places import Crumb
from carta_pages.public.published import published
from carta_pages.public.rendering import respond
from carta_pages.templatetags.carta import home
from entities.sanitize import one_line
from workflows import selectors
from workflows.models import PublishedHead
from workflows.services.edition_writing import edition_record_hash
from workflows.snapshots import text_digest

MAX_CODE = 200
CODE_IN_ADDRESS = re.compile(r"/verificar/([^/?#]+)")


@published("codigo")
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """``/verificar/``: a form for the code printed on a carta or at the foot of a page."""
    typed = request.GET.get("codigo")
    if typed is None:
        return _form(request, "", "", 200)
    code = code_in(typed)
    if not code:
        return _form(request, "", _("Escriba el código que quiere verificar."), 400)
    if selectors.edition_by_code(code) is None:
        return _unknown(request, code)
    return HttpResponseRedirect(reverse("carta_verify", args=[code]))


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    message = _(
        "No hay ninguna versión publicada con ese código. Cópielo completo: las mayúsculas y "
        "las minúsculas cuentan."
    )
    return _form(request, code, message, 404)


def code_in(typed: str) -> str:
    """The code in what a person typed or pasted, a whole address included."""
    text = one_line(typed[:MAX_CODE])
    pasted = CODE_IN_ADDRESS.search(text)
    code = pasted.group(1) if pasted else text.replace(" ", "")
    return "" if "/" in code else code


def _form(request: HttpRequest, code: str, error: str, status: int) -> HttpResponse:
    context = {
        "page_title": _("Verificar una versión"),
        "here": _("Verificar"),
        "description": _(
            "Compruebe con su código qué se publicó, con qué acto, y que nadie lo ha cambiado."
        ),
        "canonical": request.build_absolute_uri(reverse("carta_verify_ask")),
        "code": code,
        "error": error,
        "noindex": status != 200,
        "head": PublishedHead.objects.order_by("-day").first(),
    }
    return respond("carta_pages/verify_form.html", context, status)


@published()
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """``/verificar/<código>/``: what was published, by which act, and whether it is whole."""
    edition = selectors.edition_by_code(code) if len(code) <= MAX_CODE else None
    if edition is None:
        return _unknown(request, one_line(code[:MAX_CODE]))
    newest = selectors.edition_in_force(edition.page_id)
    url = places.address(edition.page, request)
    content_hash = text_digest(edition.snapshot)
    context = {
        "page_title": _("Verificación de «%s»") % edition.title,
        "crumbs": [
            Crumb(_("Cartas de servicios"), home()),
            Crumb(_("Verificar"), reverse("carta_verify_ask")),
        ],
        "here": edition.code,
        "edition": edition,
        "entity": edition.dossier.entity,
        "said": edition.content.get("statement", "") if content_hash == edition.sha256 else "",
        "newest": newest,
        "rules_now": bool(newest and newest.pk == edition.pk and not edition.is_exclusion),
        "page_url": url,
        "version_url": f"{url}versiones/{edition.number}/" if url else "",
        "content_hash": content_hash,
        "content_agrees": content_hash == edition.sha256,
        "record_agrees": edition_record_hash(edition) == edition.record_hash,
        "head": PublishedHead.objects.order_by("-day").first(),
        "noindex": True,
    }
    return respond("carta_pages/verify.html", context)


@published()
@require_safe
def content(request: HttpRequest, code: str) -> HttpResponse:
    """``contenido.json``: exactly the bytes whose SHA-256 is the version's hash."""
    edition = selectors.edition_by_code(code) if len(code) <= MAX_CODE else None
    if edition is None:
        raise Http404
    response = HttpResponse(edition.snapshot.encode(), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="contenido.json"'
    response["X-Robots-Tag"] = "noindex"
    return response
