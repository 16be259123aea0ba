"""Editor of a commitment: the sentence, what measures it, where it holds, what if it fails."""

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

TEMPLATE_4 = _("Formato DMCISP-01-05-1, 4")
GUIDE_VALIDITY = _("Guía MDT v1.0, 7.3, nota sobre vigencia")
GUIDE_COMMUNICATION = _("Guía MDT v1.0, 7.2, nota sobre comunicación institucional")

COMMITMENT_EDITOR = tabs(
    tab(
        _("Compromiso"),
        identity_section(_("Un nombre corto, por ejemplo «Tiempo de espera en la agencia».")),
        section(
            _("Lo que la entidad promete"),
            field(
                "statement",
                _(
                    "Una frase clara y positiva, pensada para quien usa el servicio, que diga el "
                    "número y la unidad del estándar: «Entregamos su cédula en 35 minutos o menos»."
                ),
                GUIDE_71_1,
            ),
        ),
        rows(
            "quality_factors",
            _("Factores clave de calidad"),
            _("factor clave de calidad"),
            field("text", _("Lo que más importa a la persona, sin ambigüedades.")),
            FieldRowPanel(["journey_step", "critical_point"]),
            "dimensions",
            "other_dimension",
            "affects_perception",
            "perception_impact",
            help_text=_(
                "Cada factor nace de un punto crítico del recorrido del usuario, pertenece a una "
                "o más dimensiones de calidad e incide directamente en lo que la gente percibe."
            ),
            source=GUIDE_71_1,
        ),
    ),
    tab(
        _("Indicador y estándar"),
        rows(
            "indicators",
            _("Fichas de indicador"),
            _("indicador"),
            FieldRowPanel(["name", "code"]),
            "factor",
            "measures",
            FieldRowPanel(["operator", "value", "value_to"]),
            FieldRowPanel(["unit", "other_unit"]),
            "parameter",
            "direction",
            field("formula", _("Por ejemplo: entregas en el día / solicitudes × 100.")),
            field("variables", _("Una por línea, con el sistema de donde sale cada dato.")),
            FieldRowPanel(["frequency", "source"]),
            "responsible_unit",
            FieldRowPanel(["baseline", "baseline_period"]),
            "statistical_basis",
            FieldRowPanel(["territorial_breakdown", "partial_limit"]),
            FieldRowPanel(["version", "approved_on"]),
            help_text=_(
                "Al menos un indicador por factor: representativo, medible con los datos que hay y "
                "coherente con el control institucional. El estándar parte de la capacidad real "
                "del proceso, respeta los plazos legales y busca mejorar."
            ),
            source=GUIDE_71_1,
        ),
    ),
    tab(
        _("Dónde rige"),
        section(
            _("Alcance territorial"),
            field(
                "scope_kinds", _("Según la cobertura real y la capacidad operativa."), TEMPLATE_4
            ),
            "scope_deconcentrated",
            "scope_other",
        ),
        rows(
            "scope_units",
            _("Unidades"),
            _("unidad"),
            "unit",
            help_text=_("Si no es nacional: en qué unidades rige."),
        ),
        rows(
            "scope_territories",
            _("Territorios"),
            _("territorio"),
            "territory",
            help_text=_("Si no es nacional: en qué provincias, zonas o distritos rige."),
        ),
        section(
            _("Vigencia"),
            FieldRowPanel(["valid_from", "review_on", "valid_until"]),
            help_text=_(
                "La vigencia se verifica cada cierto tiempo con los resultados del seguimiento."
            ),
            source=GUIDE_VALIDITY,
        ),
    ),
    tab(
        _("Si no se cumple"),
        rows(
            "remedies",
            _("Medidas de subsanación"),
            _("medida"),
            field("description", _("Qué hará la entidad por la persona afectada.")),
            "indicator",
            "trigger",
            "how_to_ask",
            FieldRowPanel(["deadline", "applied_by"]),
            "user_effect",
            "instrument",
            "instrument_document",
            FieldRowPanel(["valid_from", "valid_until"]),
            "is_linked",
            "is_viable",
            "is_documented",
            "informs_improvement",
            help_text=_(
                "Deben existir y estar formalizadas antes de publicar: vinculadas con el "
                "indicador, viables, documentadas y útiles para mejorar."
            ),
            source=GUIDE_71_1,
        ),
        rows(
            "feedback_channels",
            _("Dónde opinar"),
            _("canal"),
            FieldRowPanel(["kind", "hours"]),
            "detail",
            "url",
            help_text=_("Los canales donde la gente dice si el compromiso se cumplió."),
            source=GUIDE_COMMUNICATION,
        ),
        rows(
            "citations",
            _("Base legal"),
            _("norma"),
            "norm",
            "provision",
            help_text=_("Normas que fijan plazos o niveles obligatorios del servicio."),
            source=GUIDE_72_2,
        ),
    ),
)
