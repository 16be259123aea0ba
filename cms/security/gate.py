"""The gate's verdict on the security log's addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate.rows import replaced
from workflows.gate.table import declare


def declare_rows() -> None:
    """Let the platform and audit pass; the view asks which of them it is."""
    row = replaced(_("El registro de seguridad lo leen la plataforma y la auditoría."))
    declare({"carta_security:index": row, "carta_security:index_results": row})
