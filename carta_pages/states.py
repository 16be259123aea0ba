"""The seven states of a service, word for word from the guide (R20)."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Seven states, and none: «Aún no planificado» is shown to staff only (R20)."""

    EMPTY = "", _("Aún no planificado")
    NOT_ELIGIBLE = "no_postulable", _("No Postulable")
    NOT_PUBLISHED = "no_publicado", _("No Publicado")
    PLANNED = "planificado", _("Planificado")
    PUBLISHED = "publicado", _("Publicado")
    RENEWED = "renovado", _("Renovado")
    UPDATED = "actualizado", _("Actualizado")
    EXCLUDED = "excluido", _("Excluido")


SEVEN = tuple(state for state in State if state != State.EMPTY)
IN_FORCE = (State.PUBLISHED, State.RENEWED, State.UPDATED)
"""States in which citizens read the service as current."""

MEANINGS: dict[State, str | Promise] = {
    State.EMPTY: _("Todavía no consta en la planificación anual. No se muestra al público."),
    State.NOT_ELIGIBLE: _("Su proceso no ha alcanzado el nivel de capacidad 4 (predecible)."),
    State.NOT_PUBLISHED: _(
        "Se postuló y, tras el control del Ministerio del Trabajo, no cumple los criterios."
    ),
    State.PLANNED: _("Consta en la planificación anual de la entidad."),
    State.PUBLISHED: _("Consta publicado por el Ministerio del Trabajo."),
    State.RENEWED: _("El Ministerio del Trabajo renovó su publicación."),
    State.UPDATED: _("Se actualizó el compromiso de calidad de la publicación inicial."),
    State.EXCLUDED: _("El Ministerio del Trabajo lo excluyó de la publicación."),
}
SOURCE = _("Guía MDT v1.0, 5")
