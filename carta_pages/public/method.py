"""The rules of this site, read from the tables that enforce them, so that none can drift.

Each table of ``/metodo/`` is built here from the code's own declarations: the stages, the
transitions of state, the requirement checkers. Only what has no table (how a hash is made)
is written by hand in the template, beside constants taken from the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from carta_pages import writing
from carta_pages.public.states import SHOWN
from carta_pages.registries import rule_tables
from carta_pages.requirements.rules import RULES, Rule
from carta_pages.state_rules import TRANSITIONS, Actor
from carta_pages.states import MEANINGS, SEVEN, SOURCE, State
from carta_pages.writing_data import ADVICE, LIMITS, Limit, Vagueness
from workflows.stages import ROUTES, SPECS, Route, Stage, evidence_for, return_targets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.utils.functional import Promise


@dataclass(frozen=True)
class StageLine:
    """One stage of one route."""

    order: int
    label: str
    role: str
    days: int | None
    evidence: list[str]
    returns_to: list[str]
    guidance: str | Promise
    source: str | Promise
    decides: bool


@dataclass(frozen=True)
class RouteTable:
    """The stages of one route, in order."""

    name: str
    stages: list[StageLine]

    @property
    def decisions(self) -> int:
        """How many different people decide."""
        return sum(stage.decides for stage in self.stages)


def routes() -> list[RouteTable]:
    """Stages and who decides (DESIGN §3.1-3.2)."""
    return [
        RouteTable(
            str(route.label), [_stage(route, place, stage) for place, stage in enumerate(stages, 1)]
        )
        for route, stages in ROUTES.items()
    ]


def _stage(route: Route, order: int, stage: Stage) -> StageLine:
    spec = SPECS[stage]
    return StageLine(
        order=order,
        label=str(stage.label),
        role=str(spec.role.label),
        days=spec.internal_days,
        evidence=[str(evidence.label) for evidence in evidence_for(route, stage)],
        returns_to=[str(target.label) for target in return_targets(route, stage)],
        guidance=spec.guidance,
        source=spec.source,
        decides=stage != Stage.UNIT,
    )


@dataclass(frozen=True)
class StateLine:
    """One of the seven states."""

    label: str
    meaning: str | Promise
    is_public: bool


def states() -> list[StateLine]:
    """The seven states, with what the public sees of them (R20)."""
    return [StateLine(str(state.label), MEANINGS[state], state in SHOWN) for state in SEVEN]


@dataclass(frozen=True)
class MoveLine:
    """One legal transition."""

    code: str
    source: str
    target: str
    who: str
    meaning: str | Promise
    needs_support: bool


def moves() -> list[MoveLine]:
    """Every legal transition; whatever is not here is refused (R32)."""
    return [
        MoveLine(
            code=move.code,
            source=str(State(move.source).label),
            target=str(State(move.target).label),
            who=", ".join(_actor_names(move.actors)),
            meaning=move.meaning,
            needs_support=move.needs_support,
        )
        for move in TRANSITIONS.values()
    ]


def _actor_names(actors: Iterable[Actor]) -> list[str]:
    names = {
        Actor.QUALITY: _("oficina de calidad de la entidad"),
        Actor.CAPABILITY: _("evaluación de capacidad verificada"),
        Actor.MINISTRY: _("Ministerio del Trabajo"),
    }
    return [name for actor, name in names.items() if actor in actors]


def text_rules() -> list[Rule]:
    """What the text of a page must or should have, with source and force."""
    above = (rule for table in rule_tables for rule in table())
    return sorted(
        (*RULES, *above),
        key=lambda rule: (int("".join(filter(str.isdigit, rule.number))), rule.number),
    )


@dataclass(frozen=True)
class LimitLine:
    """A number of plain language: what it was to begin with and what it is here."""

    name: str
    default: int
    value: int
    least: int
    most: int
    since: date | None
    source: str | Promise


def limits() -> list[LimitLine]:
    """The numbers of plain language in force (R47-R49, R223)."""
    rules = writing.rules_in_force()
    return [
        LimitLine(
            name=str(Limit(key).label).capitalize(),
            default=bounds.default,
            value=rules.limit(Limit(key)),
            least=bounds.least,
            most=bounds.most,
            since=rules.limits[key].since,
            source=bounds.source,
        )
        for key, bounds in LIMITS.items()
    ]


@dataclass(frozen=True)
class VagueLine:
    """Expressions that lack the same, and what to write instead."""

    name: str
    advice: str
    in_force: list[str]
    changes: list[str]


def vague_expressions() -> list[VagueLine]:
    """Expressions that are remarked, by what they lack; what staff added or took out, dated."""
    known = writing.rules_in_force().expressions
    return [
        VagueLine(
            name=str(kind.label).capitalize(),
            advice=str(ADVICE[kind]).capitalize(),
            in_force=[one.words for one in known if one.kind == kind and one.in_force],
            changes=[_change(one) for one in known if one.kind == kind and one.since],
        )
        for kind in Vagueness
    ]


def _change(one: writing.Expression) -> str:
    words = {"words": one.words, "day": one.since.strftime("%d/%m/%Y") if one.since else ""}
    if not one.in_force:
        return _("«%(words)s» no se avisa desde el %(day)s") % words
    if one.is_initial:
        return _("«%(words)s» cambió el %(day)s") % words
    return _("«%(words)s» se avisa desde el %(day)s") % words


def state_source() -> str | Promise:
    """Where the names of the states come from."""
    return SOURCE
