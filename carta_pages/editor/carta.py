"""Editor of the carta's own texts (R58-R59); COM writes them, CAL and PLAN approve them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel

from carta_pages.editor.panels import field, rows, search_description, section, tab, tabs

GUIDE_2 = _("Guía MDT v1.0, 2")
GUIDE_COMMUNICATION = _("Guía MDT v1.0, 7.2, nota sobre comunicación institucional")

CARTA_EDITOR = tabs(
    tab(
        _("Presentación"),
        section(
            _("La carta"),
            field("title"),
            field(
                "presentation",
                _("Qué es esta carta y qué servicios de la entidad reúne, en dos o tres párrafos."),
                GUIDE_2,
            ),
            field("mission", _("Para qué sirve la carta a quien usa los servicios.")),
            field(
                "image", _("Opcional. Describa la imagen al subirla: la descripción se publica.")
            ),
            search_description(),
        ),
        rows(
            "citations",
            _("Base legal"),
            _("norma"),
            "norm",
            "provision",
            help_text=_("Las normas que respaldan la carta; solo disposiciones comprobadas."),
        ),
    ),
    tab(
        _("Derechos y participación"),
        rows(
            "rights",
            _("Derechos y deberes"),
            _("derecho o deber"),
            "kind",
            "text",
            help_text=_("Una fila por cada derecho y por cada deber de quien usa los servicios."),
        ),
        rows(
            "participation",
            _("Cómo participar"),
            _("forma de participar"),
            "title",
            "text",
            "url",
            help_text=_("Cómo puede opinar la gente sobre los servicios y sus compromisos."),
            source=GUIDE_COMMUNICATION,
        ),
    ),
    tab(
        _("Quejas y contacto"),
        rows(
            "complaint_channels",
            _("Quejas, consultas y sugerencias"),
            _("canal"),
            "kind",
            "text",
            "url",
            FieldRowPanel(["phone", "term_days"]),
            help_text=_(
                "Dónde se presenta cada clase de requerimiento y en cuánto tiempo se responde."
            ),
            source=GUIDE_COMMUNICATION,
        ),
        section(
            _("Contacto"),
            "contact_office",
            "contact_address",
            FieldRowPanel(["contact_phone", "contact_email"]),
            "contact_hours",
            help_text=_("La oficina que responde por la carta. Se publican el cargo y la oficina."),
        ),
    ),
)
