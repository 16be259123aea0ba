"""The rows of this room in the gate table (DESIGN §3.9)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate.rows import Target, replaced
from workflows.gate.table import declare


def declare_rows() -> None:
    """Say who may pass each screen of ``wagtail_hooks``."""
    who = _("Puede hacerlo comunicación, calidad o auditoría de la entidad.")
    declare(
        {
            "reports_communications": replaced(
                _("Lista las cartas de las entidades de la persona."), who=who
            ),
            "reports_papers": replaced(
                _("Reúne los papeles de una carta; solo lee lo publicado."),
                Target("page", "page_id"),
                who=who,
            ),
            "reports_sheet": replaced(
                _("Dibuja la hoja de un punto de atención, con lo publicado."),
                Target("page", "page_id"),
                who=who,
            ),
            "reports_preview": replaced(
                _("Dibuja la primera hoja de un papel publicado."),
                Target("page", "page_id"),
                who=who,
            ),
        }
    )
