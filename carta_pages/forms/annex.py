"""The annex's form: an indicator of the service is chosen, the rest of its name is copied."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from carta_pages.forms.pages import ContentPageForm
from carta_pages.forms.rows import RowForm


class AnnexRowForm(RowForm):
    """One differentiated standard."""

    def row_choices(self, name: str) -> list[tuple[str, str]]:
        """Indicators of the service's commitments, named with their commitment."""
        return [
            (option.uuid, f"{option.commitment_title}: {option.name} ({option.unit})")
            for option in self.scope.service_indicators
        ]

    def when_none(self, name: str) -> str | Promise:
        return _("El servicio todavía no tiene indicadores: escríbalos en sus compromisos.")


class AnnexForm(ContentPageForm):
    """Copies commitment, indicator and unit into each row: same unit by construction (R98)."""

    def settle_rows(self, page: Any) -> None:
        """An indicator that is no longer in the service leaves the names empty."""
        options = {option.uuid: option for option in self.scope.service_indicators}
        for row in page.rows.get_object_list():
            option = options.get(str(row.indicator))
            row.commitment_id = option.commitment_id if option else None
            row.commitment_title = option.commitment_title if option else ""
            row.indicator_name = option.name if option else ""
            row.indicator_unit = option.unit if option else ""
