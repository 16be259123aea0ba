"""What people read for each kind of entry that this room writes in the trace."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.models.decisions import Decision

LABELS: dict[str, str | Promise] = {
    **{f"dossier.{outcome.value}": outcome.label for outcome in Decision.Outcome},
    "actor.forgotten": _("Datos personales suprimidos"),
    "edition.published": _("Versiones publicadas"),
    "page.discarded": _("Borrador descartado"),
}
