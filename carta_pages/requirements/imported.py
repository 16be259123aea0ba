"""What an import left for a person: a text that was no number is not submitted as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from carta_pages.requirements.rowtools import cell
from carta_pages.requirements.rules import IMPORT_NOTE

if TYPE_CHECKING:
    from carta_pages.models import IndicatorSheet
    from workflows.registries import Finding

NOTE = "Por revisar, del archivo importado: "
"""How a text that was not understood begins where it waits for a person, in «qué mide»."""


def check(sheets: list[IndicatorSheet]) -> Iterator[Finding]:
    """Indicators that still carry the note of an import."""
    for place, sheet in enumerate(sheets):
        if NOTE in sheet.measures:
            yield IMPORT_NOTE.broken(
                _(
                    "Indicador %d: lea lo que dejó el archivo importado, escriba el dato en su "
                    "campo y borre la nota."
                )
                % (place + 1),
                cell("indicators", place, "measures"),
            )
