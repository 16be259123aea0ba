"""Forms of the communications team: a notice, and which services go first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from entities.access import Register
from entities.admin.forms import RegisterForm
from entities.published import services_by_entity


class ServiceField(forms.ModelChoiceField):
    """A published service of the entities in reach, by its published title."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(queryset=Page.objects.none(), **kwargs)
        self.names: dict[int, str] = {}

    def offer(self, names: dict[int, str]) -> None:
        self.names = names
        self.queryset = Page.objects.filter(pk__in=names).order_by("path")

    def label_from_instance(self, obj: Any) -> str:
        return self.names.get(obj.pk) or str(obj.title)


def offered_services(form: RegisterForm) -> dict[int, str]:
    """Titles of the published services of every entity that the form offers.

    With several entities each title says whose it is.
    """
    entities = list(form.offered_entities().only("pk", "short_name"))
    published = services_by_entity([entity.pk for entity in entities])
    names = {}
    for entity in entities:
        for page_id, title in published.get(entity.pk, {}).items():
            names[page_id] = title if len(entities) == 1 else f"{entity.short_name} · {title}"
    return names


class NoticeForm(RegisterForm):
    """A proposal; afterwards nothing of it changes, it is only withdrawn."""

    register = Register.NOTICES
    fixed = ("entity", "title", "text", "service", "starts_on", "ends_on")
    only_on_edit = ("reason",)
    service = ServiceField(
        label=_("Servicio"),
        help_text=_("Si lo elige, el aviso está también en la página de ese servicio."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = offered_services(self)
        chosen = self.instance.service
        if chosen is not None:
            names.setdefault(chosen.pk, chosen.title)
        self.fields["service"].offer(names)
        self.fields["text"].widget = forms.Textarea(attrs={"rows": 3})
        for name in ("starts_on", "ends_on"):
            self.fields[name].required = False  # the service says what is missing, and why


PLACES = ("first", "second", "third", "fourth")


class FeaturedForm(RegisterForm):
    """Up to four services, from first to last."""

    register = Register.FEATURED
    only_on_edit = ("reason",)
    first = ServiceField(label=_("Primero"))
    second = ServiceField(label=_("Segundo"))
    third = ServiceField(label=_("Tercero"))
    fourth = ServiceField(label=_("Cuarto"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = offered_services(self)
        for name in PLACES:
            self.fields[name].offer(names)

    def values(self) -> dict[str, Any]:
        """The chosen ones in order, whichever places were left empty."""
        chosen = [self.cleaned_data.get(name) for name in PLACES]
        return {
            "entity": self.cleaned_data["entity"],
            "services": [page.pk for page in chosen if page is not None],
            "note": self.cleaned_data["note"],
        }
