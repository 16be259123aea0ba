"""The rows of this room in the gate table (DESIGN §3.9)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate.rows import Target, of_entity, platform, replaced
from workflows.gate.table import declare


def declare_rows() -> None:
    """Say who may pass each screen of ``wagtail_hooks``."""
    declare(
        {
            "carta_completeness": of_entity(
                _("Dice qué le falta a un borrador; no guarda nada."), Target("page", "page_id")
            ),
            "carta_portfolio": replaced(
                _("Lista los servicios de las entidades de la persona, con su estado y su etapa.")
            ),
            "carta_service_state": replaced(
                _("Planifica un servicio; pregunta las reglas por sí misma."),
                Target("page", "page_id"),
                who=_("Puede hacerlo la oficina de calidad de la entidad."),
            ),
            "carta_import": replaced(
                _("Recibe un archivo de la entidad y dice qué haría; lista las importaciones."),
                who=_("Puede hacerlo la unidad responsable o la oficina de calidad."),
            ),
            "carta_import_run": replaced(
                _("Una importación: la ve quien la trajo y calidad; compartida, quien escribe."),
                who=_("Puede hacerlo quien subió el archivo."),
            ),
            "carta_import_template": replaced(
                _("Una hoja vacía con los encabezados que se leen; no dice nada de una entidad.")
            ),
            "carta_import_export": replaced(
                _("Los borradores que la persona lee en su entidad, en una hoja.")
            ),
            "carta_pages_synonymgroup_modeladmin_*": platform(
                _("Palabras equivalentes del buscador público: valen para todas las entidades.")
            ),
            "carta_pages_vagueexpression_modeladmin_*": platform(
                _("Expresiones que se avisan en los compromisos: valen para todas las entidades.")
            ),
            "carta_pages_writinglimit_modeladmin_*": platform(
                _("Umbrales de redacción: valen para todas las entidades.")
            ),
            "carta_pages_lifeevent_modeladmin_*": platform(
                _("Momentos de la vida del buscador público: valen para todas las entidades.")
            ),
        }
    )
