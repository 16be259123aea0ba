"""«Lo que respalda esta promesa», above the tabs of a service's and a commitment's editor."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from agreements.access import may_read
from agreements.requirements import lines
from carta_pages.models import CommitmentPage, ServicePage


def behind(page: Any, request: Any) -> SafeString | str:
    """The checklist line by line; nothing for other pages, new ones, or people who may not read.

    Args:
        page: the instance as the editor has it.
        request: who looks.
    """
    if not isinstance(page, ServicePage | CommitmentPage) or page.pk is None:
        return ""
    entity_id = page.entity_key
    if entity_id is None or request is None or not may_read(request.user, entity_id):
        return ""
    found = lines(page)
    service_id = page.pk if isinstance(page, ServicePage) else getattr(page.service, "pk", None)
    return render_to_string(
        "agreements/panel.html",
        {
            "met": [line for line in found if line.holds],
            "missing": [line for line in found if not line.holds],
            "count": len(found),
            "chain": reverse("agreements_chain", args=[service_id]) if service_id else "",
        },
        request=request,
    )
