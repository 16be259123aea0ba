"""Sites, people, workflows, reports: the platform's own business."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate import guards
from workflows.gate.rows import Access, Reach, Row, Rows, Target, closed, platform
from workflows.gate.who import keeps_own_name

_rows = Rows()
ROWS = _rows.rows

PK = "pk"

# -- sites -------------------------------------------------------------------------------------

_SITES = _("Los sitios son de la plataforma.")
_rows.add(
    platform(_SITES),
    "wagtailsites:index",
    "wagtailsites:index_results",
    "wagtailsites:history",
    "wagtailsites:history_results",
    "wagtailsites:usage",
)
_rows.add(platform(_SITES, guard=guards.keep_one_site), "wagtailsites:add", "wagtailsites:copy")
_rows.add(
    platform(_SITES, Target("site", PK), guard=guards.keep_site_root),
    "wagtailsites:edit",
)
_rows.add(
    closed(
        _("Un sitio con páginas de la carta no se elimina: desaparecería lo publicado."),
        _("Nadie puede mientras cuelguen de él páginas de la carta."),
        Target("site", PK),
        reach=Reach.ABOVE,
        otherwise=Access.PLATFORM,
    ),
    "wagtailsites:delete",
)

# -- people ------------------------------------------------------------------------------------

_PEOPLE = _("Las cuentas las lleva la plataforma; cada entidad asigna sus roles en «Personal».")
_rows.add(
    platform(_PEOPLE),
    "wagtailusers_users:index",
    "wagtailusers_users:index_results",
    "wagtailusers_users:add",
    "wagtailusers_users:history",
    "wagtailusers_users:history_results",
    "wagtailusers_users:usage",
    "wagtailusers_users:copy",
    "wagtailusers_groups:index",
    "wagtailusers_groups:index_results",
    "wagtailusers_groups:add",
    "wagtailusers_groups:edit",
    "wagtailusers_groups:history",
    "wagtailusers_groups:history_results",
    "wagtailusers_groups:usage",
)
_rows.add(platform(_PEOPLE, guard=keeps_own_name), "wagtailusers_users:edit")
_rows.add(
    closed(
        _("Una cuenta no se elimina: su autoría forma parte del historial."),
        _("La administración de la plataforma puede desactivarla."),
    ),
    "wagtailusers_users:delete",
)
_rows.add(
    closed(
        _("Los grupos no se eliminan desde aquí."),
        _("La administración de la plataforma puede quitarles permisos."),
    ),
    "wagtailusers_groups:delete",
)

# -- Wagtail's workflows -----------------------------------------------------------------------

_STAGES = _("Las etapas de aprobación no se cambian, desactivan ni vacían desde aquí.")
_IN_CODE = _("Son parte del programa; cada decisión se toma en la pantalla de su expediente.")


def _stages(kind: str, source: str) -> Row:
    return closed(
        _STAGES, _IN_CODE, Target(kind, source), reach=Reach.OWN, otherwise=Access.PLATFORM
    )


_rows.add(
    platform(_("Los flujos de otras páginas del sitio son de la plataforma.")),
    "wagtailadmin_workflows:index",
    "wagtailadmin_workflows:index_results",
    "wagtailadmin_workflows:add",
    "wagtailadmin_workflows:select_task_type",
    "wagtailadmin_workflows:task_index",
    "wagtailadmin_workflows:task_index_results",
    "wagtailadmin_workflows:task_chooser",
    "wagtailadmin_workflows:task_chooser_results",
    "wagtailadmin_workflows:task_chooser_create",
)
_rows.add(
    _stages("workflow", PK),
    "wagtailadmin_workflows:enable",
    "wagtailadmin_workflows:disable",
    "wagtailadmin_workflows:edit",
    "wagtailadmin_workflows:usage",
    "wagtailadmin_workflows:usage_results",
)
_rows.add(
    _stages("task", PK),
    "wagtailadmin_workflows:edit_task",
    "wagtailadmin_workflows:disable_task",
    "wagtailadmin_workflows:enable_task",
)
_rows.add(_stages("task", "task_id"), "wagtailadmin_workflows:task_chosen")
_rows.add(_stages("model", "app_label,model_name"), "wagtailadmin_workflows:add_task")
_rows.add(
    closed(
        _STAGES,
        _IN_CODE,
        Target("page", "page_pk"),
        reach=Reach.ABOVE,
        otherwise=Access.PLATFORM,
    ),
    "wagtailadmin_workflows:remove",
)

# -- reports and settings ----------------------------------------------------------------------

_rows.add(
    platform(_("Los informes generales reúnen páginas y personas de todas las entidades.")),
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:locked_pages_results",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_results",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:workflow_tasks_results",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:site_history_results",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:aging_pages_results",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
)
_rows.add(
    platform(_("La configuración del sitio es de la plataforma.")).when("wagtail.contrib.settings"),
    "wagtailsettings:edit",
    "wagtailsettings:preview_on_edit",
)
_rows.add(
    platform(_("Los fragmentos se muestran a todas las personas; la carta no los usa.")).when(
        "wagtail.snippets"
    ),
    "wagtailsnippets:index",
)
_rows.add(
    platform(_("Las redirecciones son de la plataforma.")).when("wagtail.contrib.redirects"),
    "wagtailredirects:index",
    "wagtailredirects:index_results",
    "wagtailredirects:add",
    "wagtailredirects:edit",
    "wagtailredirects:delete",
    "wagtailredirects:start_import",
    "wagtailredirects:process_import",
)
_rows.add(
    platform(_("Los idiomas del sitio son de la plataforma.")).when("wagtail.locales"),
    "wagtaillocales:*",
)
_rows.add(
    platform(_("Los resultados destacados de la búsqueda son de la plataforma.")).when(
        "wagtail.contrib.search_promotions"
    ),
    "wagtailsearchpromotions:*",
)
_rows.add(
    platform(_("Muestrario de componentes para quien desarrolla.")).when(
        "wagtail.contrib.styleguide"
    ),
    "wagtailstyleguide",
)
