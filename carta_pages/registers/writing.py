"""The registers of plain language: what is remarked, and from where on (R47-R49)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_modeladmin.options import ModelAdminGroup

from carta_pages.models import VagueExpression, WritingLimit
from carta_pages.registers.platform import PlatformRegisterAdmin
from carta_pages.services.writing import save_expression, save_limit
from carta_pages.writing_data import LIMITS, Limit
from entities.admin.base import yes_no
from entities.admin.forms import ReasonField, RegisterForm
from entities.admin.grammar import Grammar


class ExpressionForm(RegisterForm):
    only_on_edit = ("reason", "in_force")
    fixed = ("words",)


class LimitForm(RegisterForm):
    """A number and why; what it may be is said beside it."""

    only_on_edit = ()
    fixed = ("key",)
    reason = ReasonField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = self.fields["key"]
        if not self.is_edit:
            taken = set(WritingLimit.objects.values_list("key", flat=True))
            key.choices = [choice for choice in Limit.choices if choice[0] not in taken]
        known = dict(key.choices)
        self.fields["value"].widget = forms.NumberInput()
        self.fields["value"].help_text = " ".join(
            _g("%(name)s: de %(least)d a %(most)d; sin cambio, %(default)d.")
            % {
                "name": str(Limit(name).label).capitalize(),
                "least": bounds.least,
                "most": bounds.most,
                "default": bounds.default,
            }
            for name, bounds in LIMITS.items()
            if name in known and (not self.is_edit or name == self.instance.key)
        )


class ExpressionAdmin(PlatformRegisterAdmin):
    model = VagueExpression
    grammar = Grammar(_("expresión vaga"), _("expresiones vagas"), feminine=True)
    form_class = ExpressionForm
    menu_label = _("Expresiones vagas")
    menu_icon = "openquote"
    list_display = ("words", "kind", yes_no("in_force", _("se avisa")))
    list_filter = ("kind", "in_force")
    list_export = ("words", "kind", "in_force")
    search_fields = ("words",)
    export_filename = "expresiones-vagas"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("words"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("in_force")]),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )
    writes = staticmethod(save_expression)


class LimitAdmin(PlatformRegisterAdmin):
    model = WritingLimit
    grammar = Grammar(_("umbral de redacción"), _("umbrales de redacción"), feminine=False)
    form_class = LimitForm
    menu_label = _("Umbrales de redacción")
    menu_icon = "order"
    list_display = ("key", "value")
    list_export = ("key", "value")
    export_filename = "umbrales-de-redaccion"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("key"),
        FieldPanel("value"),
        FieldPanel("reason", heading=_("Motivo")),
    )
    writes = staticmethod(save_limit)

    def create(self, form: Any, user: Any) -> Any:
        return self.update(None, form, user)  # also a first value says why


class WritingGroup(ModelAdminGroup):
    menu_label = _("Lenguaje claro")
    menu_item_name = "lenguaje-claro"
    menu_icon = "edit"
    menu_order = 312
    items = (ExpressionAdmin, LimitAdmin)
