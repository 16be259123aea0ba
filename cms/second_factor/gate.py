"""The gate's verdict on the second factor's addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.second_factor.urls import app_name, urlpatterns
from workflows.gate.rows import replaced
from workflows.gate.table import declare


def declare_rows() -> None:
    """Each screen is about the person who asks, and names nobody else."""
    row = replaced(_("El segundo factor es de cada persona, y solo ella lo ve y lo cambia."))
    declare({f"{app_name}:{pattern.name}": row for pattern in urlpatterns})
