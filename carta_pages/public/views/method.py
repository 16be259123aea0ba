"""``/metodo/``: every rule used, with its source and its force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carta_pages.language import readability
from carta_pages.public import method as rules
from carta_pages.public.published import published
from carta_pages.public.rendering import respond
from entities import selectors
from workflows.rules import MIN_REASON

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@published()
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """The tables of the code, in words."""
    context = {
        "page_title": _("Método: las reglas que se aplican"),
        "here": _("Método"),
        "description": _("Etapas, estados, huellas y plazos: cada regla con su fuente."),
        "canonical": request.build_absolute_uri(request.path),
        "routes": rules.routes(),
        "states": rules.states(),
        "state_source": rules.state_source(),
        "moves": rules.moves(),
        "text_rules": rules.text_rules(),
        "limits": rules.limits(),
        "vague": rules.vague_expressions(),
        "scale": readability.SCALE,
        "min_reason": MIN_REASON,
        "planning_may_remit": getattr(settings, "CARTA_PLANNING_MAY_REMIT", False),
        "holidays": sorted(selectors.holidays_for(None)),
        "years_missing": selectors.years_without_holidays(),
    }
    return respond("carta_pages/method.html", context)
