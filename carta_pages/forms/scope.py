"""What one page may refer to: the registers of its own entity, loaded once per form."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from entities import clock

if TYPE_CHECKING:
    from django.db.models import Model

    from entities.models import Entity, OrganizationalUnit, TerritorialUnit


class EntityScope:
    """Choices of one page form.

    Closed rows are not offered, except the one that the text already names: a draft must
    open, and say that its unit was closed, rather than lose the name.

    Args:
        entity: the entity of the page; ``None`` before the page has a place.
        page: the instance being edited, for references between its own rows.
        parent: the page above one that is being created.
    """

    def __init__(self, entity: Entity | None, page: Any, parent: Any = None) -> None:
        self.entity = entity
        self.page = page
        self.parent = parent

    @cached_property
    def units(self) -> list[OrganizationalUnit]:
        """Units of the entity in force today."""
        from entities.models import OrganizationalUnit

        if self.entity is None:
            return []
        today = clock.today()
        return list(OrganizationalUnit.objects.in_force(today).filter(entity=self.entity))

    @cached_property
    def territories(self) -> list[TerritorialUnit]:
        """The 24 provinces, and the entity's own zones and districts."""
        from entities.models import TerritorialUnit

        own = Q(entity__isnull=True) | Q(entity=self.entity)
        return list(TerritorialUnit.objects.in_force(clock.today()).filter(own))

    @cached_property
    def norms(self) -> list[Model]:
        """Norms in force: the country's own first, then those of others."""
        from carta_pages.models import Norm

        norms = Norm.objects.filter(in_force=True).order_by("kind", "short_name")
        return sorted(norms, key=lambda norm: norm.is_foreign)

    def register_rows(self, name: str, current: Model | None) -> Iterable[Model]:
        """Rows to choose from for a reference to the named register model.

        Args:
            name: ``label_lower`` of the register model.
            current: the row referred to now, offered even when closed.
        """
        rows: list[Any] = {
            "entities.organizationalunit": lambda: self.units,
            "entities.territorialunit": lambda: self.territories,
            "carta_pages.norm": lambda: self.norms,
        }[name]()
        return [*rows, current] if current and current not in rows else rows

    @staticmethod
    def group_of(row: Model) -> str:
        """Heading for a choice: norms of other countries are no legal basis, only a reference."""
        return _("Referencia extranjera") if getattr(row, "is_foreign", False) else ""

    def knows(self, name: str) -> bool:
        """Whether choices of that register are limited here."""
        return name in {
            "entities.organizationalunit",
            "entities.territorialunit",
            "carta_pages.norm",
        }

    def files(self, model: Any, current_id: int | None) -> QuerySet:
        """Documents or images of the entity's private collections, and the one named now."""
        from wagtail.images.models import AbstractImage

        is_image = issubclass(model, AbstractImage)
        collection_id = None
        if self.entity is not None:
            collection_id = (
                self.entity.image_collection_id if is_image else self.entity.document_collection_id
            )
        own = Q(collection_id=collection_id) if collection_id else Q(pk__in=[])
        return model._default_manager.filter(own | Q(pk=current_id))

    def row_names(self, relation: str) -> list[tuple[str, str]]:
        """(uuid, name) of the page's own rows, for references between rows."""
        manager = getattr(self.page, relation, None)
        if manager is None:
            return []
        return [(str(row.uuid), str(row)[:120] or str(row.uuid)[:8]) for row in manager.all()]

    @cached_property
    def service_indicators(self) -> list[Any]:
        """Indicators of the commitments of the annex's service, as their drafts have them."""
        from carta_pages.selectors import indicators_of_service

        service = getattr(self.page, "service", None) or self.parent
        return indicators_of_service(service) if service is not None else []
