"""What somebody typed into a form that no longer works: kept, so that no text is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What travels with every form and was not typed by anybody.
CARRIED = frozenset({"csrfmiddlewaretoken", "action", "seen", "shown", "next", "target", "item"})
#: Labels of texts whose field may be gone by the time they are shown again.
LABELS: dict[str, str | Promise] = {
    "reason": _("Motivo"),
    "comment": _("Comentario"),
    "question": _("Qué debe aclararse"),
    "answer": _("Respuesta"),
    "observation": _("Observación"),
}


@dataclass(frozen=True)
class Leftover:
    """One text to copy."""

    label: str
    text: str


def leftovers_of(form: Any, posted: Mapping[str, Any]) -> list[Leftover]:
    """The texts of a posted form, with the label of their field.

    Args:
        form: the form they were typed into, as far as it still exists.
        posted: the request's data.
    """
    found = []
    for name, value in posted.items():
        if name in CARRIED or not str(value).strip():
            continue
        field = form.fields.get(name)
        label = field.label if field is not None else LABELS.get(name.split("-")[0], name)
        found.append(Leftover(str(label), str(value)))
    return found
