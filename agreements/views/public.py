"""«Evidencia pública» of a commitment: its section on the page, and its files (R218, R220)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponseNotModified

from agreements.selectors.public_evidence import public_evidence
from carta_pages.public.readings import now_or_on
from carta_pages.public.rendering import render
from workflows.models import FrozenFile

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.utils.safestring import SafeString

    from carta_pages.public.reading import Reading

WORD = "evidencia"
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
REVALIDATE = "public, no-cache"
"""It may be closed at any moment: whoever keeps it asks before showing it again."""


def words(rest: Sequence[str]) -> dict[str, Any]:
    """The hash after the word.

    Raises:
        Http404: it is no hash, or more follows.
    """
    if len(rest) != 1 or not SHA256.fullmatch(rest[0]):
        raise Http404
    return {"sha256": rest[0]}


def section(reading: Reading) -> SafeString | str:
    """The list on the commitment's page; nothing where there is none."""
    found = public_evidence(reading)
    if not found:
        return ""
    return render("agreements/public_evidence.html", {"reading": reading, "items": found})


def serve(request: HttpRequest, page: Any, sha256: str) -> HttpResponseBase:
    """A file of public evidence, saved and never shown in the page.

    Raises:
        Http404: it is private, of another commitment, closed since, or never was.
    """
    reading = now_or_on(request, page, None)
    kept = next((one for one in public_evidence(reading) if one.sha256 == sha256), None)
    frozen = FrozenFile.objects.filter(pk=sha256).first() if kept else None
    if kept is None or frozen is None:
        raise Http404
    etag = f'"{sha256}"'
    if etag in request.headers.get("If-None-Match", ""):
        return _marked(HttpResponseNotModified(), etag)
    try:
        handle = frozen.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(handle, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}"
    return _marked(response, etag)


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["Cache-Control"] = REVALIDATE
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response
