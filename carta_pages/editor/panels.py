"""Building blocks of the editor: one look for every page type.

Help texts say what the guide asks, in our words, and name the source. A section is a
``MultiFieldPanel``; rows are an inline panel whose forms know the page's entity.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
    TitleFieldPanel,
)

from carta_pages.editor.completeness import TabsWithCompleteness
from carta_pages.forms.rows import RowFormSet

Text = str | Promise

GUIDE_71_1 = _("Guía MDT v1.0, 7.1, act. 1")
GUIDE_71_2 = _("Guía MDT v1.0, 7.1, act. 2")
GUIDE_72_2 = _("Guía MDT v1.0, 7.2, act. 2")


class RowsPanel(InlinePanel):
    """Inline rows built with the row model's own form and formset.

    Wagtail builds child forms from its generic form and ignores ``base_form_class`` of the
    row; here the row's form is used, it inherits the page form's ``scope``, and the hidden
    ``uuid`` is part of it without a visible panel.
    """

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        rows = options["formsets"][self.relation_name]
        model = self.db_field.related_model
        rows["form"] = model.base_form_class
        rows["formset"] = RowFormSet
        rows["fields"] = [*rows["fields"], "uuid"]
        rows["inherit_kwargs"] = ["scope"]
        return options


def section(
    heading: Text, *children: Panel | str, help_text: Text = "", source: Text = ""
) -> MultiFieldPanel:
    """A titled group of fields.

    Args:
        heading: what the section is about.
        children: its panels.
        help_text: what the guide asks, in plain words.
        source: where that comes from.
    """
    return MultiFieldPanel(
        list(children), heading=heading, help_text=with_source(help_text, source)
    )


def rows(
    relation: str,
    heading: Text,
    label: Text,
    *children: Panel | str,
    help_text: Text = "",
    source: Text = "",
) -> RowsPanel:
    """Rows of one relation, folded to their titles until opened.

    Args:
        relation: related name on the page.
        heading: title of the list.
        label: one row («Agregar …»).
        children: the row's panels.
        help_text: what the guide asks, in plain words.
        source: where that comes from.
    """
    return RowsPanel(
        relation,
        panels=list(children),
        heading=heading,
        label=label,
        help_text=with_source(help_text, source),
        classname="carta-rows",
    )


def field(name: str, help_text: Text = "", source: Text = "", **kwargs: Any) -> FieldPanel:
    """One field with its help."""
    return FieldPanel(name, help_text=with_source(help_text, source), **kwargs)


def search_description() -> FieldPanel:
    """The only text for search engines that the editor asks for."""
    return field(
        "search_description",
        _("Una frase que los buscadores mostrarán debajo del título."),
        heading=_("Descripción para buscadores"),
    )


def with_source(help_text: Text, source: Text) -> Text:
    """Help followed by its source; lazily, because labels are translated per request."""
    if not source:
        return help_text
    from django.utils.text import format_lazy

    return format_lazy("{} ({})", help_text, source) if help_text else source


def tabs(*members: ObjectList) -> TabbedInterface:
    """The whole editor of a page type: its tabs below the list of what is missing."""
    return TabsWithCompleteness(list(members))


def tab(heading: Text, *children: Panel) -> ObjectList:
    """One tab: a few sections that belong together."""
    return ObjectList(list(children), heading=heading)


def identity_section(title_help: Text) -> MultiFieldPanel:
    """Title, and for search engines the address and a description: nothing else is offered."""
    return section(
        _("Nombre"),
        TitleFieldPanel("title", help_text=title_help),
        field(
            "slug",
            _("La palabra con que esta página aparece en la dirección web. Se propone sola."),
            required_on_save=False,
            heading=_("Dirección web"),
        ),
        search_description(),
    )
