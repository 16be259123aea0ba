"""«Personal»: whoever manages an entity's people, and nobody else's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate.rows import Rows, open_to_all, replaced

_rows = Rows()
ROWS = _rows.rows

_rows.add(
    replaced(
        _("El personal de una entidad lo administra quien tiene ese rol en ella."),
        who=_("Lo asigna la administración de la plataforma."),
    ),
    "carta_staff:index",
    "carta_staff:person",
)
_rows.add(
    replaced(
        _("Cada cambio de un rol pasa por un solo servicio, que pregunta a las reglas."),
        who=_("Nadie cambia sus propios roles."),
    ),
    "carta_staff:invite",
    "carta_staff:give",
    "carta_staff:rescope",
    "carta_staff:renew",
    "carta_staff:finish",
    "carta_staff:send_again",
    "carta_staff:cancel",
)
_rows.add(
    replaced(
        _("Un segundo factor perdido lo quita quien administra a la persona; nunca el propio."),
        who=_("El de quien actúa también en otra parte, la administración de la plataforma."),
    ),
    "carta_staff:reset_factor",
)
_rows.add(
    replaced(
        _("Un nombre firma lo que se decide: lo corrige quien administra a la persona."),
        who=_("El de quien actúa también en otra parte, la administración de la plataforma."),
    ),
    "carta_staff:rename",
)
_rows.add(
    open_to_all(_("Aceptar una invitación es de quien la recibió en su correo.")),
    "carta_joining:accept",
)
