"""Where the commitment holds (R52, R101)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carta_pages.models.vocabulary import ScopeKind
from carta_pages.requirements.rules import SCOPE, SCOPE_COHERENT, SCOPE_PLACES, SCOPE_SPECIFIED
from entities.models import TerritorialUnit
from entities.vocabulary import TerritorialLevel

if TYPE_CHECKING:
    from carta_pages.models import CommitmentPage
    from workflows.registries import Finding

LEVELS = {
    ScopeKind.ZONAL: (TerritorialLevel.ZONE, gettext_lazy("una zona")),
    ScopeKind.PROVINCIAL: (TerritorialLevel.PROVINCE, gettext_lazy("una provincia")),
    ScopeKind.DISTRICT: (TerritorialLevel.DISTRICT, gettext_lazy("un distrito")),
}


Levels = Mapping[int, str]


def levels_of(pages: Iterable[CommitmentPage]) -> dict[int, str]:
    """Level of every territory that the commitments name, by id; at most one query."""
    ids = {row.territory_id for page in pages for row in page.scope_territories.all()} - {None}
    found = TerritorialUnit.objects.filter(pk__in=ids) if ids else None
    return dict(found.values_list("pk", "level")) if found is not None else {}


def check(page: CommitmentPage, levels: Levels) -> Iterator[Finding]:
    """At least one kind of scope, and the places when it is not national.

    Args:
        page: the instance.
        levels: of the territories of the set of pages it is checked with.
    """
    kinds = set(page.scope_kinds)
    if not kinds:
        yield SCOPE.broken(_("Marque el alcance territorial."), "scope_kinds")
        return
    yield from _specified(page, kinds)
    territories = [row.territory_id for row in page.scope_territories.all() if row.territory_id]
    has_units = any(row.unit_id for row in page.scope_units.all())
    if ScopeKind.NATIONAL in kinds:
        if territories or has_units:
            yield SCOPE_COHERENT.broken(
                _("El alcance es nacional: no hace falta listar unidades ni territorios."),
                "scope_kinds",
            )
        return
    found = {levels.get(territory) for territory in territories}
    for kind, (level, noun) in LEVELS.items():
        if kind in kinds and level not in found and not has_units:
            yield SCOPE_PLACES.broken(
                _("Agregue al menos %s donde rige, o sus unidades.") % noun, "scope_territories"
            )
    if ScopeKind.DECONCENTRATED in kinds and not has_units:
        yield SCOPE_PLACES.broken(_("Agregue las unidades donde rige."), "scope_units")


def _specified(page: CommitmentPage, kinds: set[str]) -> Iterator[Finding]:
    if ScopeKind.DECONCENTRATED in kinds and not page.scope_deconcentrated:
        yield SCOPE_SPECIFIED.broken(
            _("Especifique las unidades desconcentradas."), "scope_deconcentrated"
        )
    if ScopeKind.OTHER in kinds and not page.scope_other:
        yield SCOPE_SPECIFIED.broken(_("Especifique el otro alcance."), "scope_other")
