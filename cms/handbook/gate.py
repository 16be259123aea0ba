"""The gate's verdict on the guides' addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate.rows import open_to_all
from workflows.gate.table import declare


def declare_rows() -> None:
    """Let everybody who comes in read the guides: they hold nothing of an entity."""
    row = open_to_all(_("Las guías son iguales para todas las personas."))
    declare({"carta_handbook:guide": row, "carta_handbook:image": row})
