"""What a dossier holds besides its text: attachments, and pages as citizens will see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import View

from workflows.identifiers import LARGEST_ID
from workflows.models import Attachment, FrozenFile
from workflows.screens.backing import readable_file
from workflows.screens.content import PLAIN, plain_lines, public_html, shell
from workflows.screens.scope import visible_dossiers
from workflows.screens.stale import content_of
from workflows.views.base import dossier_or_404

SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)

if TYPE_CHECKING:
    from django.http import HttpRequest


class AttachmentView(View):
    """A file of a dossier, for whoever may open the dossier; always saved, never shown inline."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        found = None
        if 0 < pk <= LARGEST_ID:
            readable = Attachment.objects.filter(dossier__in=visible_dossiers(request.user))
            found = readable.filter(pk=pk).first()
        if found is None:
            raise Http404
        return private_file(found.file, found.title)


class BackingFileView(View):
    """A file that stands behind a page, for whoever reads it in a dossier they may open.

    The dossier, the page and the hash must all fit: any other address was never one.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int, item: int, sha256: str) -> FileResponse:
        dossier = dossier_or_404(request, pk)
        found = None
        if item <= LARGEST_ID and SHA256.fullmatch(sha256):
            row = dossier.items.select_related("page").filter(pk=item).first()
            found = readable_file(request.user, dossier, row, sha256) if row else None
        if found is None:
            raise Http404
        kept, live = found
        frozen = FrozenFile.objects.filter(pk=sha256).first()
        if frozen is None and live is None:
            raise Http404
        return private_file((frozen or live).file, kept.name)


def private_file(stored: Any, name: str) -> FileResponse:
    """A private file to be saved, never shown inline; who opened it is written down.

    Args:
        stored: the file in its storage.
        name: under which it is saved.

    Raises:
        Http404: the storage no longer has it.
    """
    try:
        handle = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        handle, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response.confidential_reading = True  # the host's security log writes down who opened it
    return response


@method_decorator(xframe_options_sameorigin, name="dispatch")
class PreviewView(View):
    """One pinned page through the public templates, in a document of its own.

    It stands in a frame, so that the admin's styles and headings do not change what is judged.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        dossier = dossier_or_404(request, pk)
        found = None
        if item <= LARGEST_ID:
            found = dossier.items.select_related("page").filter(pk=item).first()
        if found is None:
            raise Http404
        page: Any = found.page.specific
        content = content_of(found)
        html = public_html(page, content)
        if "<html" in html[:1000].lower():
            return HttpResponse(html)
        context = {
            "title": found.title,
            "html": html,
            "shell": shell() if html else PLAIN,
            "lines": [] if html else plain_lines(content, page.snapshot_schema),
        }
        return render(request, "workflows/preview.html", context)
