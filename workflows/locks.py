"""Why a page under review cannot be edited, and the way out (DESIGN §3.4, §3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock

if TYPE_CHECKING:
    from workflows.models import Dossier


class DossierLock(BaseLock):
    """A page is closed for everybody while its dossier is past «Definición»."""

    def __init__(self, page: Any, dossier: Dossier):
        super().__init__(page)
        self.dossier = dossier

    def for_user(self, user: Any) -> bool:
        """It holds for everybody, superusers included."""
        return True

    def get_message(self, user: Any) -> str:
        """Says where the page is and links to the dossier."""
        return format_html(
            _(
                "Esta página está en el expediente <a href='{url}'>{number}</a>, "
                "etapa «{stage}». Nadie puede cambiarla hasta que vuelva a la unidad."
            ),
            url=self.dossier.get_absolute_url(),
            number=self.dossier.number,
            stage=self.dossier.get_stage_display(),
        )

    def get_locked_by(self, user: Any) -> str:
        """Names the dossier, not a person."""
        return _("En revisión: expediente %s") % self.dossier.number

    def get_description(self, user: Any) -> str:
        """Says what opens it."""
        return _("Se abre si el expediente se devuelve a la unidad o se retira.")
