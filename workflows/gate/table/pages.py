"""Pages: what the editor, the explorer and the admin's own API may do with them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate import guards
from workflows.gate.rows import (
    Access,
    Reach,
    Rows,
    Target,
    Where,
    closed,
    of_entity,
    open_to_all,
    platform,
    replaced,
)

_rows = Rows()
ROWS = _rows.rows

PAGE = Target("page", "page_id")
PARENT = Target("page", "parent_page_id")
MOVED = Target("page", "page_to_move_id")

BY_DOSSIER = _(
    "Escríbala quien edita la página y envíela a revisión: la publica el Ministerio del Trabajo "
    "al final de su expediente (la ruta institucional la aprueba Planificación)."
)
BY_EXCLUSION = _(
    "Puede pedirlo la oficina de calidad de la entidad con un expediente de exclusión; "
    "lo resuelve el Ministerio del Trabajo."
)
NOBODY_MOVES = _("Nadie puede: la dirección publicada es la que la ciudadanía cita.")
IN_DOSSIER = _("Puede hacerlo quien decide la etapa, en la pantalla de revisión del expediente.")

# -- writing -----------------------------------------------------------------------------------

_rows.add(
    replaced(
        _("El editor guarda borradores y cuida que nadie pise el texto de otra persona."),
        PAGE,
        guard=guards.keep_ancestor_in_place,
    ),
    "wagtailadmin_pages:edit",
)
_rows.add(
    replaced(_("Volver a una versión anterior crea un borrador nuevo."), PAGE),
    "wagtailadmin_pages:revisions_revert",
)
_rows.add(
    replaced(_("Una página nueva nace como borrador, bajo la página de su entidad."), PARENT),
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:add_subpage",
    "wagtailadmin_pages:preview_on_add",
)
_rows.add(
    replaced(_("Vista previa de un borrador de la propia entidad."), PAGE),
    "wagtailadmin_pages:preview_on_edit",
    "wagtailadmin_pages:view_draft",
    "wagtailadmin_pages:revisions_view",
)
_rows.add(
    replaced(_("Historial de borradores de la propia entidad."), PAGE),
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:history_results",
    "wagtailadmin_pages:revisions_index",
)
_rows.add(
    replaced(_("Comparación de borradores de la propia entidad."), Target("page", "pk")),
    "wagtailadmin_pages:revisions_compare",
)
_rows.add(
    of_entity(_("Recorrido del expediente, tal como lo muestra Wagtail."), PAGE),
    "wagtailadmin_pages:workflow_history",
    "wagtailadmin_pages:workflow_history_detail",
)

# -- looking around ----------------------------------------------------------------------------

_rows.add(
    replaced(_("El explorador muestra solo lo que los roles de la persona alcanzan.")),
    "wagtailadmin_explore_root",
    "wagtailadmin_pages:search",
    "wagtailadmin_pages:search_results",
    "wagtailadmin_api:pages:listing",
)
_rows.add(
    replaced(_("El explorador no baja a páginas de otra entidad."), PARENT),
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
)
_rows.add(
    of_entity(_("Datos de una página para el explorador."), Target("page", "pk")),
    "wagtailadmin_api:pages:detail",
)
_rows.add(
    platform(_("Busca páginas por dirección en todo el sitio.")),
    "wagtailadmin_api:pages:find",
)
_rows.add(
    replaced(_("Lista de páginas de un tipo, solo las que la persona alcanza.")),
    "wagtailadmin_pages:type_use",
    "wagtailadmin_pages:type_use_results",
    "wagtailadmin_pages:choose_parent",
)
_rows.add(
    closed(
        _("El uso de una página se muestra con títulos de otras entidades."),
        _("Puede consultarlo la administración de la plataforma en sus informes."),
        PAGE,
        reach=Reach.OWN,
    ),
    "wagtailadmin_pages:usage",
)

# -- public life: only by dossier --------------------------------------------------------------

_rows.add(
    closed(
        _("Lo publicado no se retira a mano: se excluye y sigue siendo legible."),
        BY_EXCLUSION,
        PAGE,
        reach=Reach.ABOVE,
    ),
    "wagtailadmin_pages:unpublish",
)
_rows.add(
    closed(
        _(
            "Las páginas de la carta no se eliminan. Un borrador que nunca se envió se descarta "
            "con «Descartar el borrador»; lo que se envió o publicó queda en su historia."
        ),
        BY_EXCLUSION,
        PAGE,
        reach=Reach.ABOVE,
    ),
    "wagtailadmin_pages:delete",
)
_rows.add(
    closed(
        _("Las páginas de la carta no se mueven ni se reordenan."),
        NOBODY_MOVES,
        MOVED,
        reach=Reach.ABOVE,
    ),
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:set_page_position",
)
_rows.add(
    closed(
        _("Las páginas de la carta no se mueven, ni otras páginas se mueven bajo ellas."),
        NOBODY_MOVES,
        MOVED,
        Target("page", "destination_id"),
        reach=Reach.ABOVE,
    ),
    "wagtailadmin_pages:move_confirm",
)
_rows.add(
    closed(
        _("Copiar aquí repetiría identificadores que deben ser únicos y podría publicar."),
        _("Quien edita la página puede usar «Duplicar como borrador»."),
        PAGE,
        reach=Reach.ABOVE,
    ),
    "wagtailadmin_pages:copy",
)
_rows.add(
    closed(
        _("Las páginas de la carta no admiten alias: publicarían fuera del expediente."),
        BY_DOSSIER,
        PAGE,
        reach=Reach.ABOVE,
    ),
    "wagtailadmin_pages:convert_alias",
)
_rows.add(
    closed(
        _("La carta publicada es pública para todas las personas; no se le pone contraseña."),
        BY_EXCLUSION,
        PAGE,
        reach=Reach.ABOVE,
    ),
    "wagtailadmin_pages:set_privacy",
)
_rows.add(
    closed(
        _("El bloqueo lo pone y lo quita el expediente, no una persona."),
        _("La página se abre si el expediente vuelve a la unidad o se retira."),
        PAGE,
        reach=Reach.OWN,
    ),
    "wagtailadmin_pages:lock",
    "wagtailadmin_pages:unlock",
)
_rows.add(
    closed(
        _("En la carta nada se programa, y por eso nada se desprograma."),
        BY_DOSSIER,
        PAGE,
        reach=Reach.OWN,
    ),
    "wagtailadmin_pages:revisions_unschedule",
)
_rows.add(
    closed(
        _("Las etapas no se deciden ni se cancelan desde la página."),
        IN_DOSSIER,
        PAGE,
        reach=Reach.OWN,
    ),
    "wagtailadmin_pages:workflow_action",
    "wagtailadmin_pages:collect_workflow_action_data",
    "wagtailadmin_pages:confirm_workflow_cancellation",
    "wagtailadmin_pages:workflow_preview",
)
_rows.add(
    closed(
        _("Las acciones directas sobre páginas de la carta están cerradas."),
        BY_DOSSIER,
        Target("page", "pk"),
        reach=Reach.ABOVE,
    ),
    "wagtailadmin_api:pages:action",
)
_rows.add(
    closed(
        _("Las acciones en lote están cerradas para páginas, archivos y cuentas."),
        _("Haga el cambio en cada página, archivo o cuenta, donde se puede explicar."),
        Target("model", "app_label,model_name"),
        reach=Reach.OWN,
        otherwise=Access.PLATFORM,
    ),
    "wagtail_bulk_action",
)

# -- choosers ----------------------------------------------------------------------------------

_CHOOSER = _("El selector de páginas muestra títulos de borradores de todas las entidades.")
_rows.add(platform(_CHOOSER), "wagtailadmin_choose_page", "wagtailadmin_choose_page_search")
_rows.add(platform(_CHOOSER, PARENT), "wagtailadmin_choose_page_child")
_rows.add(
    platform(_CHOOSER, Target("page", "id", Where.QUERY)),
    "wagtailadmin_choose_page_chosen_multiple",
)
_rows.add(
    platform(
        _("El texto de la carta es sin enlaces incrustados; estos selectores no se usan en ella."),
        guard=guards.well_formed_link,
    ),
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
)

_FORMS = "wagtail.contrib.forms"
_rows.add(
    open_to_all(_("Formularios de otras páginas del sitio, según sus propios permisos.")).when(
        _FORMS
    ),
    "wagtailforms:index",
    "wagtailforms:index_results",
)
_rows.add(
    of_entity(_("Respuestas del formulario de una página del sitio."), PAGE).when(_FORMS),
    "wagtailforms:list_submissions",
    "wagtailforms:list_submissions_results",
    "wagtailforms:delete_submissions",
)

# -- the gate's own screens --------------------------------------------------------------------

_rows.add(
    replaced(_("Un texto conservado es de quien lo escribió."), Target("kept", "kept_id")),
    "carta_gate:kept",
)
_rows.add(
    replaced(_("La copia nace como borrador y con identificadores propios."), PAGE),
    "carta_gate:duplicate",
)
