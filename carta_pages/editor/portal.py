"""Editor of the portal."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, TabbedInterface

from carta_pages.editor.panels import identity_section, rows, section

PORTAL_EDITOR = TabbedInterface(
    [
        ObjectList(
            [
                identity_section(_("Cómo se llama el portal.")),
                section(
                    _("Presentación"),
                    "introduction",
                    "how_it_works",
                    help_text=_(
                        "Qué es una carta de servicios y qué puede hacer con ella una persona."
                    ),
                ),
                rows("steps", _("Pasos"), _("paso"), "title", "text"),
                section(
                    _("Contacto"),
                    "contact_office",
                    "contact_address",
                    "contact_phone",
                    "contact_email",
                    "contact_hours",
                ),
            ],
            heading=_("Contenido"),
        )
    ]
)
