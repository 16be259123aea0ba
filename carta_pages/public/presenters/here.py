"""What holds in one province, in words: the shapes that pages show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from carta_pages.public import wording
from carta_pages.public.cartogram import Province, plain
from carta_pages.public.holding import Reach, Rule
from carta_pages.public.points import ProvincePoints
from carta_pages.public.provinces import known_provinces


@dataclass(frozen=True)
class Told:
    """An annex row beside the national standard, in words."""

    place: str
    standard: str
    limit: str
    difference: wording.Difference | None
    justification: str


@dataclass(frozen=True)
class UnitTold:
    """A unit of the province; without an annex row the national standard holds in it."""

    label: str
    canton: str
    told: Told | None


@dataclass(frozen=True)
class IndicatorHere:
    """What holds for one indicator in the province."""

    name: str
    rule: Rule
    national: str
    told: Told | None
    units: list[UnitTold]
    parts: list[Told]
    unsure: list[Told]

    @property
    def reasons(self) -> list[str]:
        """Why the annex differs here, each reason once."""
        told = [self.told, *(unit.told for unit in self.units), *self.parts]
        return list(dict.fromkeys(one.justification for one in told if one and one.justification))


@dataclass(frozen=True)
class CommitmentHere:
    """What holds for one commitment in the province."""

    title: str
    url: str
    scope: Reach
    scope_words: list[str]
    lines: list[IndicatorHere]

    @property
    def is_absent(self) -> bool:
        """Whether the commitment's own scope leaves the province out."""
        return self.scope == Reach.NONE

    @property
    def is_national(self) -> bool:
        """Whether the annex changes nothing here."""
        return all(line.rule == Rule.NATIONAL for line in self.lines)

    @property
    def is_open(self) -> bool:
        """Whether the text does not say where the commitment holds, place by place."""
        return self.scope == Reach.UNKNOWN

    @property
    def is_plain(self) -> bool:
        """Whether the national standard holds in the whole province, without more."""
        return self.is_national and self.scope == Reach.WHOLE

    @property
    def differing(self) -> list[IndicatorHere]:
        """Indicators of which the annex says something here."""
        return [line for line in self.lines if line.rule != Rule.NATIONAL]


@dataclass(frozen=True)
class Source:
    """The edition of the annex that an answer comes from."""

    title: str
    url: str
    number: int
    version_url: str
    since: date


@dataclass
class Local:
    """A page answered for a province, or the invitation to choose one.

    Args:
        province: the reader's; ``None`` while none is chosen.
        back: where a choice leads back to.
        whole: the same page for the whole country.
        differing: provinces of which an annex of the page says something.
        is_mapped: whether the page has annexes to show on a map at all.
    """

    province: Province | None
    back: str
    whole: str
    differing: frozenset[str] = frozenset()
    is_mapped: bool = False
    commitments: list[CommitmentHere] = field(default_factory=list)
    points: ProvincePoints | None = None
    sources: list[Source] = field(default_factory=list)

    @property
    def alike(self) -> list[CommitmentHere]:
        """Commitments for which the province makes no difference."""
        return [here for here in self.commitments if here.is_plain]

    @property
    def unlike(self) -> list[CommitmentHere]:
        """Those of which there is something to say."""
        return [here for here in self.commitments if not here.is_plain]

    @property
    def point_groups(self) -> list[ProvincePoints]:
        """The points of the province in the shape that the list of points takes."""
        return [self.points] if self.points and self.points.points else []

    @property
    def differing_names(self) -> str:
        """«Galápagos y Morona Santiago»: the provinces of which an annex says something."""
        known = known_provinces()
        *first, last = sorted((known[code].name for code in self.differing), key=plain) or [""]
        if not first:
            return last
        link = _("e") if plain(last).startswith("i") else _("y")
        return f"{', '.join(first)} {link} {last}"

    @property
    def code(self) -> str:
        """Code of the reader's province."""
        return self.province.code if self.province else ""
