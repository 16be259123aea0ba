"""What was there once and is offered no more: 410, with the way to what stays readable (R166)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from carta_pages.public.reading import Mode
from carta_pages.public.rendering import respond
from carta_pages.public.views.page import sub_context

if TYPE_CHECKING:
    from django.http import HttpResponse

    from carta_pages.public.reading import Reading

GONE = 410


def is_taken_out(reading: Reading) -> bool:
    """Whether what is asked as it is today was excluded from the carta."""
    return reading.exclusion is not None and reading.mode is Mode.NOW


def gone(reading: Reading) -> HttpResponse:
    """The answer at the address of a paper or picture that promises nothing any more."""
    heading = _("Ya no se ofrece")
    context = {**sub_context(reading, heading, heading), "heading": heading, "noindex": True}
    response = respond("reports/gone.html", context, GONE)
    response["X-Robots-Tag"] = "noindex"
    # MDT may publish it again.
    response["Cache-Control"] = "no-cache"
    return response
