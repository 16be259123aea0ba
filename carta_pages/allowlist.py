"""Short way to write a snapshot's allow-list without repeating every label.

The list of names is always explicit: what is not named is not public. Label and kind come
from the model field, so a label is written once and the diff speaks the editor's words.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

from carta_pages.fields import ChoiceListField
from workflows.snapshots import Children, Field

_PAGE_LABELS: dict[str, str | Promise] = {
    "title": _("Título"),
    "slug": _("Dirección de la página"),
    "seo_title": _("Título para buscadores"),
    "search_description": _("Descripción para buscadores"),
}

PAGE_FIELDS = tuple(_PAGE_LABELS)


def public_fields(model: type[models.Model], *names: str) -> tuple[Field, ...]:
    """Snapshot fields for the named model fields.

    Args:
        model: where the fields are defined.
        names: the explicit allow-list, in the order readers see.
    """
    return tuple(_field(model, name) for name in names)


def public_rows(
    relation: str, label: str | Promise, model: type[models.Model], *names: str, title: str
) -> Children:
    """Snapshot rows of one relation; the row's ``uuid`` is always part of it.

    Args:
        relation: related name on the page.
        label: heading of the rows.
        model: the row model.
        names: the explicit allow-list of a row.
        title: the field that names a row to a reader.
    """
    return Children(relation, label, public_fields(model, "uuid", *names), title=title)


def _field(model: type[models.Model], name: str) -> Field:
    source = model._meta.get_field(name)
    label = _PAGE_LABELS.get(name, getattr(source, "verbose_name", name))
    return Field(name, label, _kind(source), _choices(source))


def _choices(source: Any) -> tuple[tuple[str, str | Promise], ...]:
    return tuple(source.flatchoices) if isinstance(source, ChoiceListField) else ()


def _kind(source: Any) -> str:
    if source.is_relation:
        remote = source.remote_field.model
        return "file" if _holds_a_file(remote) else "reference"
    if isinstance(source, ChoiceListField):
        return "choices"
    if source.choices:
        return "choice"
    for kind_class, kind in _KINDS:
        if isinstance(source, kind_class):
            return kind
    return "text"


_KINDS: tuple[tuple[type[models.Field], str], ...] = (
    (models.BooleanField, "boolean"),
    (models.DateField, "date"),
    (models.DecimalField, "number"),
    (models.IntegerField, "number"),
    (models.URLField, "link"),
    (models.TextField, "longtext"),
)


def _holds_a_file(remote: Any) -> bool:
    """Whether the relation points at an image or a document, loaded already or still a name."""
    label = remote if isinstance(remote, str) else remote._meta.label
    return label in {get_document_model_string(), get_image_model_string()}
