"""The registers of the public search: synonyms and moments of life (R174).

They belong to no entity: only whoever administers the platform keeps them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_modeladmin.options import ModelAdminGroup

from carta_pages.models import LifeEvent, SynonymGroup
from carta_pages.registers.forms import LifeEventForm, SynonymForm
from carta_pages.registers.platform import PlatformRegisterAdmin
from carta_pages.services.discovery import save_event, save_synonyms
from entities.admin.base import yes_no
from entities.admin.grammar import Grammar


class SynonymAdmin(PlatformRegisterAdmin):
    model = SynonymGroup
    grammar = Grammar(_("grupo de sinónimos"), _("grupos de sinónimos"), feminine=False)
    form_class = SynonymForm
    menu_label = _("Sinónimos")
    menu_icon = "openquote"
    list_display = ("words", yes_no("in_force", _("se usa")))
    list_filter = ("in_force",)
    list_export = ("words", "in_force")
    search_fields = ("words",)
    export_filename = "sinonimos"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("words"),
        FieldPanel("in_force"),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )
    writes = staticmethod(save_synonyms)


class LifeEventAdmin(PlatformRegisterAdmin):
    model = LifeEvent
    grammar = Grammar(_("momento de la vida"), _("momentos de la vida"), feminine=False)
    form_class = LifeEventForm
    menu_label = _("Momentos de la vida")
    menu_icon = "calendar"
    list_display = ("name", "summary", "position", yes_no("in_force", _("se muestra")))
    list_filter = ("in_force",)
    list_export = ("name", "slug", "summary", "position", "in_force")
    search_fields = ("name", "summary")
    export_filename = "momentos-de-la-vida"
    inspect_view_fields = (*list_export, "services")
    panels = (
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("position"), FieldPanel("in_force")]),
        FieldPanel("find"),
        FieldPanel("services"),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )
    writes = staticmethod(save_event)


class SearchGroup(ModelAdminGroup):
    menu_label = _("Buscador")
    menu_item_name = "buscador"
    menu_icon = "search"
    menu_order = 310
    items = (SynonymAdmin, LifeEventAdmin)
