"""The other way in: hostile text that is already stored, in every column that holds text."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.db import models
from wagtail.models import Revision

from workflows import triggers
from workflows.models import Edition, IndexEdition

ROOMS = (
    "entities",
    "workflows",
    "carta_pages",
    "agreements",
    "cms",
    "wagtailimages",
    "wagtaildocs",
)
ALSO = {
    "wagtailcore.Page": ("title", "draft_title", "search_description", "seo_title"),
    "wagtailcore.Collection": ("name",),
    "wagtailcore.Site": ("site_name",),
    "auth.Group": ("name",),
}
#: What addresses, programs and digests are made of is no text that people wrote.
KEPT = frozenset(
    {
        "slug",
        "slug_en",
        "code",
        "uuid",
        "key",
        "digest",
        "sha256",
        "record_hash",
        "content_hash",
        "previous_hash",
        "username",
        "password",
        "number",
        "route",
        "method",
        "role",
        "kind",
        "type",
        "status",
        "stage",
        "state",
        "snapshot",
        "network",
        "account",
        "email",
        "file",
        "entries",
        "original_hash",
        "file_hash",
        "entry_hash",
        "hash",
        "payload",
        "event",
        "actor_role",
        "schema",
    }
)


def plant(text: str) -> int:
    """Write ``text`` into every such column of every row; call inside what is undone.

    Returns:
        in how many columns.
    """
    planted = 0
    with triggers.lifted():
        for model in apps.get_models():
            label = model._meta.label
            if model._meta.app_label not in ROOMS and label not in ALSO:
                continue
            if model._meta.proxy or not model._meta.managed:
                continue
            for column in _columns(model, ALSO.get(label)):
                rows = models.QuerySet(model)
                planted += bool(rows.update(**{column.name: text[: column.max_length or None]}))
        for revision in Revision.objects.iterator():
            content = _grown(revision.content, text)
            Revision.objects.filter(pk=revision.pk).update(content=content)
        for model, column in ((Edition, "snapshot"), (IndexEdition, "entries")):
            for pk, stored in model.objects.values_list("pk", column):
                models.QuerySet(model).filter(pk=pk).update(**{column: _json(stored, text)})
    return planted


def _columns(model: type[models.Model], named: tuple[str, ...] | None) -> list[Any]:
    return [
        column
        for column in model._meta.local_fields
        if type(column).__name__ in {"CharField", "TextField", "RichTextField", "OneLineField"}
        and not column.choices
        and not column.unique
        and column.name not in KEPT
        and (named is None or column.name in named)
    ]


def _grown(content: Any, text: str, name: str = "") -> Any:
    """The same tree, with the text wherever a reader would read a sentence."""
    if isinstance(content, dict):
        return {key: _grown(value, text, key) for key, value in content.items()}
    if isinstance(content, list):
        return [_grown(value, text, name) for value in content]
    is_sentence = isinstance(content, str) and " " in content
    return text if is_sentence and name not in KEPT else content


def _json(stored: str, text: str) -> str:
    return json.dumps(_grown(json.loads(stored), text), ensure_ascii=False)
