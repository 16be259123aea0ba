"""Forms of the search's registers: they read what was typed; the service judges and writes it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from carta_pages.models import SearchDocument, ServicePage
from carta_pages.search import asking
from carta_pages.search.asking import MOST_LETTERS
from carta_pages.search.facets import Facet
from carta_pages.search.results import search
from entities.admin.forms import RegisterForm

MOST_FOUND = 40


class SynonymForm(RegisterForm):
    only_on_edit = ("reason", "in_force")


class LookInput(forms.TextInput):
    """Words to look for, with their own button: nothing is saved by pressing it."""

    BUTTON = "look"

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html(
            '{} <button type="submit" name="{}" value="1" class="button button-secondary"'
            " formnovalidate>{}</button>",
            super().render(*args, **kwargs),
            self.BUTTON,
            _("Buscar servicios"),
        )


class ServicesField(forms.ModelMultipleChoiceField):
    """Some services, each with its entity: there are far too many to show them all."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=ServicePage.objects.none(), **kwargs)
        self.names: dict[int, str] = {}

    def offer(self, chosen: Collection[int], asked: Collection[int]) -> None:
        """What was chosen before, and what is published of what is asked for now."""
        rows = SearchDocument.objects.filter(
            kind=SearchDocument.Kind.SERVICE, page_id__in={*chosen, *asked}
        )
        for page_id, entity, title in rows.values_list("page_id", "entity_name", "title"):
            self.names[page_id] = f"{entity} · {title}"
        known = {*self.names, *chosen}
        self.queryset = ServicePage.objects.filter(pk__in=known).order_by("path")

    def label_from_instance(self, obj: Any) -> str:
        return self.names.get(obj.pk) or str(_("%s (sin publicar)")) % obj.title


class LifeEventForm(RegisterForm):
    """The services chosen, and those of a search, to be ticked: it works without script."""

    only_on_edit = ("reason", "in_force")
    fixed = ("slug",)
    find = forms.CharField(
        label=_("agregar servicios"),
        required=False,
        max_length=MOST_LETTERS,
        widget=LookInput,
        help_text=_("Escriba palabras del servicio o de la entidad y búsquelos para marcarlos."),
    )
    services = ServicesField(label=_("servicios"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = set(self.instance.services.values_list("pk", flat=True)) if self.is_edit else set()
        self.found = self._found()
        self.fields["services"].offer(chosen, {*self._ticked(), *self.found})

    def _ticked(self) -> set[int]:
        posted = self.data.getlist("services") if self.is_bound else ()
        return {int(text) for text in posted if re.fullmatch(r"[0-9]{1,18}", text)}

    def _found(self) -> list[int]:
        if LookInput.BUTTON not in self.data:
            return []
        asked = asking.read(
            {"q": self.data.get("find", ""), Facet.KIND: SearchDocument.Kind.SERVICE.value}
        )
        return [hit.page_id for hit in search(asked).hits[:MOST_FOUND]] if asked.words else []

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if LookInput.BUTTON in self.data:
            self.errors.clear()  # it was no attempt to save
            self.add_error("find", self._what_was_found())
        return cleaned

    def _what_was_found(self) -> str:
        if not self.found:
            return _("Ningún servicio publicado tiene esas palabras. No se ha guardado nada.")
        return _(
            "Marque abajo los que correspondan (%(count)d encontrados) y guarde: todavía no se ha "
            "guardado nada."
        ) % {"count": len(self.found)}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "find"}
