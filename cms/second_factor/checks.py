"""A setting that would close or open something by a slip of the pen is named at start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register

from cms.second_factor.rules import OPTIONAL, REQUIRED

MIDDLEWARE = "cms.middleware.second_factor.SecondFactorMiddleware"
GATE = "workflows.gate.middleware.GateMiddleware"


@register(Tags.security)
def mode_is_known(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Anything that is not «optional» is «required»; say so instead of guessing."""
    if settings.CARTA_SECOND_FACTOR in (OPTIONAL, REQUIRED):
        return []
    return [
        checks.Error(
            f"CARTA_SECOND_FACTOR es «{settings.CARTA_SECOND_FACTOR}».",
            hint=f"Los valores son {REQUIRED} y {OPTIONAL}.",
            id="carta.E020",
        )
    ]


@register(Tags.security)
def stands_before_the_gate(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever is nobody without the code must be nobody for the gate too."""
    order = [name for name in settings.MIDDLEWARE if name in (MIDDLEWARE, GATE)]
    if order == [MIDDLEWARE, GATE]:
        return []
    return [
        checks.Error(
            f"{MIDDLEWARE} is missing, or stands after {GATE}.",
            hint="Put it before the gate, after the authentication middleware.",
            id="carta.E021",
        )
    ]
