"""Editor of a service (R17)."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel

from carta_pages.editor.panels import (
    GUIDE_71_1,
    GUIDE_72_2,
    field,
    identity_section,
    rows,
    section,
    tab,
    tabs,
)

GUIDE_72_1 = _("Guía MDT v1.0, 7.2, act. 1")

SERVICE_EDITOR = tabs(
    tab(
        _("Qué es"),
        identity_section(_("El nombre con que la gente conoce el servicio.")),
        section(
            _("El servicio"),
            field("description", _("En qué consiste, con palabras de quien lo usa."), GUIDE_72_2),
            field("obtains", _("El resultado: un documento, una cita, una atención.")),
            field("beneficiaries", _("Marque a quién está dirigido.")),
            field("beneficiaries_detail", _("Por ejemplo: «desde los 18 años».")),
            help_text=_("Se publica un servicio que ya se presta y tiene resultados controlados."),
            source=GUIDE_71_1,
        ),
        section(
            _("Quién lo presta"),
            field(
                "responsible_unit", _("La unidad dueña del proceso; responde por el compromiso.")
            ),
        ),
        rows(
            "providers",
            _("Unidades prestadoras"),
            _("unidad prestadora"),
            "unit",
            help_text=_("Las unidades que atienden directamente a las personas."),
            source=GUIDE_72_2,
        ),
    ),
    tab(
        _("Cómo se pide"),
        rows(
            "requirements",
            _("Requisitos"),
            _("requisito"),
            "text",
            "detail",
            "is_optional",
        ),
        rows(
            "costs",
            _("Costos"),
            _("costo"),
            FieldRowPanel(["concept", "amount"]),
            "condition",
        ),
        rows(
            "channels",
            _("Canales de atención"),
            _("canal"),
            FieldRowPanel(["kind", "hours"]),
            "detail",
            "url",
            "priority_attention",
            help_text=_(
                "Dónde y cuándo se atiende. Las direcciones de las agencias se llevan en los "
                "puntos de atención."
            ),
        ),
        section(
            _("Para todas las personas"),
            field("coverage", _("En qué territorio se presta hoy.")),
            field(
                "accessibility",
                _("Rampas, lengua de señas, lectores de pantalla, formularios fáciles."),
            ),
            field("priority_attention", _("Quién tiene atención prioritaria y cómo la recibe.")),
        ),
    ),
    tab(
        _("Sustento"),
        rows(
            "processes",
            _("Procesos relacionados"),
            _("proceso"),
            FieldRowPanel(["name", "code"]),
            help_text=_("El proceso cuyo nivel de capacidad respalda el compromiso."),
            source=GUIDE_71_1,
        ),
        rows(
            "procedures",
            _("Trámites relacionados"),
            _("trámite"),
            FieldRowPanel(["name", "code"]),
            "url",
            help_text=_("Enlace la ficha de cada trámite en gob.ec; aquí no se repite."),
            source=GUIDE_72_1,
        ),
        section(
            _("Ficha de servicio"),
            FieldRowPanel(["sheet_code", "sheet_valid_until"]),
            "sheet_document",
            FieldRowPanel(["design_status", "operation_status"]),
            help_text=_(
                "El documento institucional que describe el servicio, vigente al postular."
            ),
            source=GUIDE_71_1,
        ),
        rows("citations", _("Base legal"), _("norma"), "norm", "provision"),
        section(
            _("Contacto"),
            "contact_office",
            FieldRowPanel(["contact_phone", "contact_email"]),
        ),
    ),
)
