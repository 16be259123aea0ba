"""What these apps need of the site that hosts them, said at start (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

BACKEND = "entities.backends.RoleBackend"
_APPS = ("wagtail_modeladmin", "simple_history", "wagtail.images", "wagtail.documents")


@register()
def check_site(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Errors where roles would silently not count, or history would not be written."""
    found: list[CheckMessage] = []
    if BACKEND not in settings.AUTHENTICATION_BACKENDS:
        found.append(
            Error(
                "The role backend is missing: nobody's role would count.",
                hint=f"Add {BACKEND!r} to AUTHENTICATION_BACKENDS.",
                id="entities.E001",
            )
        )
    found += [
        Error(
            f"{name} is not installed.", hint=f"Add {name!r} to INSTALLED_APPS.", id="entities.E002"
        )
        for name in _APPS
        if not apps.is_installed(name)
    ]
    if not settings.USE_TZ:
        found.append(
            Error("Moments need time zones.", hint="Set USE_TZ = True.", id="entities.E003")
        )
    if not getattr(settings, "SIMPLE_HISTORY_ENABLED", True):
        found.append(
            Error(
                "The registers would keep no history.",
                hint="Remove SIMPLE_HISTORY_ENABLED = False.",
                id="entities.E004",
            )
        )
    return found


@register(Tags.security, deploy=True)
def check_clock(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A clock that can be set makes every date of the trace worthless."""
    if getattr(settings, "CARTA_CLOCK_MAY_BE_SET", False):
        return [
            checks.Warning(
                "The clock may be set here.",
                hint="Set CARTA_CLOCK_MAY_BE_SET = False outside tests and demonstrations.",
                id="entities.W001",
            )
        ]
    return []
