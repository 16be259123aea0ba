"""The traceability chain, one row for each thing that is measured (R56). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

COLUMNS = (
    ("factor", _("Factor clave de calidad")),
    ("dimension", _("Dimensión")),
    ("requirement", _("Requisito operativo")),
    ("indicator", _("Indicador")),
    ("standard", _("Estándar")),
    ("commitment", _("Compromiso")),
    ("agreement", _("Acuerdo de operación")),
    ("remedy", _("Medida de subsanación")),
    ("scope", _("Alcance")),
)


@dataclass(frozen=True)
class Link:
    """One row of the chain; an empty text is an empty cell."""

    factor: str
    dimension: str
    requirement: str
    indicator: str
    standard: str
    commitment: str
    agreement: str
    remedy: str
    scope: str

    @property
    def empty(self) -> tuple[str, ...]:
        """Names of the columns without a value."""
        return tuple(name for name, _label in COLUMNS if not getattr(self, name))


@dataclass(frozen=True)
class Factor:
    """A factor as the chain reads it."""

    key: str
    text: str
    dimension: str


@dataclass(frozen=True)
class Indicator:
    """An indicator as the chain reads it; ``factor`` is the key of what it measures."""

    key: str
    factor: str
    name: str
    standard: str


@dataclass(frozen=True)
class Said:
    """What one commitment says, and what stands behind its factors, by factor key."""

    commitment: str
    scope: str
    factors: Sequence[Factor]
    indicators: Sequence[Indicator]
    requirements: dict[str, str]
    agreements: dict[str, str]
    remedies: dict[str, str]
    """By key of the indicator that triggers them."""


def rows(commitments: Iterable[Said]) -> tuple[Link, ...]:
    """The chain of a service: every factor with each of its indicators, none left out."""
    return tuple(link for said in commitments for link in _of(said))


def _of(said: Said) -> Iterable[Link]:
    known = {factor.key for factor in said.factors}
    for factor in said.factors:
        own = measuring(factor.key, said.factors, said.indicators)
        for indicator in own or (None,):
            yield _link(said, factor, indicator)
    for indicator in said.indicators:
        if indicator.factor not in known and len(said.factors) != 1:
            yield _link(said, None, indicator)
    if not said.factors and not said.indicators:
        yield _link(said, None, None)


def measuring(
    key: str, factors: Sequence[Factor], indicators: Sequence[Indicator]
) -> tuple[Indicator, ...]:
    """Indicators of a factor; where there is one factor only, all of them measure it (R43)."""
    if len(factors) == 1:
        return tuple(indicators)
    return tuple(one for one in indicators if one.factor == key)


def _link(said: Said, factor: Factor | None, indicator: Indicator | None) -> Link:
    key = factor.key if factor else ""
    return Link(
        factor=factor.text if factor else "",
        dimension=factor.dimension if factor else "",
        requirement=said.requirements.get(key, ""),
        indicator=indicator.name if indicator else "",
        standard=indicator.standard if indicator else "",
        commitment=said.commitment,
        agreement=said.agreements.get(key, ""),
        remedy=said.remedies.get(indicator.key, "") if indicator else "",
        scope=said.scope,
    )
