"""Plain language as this installation asks for it, kept by the process that reads it (R47-R49)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from carta_pages.language.plain import bare
from carta_pages.models.writing import VagueExpression, WritingLimit
from carta_pages.writing_data import ADVICE, EXPRESSIONS, LIMITS, Limit
from entities.register_copy import RegisterCopy


@dataclass(frozen=True)
class Expression:
    """An expression that promises without measure.

    Args:
        words: as staff write it.
        kind: a value of ``Vagueness``.
        since: the day of its last change here; ``None`` as it came.
        in_force: whether it is remarked.
        is_initial: whether it came with the product.
    """

    words: str
    kind: str
    since: date | None = None
    in_force: bool = True
    is_initial: bool = True


@dataclass(frozen=True)
class LimitInForce:
    """A number of plain language, and since when it is other than the default."""

    key: str
    value: int
    since: date | None = None


@dataclass(frozen=True)
class WritingRules:
    """Everything the checkers ask of plain language.

    Args:
        expressions: all that are known, in force or not, in the order of the alphabet.
        limits: by key.
    """

    expressions: tuple[Expression, ...]
    limits: Mapping[str, LimitInForce]

    @cached_property
    def vague(self) -> tuple[str, ...]:
        """The expressions in force."""
        return tuple(one.words for one in self.expressions if one.in_force)

    @cached_property
    def advice(self) -> dict[str, str]:
        """What to write instead of each."""
        return {one.words: str(ADVICE[one.kind]) for one in self.expressions if one.kind in ADVICE}

    def limit(self, key: Limit) -> int:
        """The number in force, never outside its bounds."""
        bounds = LIMITS[key]
        return min(max(self.limits[key].value, bounds.least), bounds.most)


def _initial() -> dict[str, Expression]:
    return {
        bare(words): Expression(words, str(kind))
        for kind, known in EXPRESSIONS.items()
        for words in known
    }


def initial_rules() -> WritingRules:
    """What holds where staff changed nothing."""
    return _rules(_initial(), {})


def _rules(found: dict[str, Expression], limits: dict[str, LimitInForce]) -> WritingRules:
    return WritingRules(
        tuple(found[key] for key in sorted(found)),
        {
            str(key): limits.get(str(key)) or LimitInForce(str(key), bounds.default)
            for key, bounds in LIMITS.items()
        },
    )


def _read() -> WritingRules:
    found = _initial()
    for row in VagueExpression.objects.annotate(changed_at=_last_change(VagueExpression)):
        known = found.get(row.compared)
        is_as_it_came = known is not None and row.in_force and row.kind == known.kind
        found[row.compared] = Expression(
            row.words,
            row.kind,
            None if is_as_it_came else _day(row.changed_at),
            row.in_force,
            is_initial=known is not None,
        )
    limits = {
        row.key: LimitInForce(row.key, row.value, _day(row.changed_at))
        for row in WritingLimit.objects.annotate(changed_at=_last_change(WritingLimit))
        if row.value != LIMITS[Limit(row.key)].default
    }
    return _rules(found, limits)


def _last_change(model: type[VagueExpression] | type[WritingLimit]) -> Subquery:
    versions = model.history.filter(uuid=OuterRef("uuid"))
    return Subquery(versions.order_by("-history_date", "-history_id").values("history_date")[:1])


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


_register: RegisterCopy[WritingRules] = RegisterCopy("rules of writing", _read)


def rules_in_force() -> WritingRules:
    """What this installation asks; no query while nothing changes."""
    return _register.get()


def remember_rules(rules: WritingRules) -> None:
    """Hold rules that are known to be those in force."""
    _register.keep(rules)


def watch_registers() -> None:
    """Read again whenever this process changes the vocabulary or a limit; safe to repeat."""
    for model in (VagueExpression, WritingLimit):
        _register.watch(model)
