"""What results can be narrowed by: the filters, their words and their terms in the index."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Facet(StrEnum):
    """A filter; its value is the name of its GET parameter."""

    EVENT = "evento"
    ENTITY = "entidad"
    PROVINCE = "provincia"
    DIMENSION = "dimension"
    CHANNEL = "canal"
    STATE = "estado"
    KIND = "tipo"


HEADINGS: Mapping[Facet, str | Promise] = {
    Facet.KIND: _("Qué es"),
    Facet.EVENT: _("Momento de la vida"),
    Facet.ENTITY: _("Entidad"),
    Facet.PROVINCE: _("Provincia"),
    Facet.CHANNEL: _("Canal de atención"),
    Facet.DIMENSION: _("Dimensión de calidad"),
    Facet.STATE: _("Estado del servicio"),
}
"""In the order in which they are offered."""

EVERYWHERE = "todas"
"""In place of a province: holds in the whole country."""


def term(facet: Facet, value: str) -> str:
    """The term of a filter's value; a word has no «=»."""
    return f"{facet}={value}"


def accepted(facet: Facet, value: str) -> tuple[str, ...]:
    """Terms of pages that pass a filter: what holds everywhere holds in each province."""
    found = (term(facet, value),)
    return (*found, term(facet, EVERYWHERE)) if facet is Facet.PROVINCE else found


def values(terms: str) -> dict[Facet, list[str]]:
    """The values of a page, by filter, from its ``facets``."""
    found: dict[Facet, list[str]] = {}
    for text in terms.split():
        name, _equals, value = text.partition("=")
        found.setdefault(Facet(name), []).append(value)
    return found


def passes(terms: frozenset[str], chosen: Mapping[Facet, str]) -> bool:
    """Whether a page with these terms passes every chosen filter."""
    return all(not terms.isdisjoint(accepted(facet, value)) for facet, value in chosen.items())
