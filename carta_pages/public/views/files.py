"""Files that a published version shows, from their content-addressed copy (DESIGN §3.12)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import (
    FileResponse,
    Http404,
    HttpResponseNotModified,
    HttpResponsePermanentRedirect,
)
from django.urls import reverse
from django.views.decorators.http import require_safe

from workflows.models import FrozenFile

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
SHOWN_IN_PAGES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def frozen_file(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """Send a file that some edition shows; anything else does not exist."""
    if not SHA256.fullmatch(sha256):
        raise Http404
    found = FrozenFile.objects.filter(pk=sha256, editions__isnull=False).first()
    if found is None:
        raise Http404
    if name != found.name:
        return HttpResponsePermanentRedirect(reverse("carta_file", args=[sha256, found.name]))
    etag = f'"{sha256}"'
    if etag in request.headers.get("If-None-Match", ""):
        return _marked(HttpResponseNotModified(), etag)
    is_picture = found.content_type in SHOWN_IN_PAGES
    try:
        handle = found.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(handle, content_type=found.content_type)
    kind = "inline" if is_picture else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(found.name, safe='')}"
    return _marked(response, etag)


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["Cache-Control"] = FOR_EVER
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response
