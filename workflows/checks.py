"""System checks: what a host must set for the machine to keep its promises."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import checks
from django.core.checks import register
from django.urls import NoReverseMatch, reverse


@register()
def host_settings(app_configs: Any, **kwargs: Any) -> list[Any]:
    """Settings that would let a governed page out by another door."""
    problems: list[Any] = []
    if "wagtail.api.v3" in settings.INSTALLED_APPS:
        problems.append(
            checks.Error(
                "wagtail.api.v3 publishes past workflows and locks; remove it.", id="carta.E001"
            )
        )
    if getattr(settings, "ATOMIC_REQUESTS", False) or settings.DATABASES["default"].get(
        "ATOMIC_REQUESTS"
    ):
        problems.append(
            checks.Warning(
                "ATOMIC_REQUESTS makes every reader queue as a writer on SQLite; use the "
                "middleware for unsafe methods instead.",
                id="carta.W001",
            )
        )
    if getattr(settings, "WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH", True):
        problems.append(
            checks.Warning(
                "WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH should be False: the dossier keeps the face "
                "of Wagtail's workflow itself.",
                id="carta.W002",
            )
        )
    try:
        reverse("carta_joining:accept", args=[UUID(int=0), "x"])
    except NoReverseMatch:
        problems.append(
            checks.Error(
                "Invitations lead nowhere: nobody who is invited could enter.",
                hint="Mount workflows.joining_urls beside the admin: "
                'path("admin/invitacion/", include("workflows.joining_urls")).',
                id="carta.E002",
            )
        )
    return problems
