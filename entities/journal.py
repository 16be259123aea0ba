"""Where the changes of this room are told to the trace (DESIGN §3.13).

The chained trace lives above, in the room of approvals; it registers its recorder here.
The recorder runs inside the caller's transaction and its errors undo the change: an act
that cannot be traced does not happen. Without a recorder (this app alone in a site) the
registers keep their own history and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What people read for each kind; the rooms above add theirs with :func:`name_kinds`.
_labels: dict[str, str | Promise] = {
    "closure.changed": _("Cierre temporal cambiado"),
    "closure.confirmed": _("Cierre temporal confirmado"),
    "closure.proposed": _("Cierre temporal propuesto"),
    "closure.rejected": _("Cierre temporal rechazado"),
    "featured.confirmed": _("Servicios destacados confirmados"),
    "featured.proposed": _("Servicios destacados propuestos"),
    "featured.rejected": _("Servicios destacados rechazados"),
    "notice.confirmed": _("Aviso de campaña confirmado"),
    "notice.proposed": _("Aviso de campaña propuesto"),
    "notice.rejected": _("Aviso de campaña rechazado"),
    "notice.withdrawn": _("Aviso de campaña retirado"),
    "entity.changed": _("Entidad corregida"),
    "entity.created": _("Entidad creada"),
    "person.renamed": _("Nombre de una persona corregido"),
    "point.confirmed": _("Punto de atención confirmado"),
    "point.proposed": _("Cambio de punto de atención propuesto"),
    "point.rejected": _("Cambio de punto de atención rechazado"),
    "role.annulled": _("Rol anulado"),
    "role.assigned": _("Rol asignado"),
    "role.corrected": _("Rol corregido"),
    "role.ended": _("Rol terminado"),
    "role.renewed": _("Rol renovado"),
    "role.invitation_accepted": _("Invitación aceptada"),
    "role.invitation_cancelled": _("Invitación anulada"),
    "role.invitation_repeated": _("Invitación reenviada"),
    "role.invited": _("Persona invitada"),
    "unit.changed": _("Unidad corregida"),
    "unit.created": _("Unidad creada"),
}
#: How the kinds of this room were written once; a chain keeps what it says for ever.
_WRITTEN_ONCE = {
    "cierre.cambiado": "closure.changed",
    "cierre.confirmado": "closure.confirmed",
    "cierre.propuesto": "closure.proposed",
    "cierre.rechazado": "closure.rejected",
    "entidad.cambiada": "entity.changed",
    "entidad.creada": "entity.created",
    "punto.confirmado": "point.confirmed",
    "punto.propuesto": "point.proposed",
    "punto.rechazado": "point.rejected",
    "rol.asignado": "role.assigned",
    "rol.cerrado": "role.ended",
    "rol.corregido": "role.corrected",
    "unidad.cambiada": "unit.changed",
    "unidad.creada": "unit.created",
}


class Recorder(Protocol):
    def __call__(
        self,
        kind: str,
        *,
        entity_id: int | None,
        subject: str,
        payload: dict[str, Any],
        actor_id: int | None,
    ) -> object: ...


_recorder: Recorder | None = None


def set_recorder(recorder: Recorder | None) -> Recorder | None:
    """Make ``recorder`` the one that is told; answers the one it replaces."""
    global _recorder
    previous, _recorder = _recorder, recorder
    return previous


def record(
    kind: str,
    *,
    entity_id: int | None,
    subject: str,
    payload: dict[str, Any],
    actor_id: int | None,
) -> None:
    """Tell the trace of one change.

    ``kind`` is a dotted word («entity.created»), ``subject`` names the thing by model and
    uuid, ``payload`` is JSON-safe and holds no personal data: people are numbers in it.
    """
    if _recorder is not None:
        _recorder(kind, entity_id=entity_id, subject=subject, payload=payload, actor_id=actor_id)


def name_kinds(labels: Mapping[str, str | Promise]) -> None:
    """Say what people read for the kinds that a room writes; called from ``AppConfig.ready``.

    Args:
        labels: by kind, plain Spanish.
    """
    _labels.update(labels)


def label(kind: str) -> str:
    """What people read for a kind, also for one written years ago; the kind itself if unknown.

    Args:
        kind: as an entry of the trace keeps it.
    """
    return str(_labels.get(_WRITTEN_ONCE.get(kind, kind), kind))
