"""The file of an item of evidence, for the entity's own people; saved, never shown inline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_safe

from agreements.access import may_read
from agreements.models import Evidence
from workflows.identifiers import LARGEST_ID
from workflows.views.files import private_file

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it was kept; a stranger gets the answer of a file that never was.

    Raises:
        Http404: it is foreign, or there is none.
    """
    found = Evidence.objects.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None or not may_read(request.user, found.entity_id):
        raise Http404
    return private_file(found.file, found.file_name)
