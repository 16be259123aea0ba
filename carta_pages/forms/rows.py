"""Forms of a page's rows: the hidden identity, and references between rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from carta_pages.forms.fields import RowReferenceField
from carta_pages.forms.hygiene import TidyFormMixin
from carta_pages.forms.scope import EntityScope

ROW_REFERENCES = {"factor": "quality_factors", "indicator": "indicators"}
WHEN_NONE = {
    "factor": _("Guarde primero los factores: aparecerán aquí."),
    "indicator": _("Guarde primero los indicadores: aparecerán aquí."),
}


class RowForm(TidyFormMixin, WagtailAdminModelForm):
    """One row. ``uuid`` is hidden, kept from draft to draft, never changed once stored."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: EntityScope | None = None, **kwargs: Any) -> None:
        given = kwargs.get("instance")
        super().__init__(*args, **kwargs)
        self.scope = scope or EntityScope(None, None)
        # A new row's default identity differs on every rendering: blank means «give it one».
        if given is None or (self.is_bound and self.instance.pk is None):
            self.initial["uuid"] = None
        self.tidy_fields(self.scope)
        for name in ROW_REFERENCES.keys() & self.fields.keys():
            self.fields[name] = RowReferenceField(
                self.row_choices(name),
                when_none=self.when_none(name),
                required=False,
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
            )

    def row_choices(self, name: str) -> list[tuple[str, str]]:
        """What a reference to another row of the same page may point at."""
        return self.scope.row_names(ROW_REFERENCES[name])

    def when_none(self, name: str) -> str | Promise:
        """What the empty choice says while there is no row to refer to."""
        return WHEN_NONE[name]

    def clean_uuid(self) -> Any:
        """The stored identity wins over the posted one; a blank one is given."""
        if self.instance.pk is not None:
            return self.instance.uuid
        return self.cleaned_data.get("uuid") or self.instance.uuid

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.tidy_text()
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # Rows of a live page have no key in a draft, so the stored row with the same identity
        # looks like another one; ``RowFormSet`` checks ownership instead.
        return {*super()._get_validation_exclusions(), "uuid"}


class RowFormSet(BaseChildFormSet):
    """Rows of one relation: every identity once, and none taken from another page."""

    def clean(self) -> None:
        super().clean()
        seen: set[Any] = set()
        for form in self.forms:
            uuid = getattr(form, "cleaned_data", {}).get("uuid")
            if uuid is None or self._should_delete_form(form) or not form.has_changed():
                continue
            if uuid in seen:
                raise ValidationError(
                    gettext("Dos filas tienen el mismo identificador; recargue la página.")
                )
            seen.add(uuid)
        foreign = self.model._default_manager.filter(uuid__in=seen)
        if self.instance.pk is not None:
            foreign = foreign.exclude(**{self.fk.name: self.instance.pk})
        if seen and foreign.exists():
            raise ValidationError(
                gettext("Una de las filas pertenece a otra página; recargue esta página.")
            )
