"""Forms of the page types."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from carta_pages.forms.hygiene import TidyFormMixin
from carta_pages.forms.scope import EntityScope
from entities.slugs import slug_message
from workflows.governed import ADDRESS_STAYS, fixed_slug


class PlainPageForm(TidyFormMixin, WagtailAdminPageForm):
    """Clean text and an address that shadows nothing; used by the portal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Row forms are built inside the parent constructor and ask for ``scope`` there.
        self._given = {"instance": kwargs.get("instance"), "parent_page": kwargs.get("parent_page")}
        super().__init__(*args, **kwargs)
        self.tidy_fields(self.scope)

    @cached_property
    def scope(self) -> EntityScope:
        """What the page and its rows may refer to."""
        page, parent = self._given["instance"], self._given["parent_page"]
        return EntityScope(entity_of_form(page, parent), page, parent)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.tidy_text()
        slug = cleaned.get("slug")
        message = slug_message(slug) if slug else None
        if message:
            self.add_error("slug", message)
        return cleaned

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Give the open form the identities of its new rows, or the next autosave changes them."""
        updates = super().get_field_updates_for_resave()
        for formset in self.formsets.values():
            for form in formset.forms:
                if "uuid" in form.fields and getattr(form.instance, "uuid", None):
                    updates.append((f"{form.prefix}-uuid", str(form.instance.uuid)))
        return updates


class ContentPageForm(PlainPageForm):
    """A governed page: nothing in it schedules or publishes anything."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("go_live_at", "expire_at"):
            if self.data.get(name):
                self.add_error(
                    None,
                    _("Las páginas de la carta no se programan: se publican por su expediente."),
                )
        self._keep_public_address(cleaned)
        return cleaned

    def _keep_public_address(self, cleaned: dict[str, Any]) -> None:
        if "slug" not in cleaned or (fixed := fixed_slug(self.instance)) is None:
            return
        if not cleaned["slug"]:
            cleaned["slug"] = fixed
        elif cleaned["slug"] != fixed:
            self.add_error("slug", ADDRESS_STAYS.message)

    def save(self, commit: bool = True) -> Any:
        page = super().save(commit=False)
        self.settle_rows(page)
        if commit:
            page.save()
            self._save_m2m()
        return page

    def settle_rows(self, page: Any) -> None:
        """Hook: relations between rows, once it is known which rows stay."""


def entity_of_form(page: Any, parent: Any) -> Any:
    """Entity of the page being edited, or of the page below which it is being created."""
    for candidate in (page, parent):
        specific = getattr(candidate, "specific", candidate)
        if specific is not None and specific.pk is not None and hasattr(specific, "carta"):
            return specific.entity
    return None
