"""The machine's own screens: each asks the rules itself and answers like the gate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate.rows import Rows, Target, replaced
from workflows.gate.who import sets_deadlines

_rows = Rows()
ROWS = _rows.rows

_rows.add(
    replaced(
        _("Un expediente lo abre quien tiene un rol que lo permite; los demás no lo conocen.")
    ),
    "carta_workflows:index",
    "carta_workflows:index_results",
    "carta_workflows:dossier",
    "carta_workflows:preview",
    "carta_workflows:attachment",
    "carta_workflows:backing_file",
)
_rows.add(
    replaced(_("Cada decisión pasa por un solo servicio, que pregunta a las reglas.")),
    "carta_workflows:decide",
    "carta_workflows:withdraw",
    "carta_workflows:answer",
    "carta_workflows:resubmit",
)
_rows.add(
    replaced(_("Envía o descarta una página quien la escribe."), Target("page", "page_id")),
    "carta_workflows:submit",
    "carta_workflows:discard",
)
_rows.add(
    replaced(_("El tablero es de la oficina de calidad de la entidad.")),
    "carta_workflows:board",
    "carta_workflows:merge",
    "carta_workflows:split",
)
_rows.add(
    replaced(_("Los avisos son de quien los recibe.")),
    "carta_workflows:notices",
    "carta_workflows:notice_read",
)
_rows.add(
    replaced(_("La traza la lee quien audita la entidad.")),
    "carta_workflows:trace",
)
_rows.add(
    replaced(
        _("Los plazos internos los fija la oficina de calidad de cada entidad."),
        guard=sets_deadlines,
    ),
    "workflows_stagedeadline_modeladmin_index",
    "workflows_stagedeadline_modeladmin_create",
    "workflows_stagedeadline_modeladmin_edit",
)
