"""Forms of the search's registers: they read what was typed; the service judges and writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carta_pages.models import SearchDocument, ServicePage
from entities.admin.forms import RegisterForm


class SynonymForm(RegisterForm):
    only_on_edit = ("reason", "in_force")


class ServicesField(forms.ModelMultipleChoiceField):
    """Published services, each with its entity."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=ServicePage.objects.none(), **kwargs)
        self.names: dict[int, str] = {}

    def offer(self, chosen: Any) -> None:
        """What is published now, and what was chosen before."""
        rows = SearchDocument.objects.filter(kind=SearchDocument.Kind.SERVICE)
        for page_id, entity, title in rows.values_list("page_id", "entity_name", "title"):
            self.names[page_id] = f"{entity} · {title}"
        known = [*self.names, *chosen]
        self.queryset = ServicePage.objects.filter(pk__in=known).order_by("path")

    def label_from_instance(self, obj: Any) -> str:
        return self.names.get(obj.pk) or str(_("%s (sin publicar)")) % obj.title


class LifeEventForm(RegisterForm):
    only_on_edit = ("reason", "in_force")
    fixed = ("slug",)
    services = ServicesField(label=_("servicios"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instance = self.instance
        chosen = instance.services.values_list("pk", flat=True) if self.is_edit else ()
        self.fields["services"].offer(chosen)
