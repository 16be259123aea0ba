"""System checks: the gate stands where nothing passes before it (DESIGN §3.9)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

GATE = "workflows.gate.middleware.GateMiddleware"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"


@register(Tags.security)
def gate_is_installed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without the middleware every rule of the table is only text."""
    middleware = list(settings.MIDDLEWARE)
    if GATE not in middleware:
        return [
            Error(
                f"{GATE} is missing from MIDDLEWARE: the Wagtail admin is not gated.",
                hint=f"Add it after {AUTHENTICATION}.",
                id="carta.E010",
            )
        ]
    if AUTHENTICATION not in middleware or middleware.index(AUTHENTICATION) > middleware.index(
        GATE
    ):
        return [
            Error(
                f"{GATE} stands before {AUTHENTICATION}: it cannot know who asks.",
                hint="Move it after the authentication middleware.",
                id="carta.E011",
            )
        ]
    return []


@register(Tags.urls)
def every_admin_url_has_a_verdict(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell whoever installs another app which of its screens will answer 404."""
    from workflows.gate import routes, table

    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    return [
        checks.Warning(
            f"The admin URL {key} has no row in the gate table: it answers 404 to everybody.",
            hint="Declare it with workflows.gate.table.declare() in your AppConfig.ready().",
            id="carta.W010",
        )
        for key in table.without_verdict(routes.admin_keys())
    ]
