"""Editor of the territorial annex (R97-R98)."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel

from carta_pages.editor.panels import GUIDE_72_2, field, identity_section, rows, section, tab, tabs

ANNEX_EDITOR = tabs(
    tab(
        _("Justificación"),
        identity_section(_("Por ejemplo «Anexo territorial: Galápagos y Morona Santiago».")),
        section(
            _("Por qué el estándar es distinto"),
            field("justification_capacity", _("Qué capacidad tienen las unidades.")),
            field("justification_demand", _("Cuánta gente pide el servicio y cuándo.")),
            field("justification_delivery", _("Distancias, transporte, conexión, clima.")),
            field(
                "coherence",
                _(
                    "Por qué lo diferenciado es coherente con el compromiso general y no afecta la "
                    "estandarización del proceso."
                ),
            ),
            help_text=_("Solo cuando hay diferencias territoriales significativas y sustentadas."),
            source=GUIDE_72_2,
        ),
    ),
    tab(
        _("Estándares diferenciados"),
        rows(
            "rows",
            _("Estándares diferenciados"),
            _("estándar diferenciado"),
            FieldRowPanel(["unit", "territory"]),
            "indicator",
            FieldRowPanel(["operator", "value", "value_to"]),
            "parameter",
            "justification",
            "control_data",
            FieldRowPanel(["valid_from", "valid_until"]),
            help_text=_(
                "Mismo indicador y misma unidad de medida que el estándar nacional; otro valor, "
                "con sus datos de control. Elija una unidad o un territorio en cada fila."
            ),
            source=GUIDE_72_2,
        ),
    ),
)
