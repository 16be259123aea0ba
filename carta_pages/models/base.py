"""What the four governed page types share: their entity, quick drafts, complete snapshots."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from modelcluster.models import get_all_child_relations

from carta_pages.forms.pages import ContentPageForm
from workflows.governed import GovernedPage
from workflows.snapshots import Children, Snapshot

if TYPE_CHECKING:
    from carta_pages.models.carta import CartaPage
    from entities.models import Entity


class ContentPage(GovernedPage):
    """A page of a carta. Everything needed only to submit may be empty in a draft."""

    base_form_class = ContentPageForm
    show_in_menus_default = False
    preview_modes: ClassVar[list[tuple[str, str]]] = [("", "")]

    class Meta:
        abstract = True

    @cached_property
    def carta(self) -> CartaPage | None:
        """The carta this page hangs from, or itself; one query for pages below."""
        from carta_pages.selectors import carta_above

        return carta_above(self)

    @property
    def entity(self) -> Entity:
        """The entity whose carta holds this page."""
        return self.carta.entity if self.carta else None  # type: ignore[return-value]

    def take_snapshot(self) -> Snapshot:
        """The allow-listed content, its register rows fetched by relation and not one by one."""
        for member in self.snapshot_schema.fields:
            if isinstance(member, Children):
                rows = list(getattr(self, member.name).all())
                names = [f.name for f in member.fields if f.kind in {"reference", "file"}]
                if rows and names:
                    prefetch_related_objects(rows, *names)
                    getattr(self, member.name).set(rows)
        return super().take_snapshot()

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Any:
        """Read a draft with one query per register instead of one per reference.

        A reference to a row that is gone is emptied, and the requirement checkers ask for it
        again, because a draft that cannot be opened cannot be corrected.
        """
        if check_fks:
            data = _without_dangling(cls, data)
        return super().from_serializable_data(data, check_fks=False, strict_fks=strict_fks)


def _without_dangling(model: type[models.Model], data: dict[str, Any]) -> dict[str, Any]:
    """Copy of a page's serialised data whose references all exist."""
    places = list(_references(model, data))
    for relation in get_all_child_relations(model):
        for row in data.get(relation.get_accessor_name()) or ():
            places.extend(_references(relation.related_model, row, skip=relation.field.name))
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for remote, holder, name in places:
        wanted[remote].add(holder[name])
    existing = {
        remote: set(remote._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for remote, keys in wanted.items()
    }
    for remote, holder, name in places:
        if remote._meta.pk.to_python(holder[name]) not in existing[remote]:
            holder[name] = None
    return data


def _references(model: type[models.Model], holder: dict[str, Any], skip: str = "") -> Any:
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or field.name == skip:
            continue
        if field.model is not model or field.remote_field.parent_link:
            continue  # Wagtail's own: it restores them itself
        if holder.get(field.name) is not None:
            yield field.remote_field.model, holder, field.name
