"""The only writer of the vague expressions and of the limits of plain language (R47-R49)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from carta_pages.language.plain import bare
from carta_pages.models import VagueExpression, WritingLimit
from carta_pages.writing_data import EXPRESSIONS, LIMITS, Limit
from entities.errors import Problem
from entities.rules import reason_problems
from entities.sanitize import one_line
from entities.services import saving

MOST_EXPRESSIONS = 300
SHORTEST_EXPRESSION = 4


@transaction.atomic
def save_expression(
    expression: VagueExpression | None,
    *,
    words: str = "",
    kind: str,
    in_force: bool = True,
    actor_id: int | None = None,
    reason: str = "",
) -> VagueExpression:
    """Add an expression that is remarked, correct its advice, or take it out.

    Args:
        expression: the one to correct; ``None`` adds another.
        words: what is looked for; only of a new one.
        kind: a value of ``Vagueness``.
        in_force: whether it is remarked.
        actor_id: who.
        reason: why; needed to correct.

    Raises:
        RuleViolation: too short, too long, already there, too many; no reason.
    """
    row = expression or VagueExpression()
    is_new = row._state.adding
    problems = [] if is_new else reason_problems(reason)
    values: dict[str, object] = {"kind": kind, "in_force": in_force}
    if is_new:
        said = one_line(words)
        values |= {"words": said, "compared": bare(said)}
        problems += _word_problems(said)
    saving.apply(row, values)
    saving.check(row, problems)
    saving.save(row, actor_id=actor_id, reason=reason or _("Alta de la expresión."))
    return row


def _word_problems(words: str) -> list[Problem]:
    message = _why_no_expression(bare(words))
    return [Problem("words", message)] if message else []


def _why_no_expression(compared: str) -> str:
    if sum(letter.isalpha() for letter in compared) < SHORTEST_EXPRESSION:
        return _("Escriba una expresión de al menos %d letras.") % SHORTEST_EXPRESSION
    if not (compared[0].isalnum() and compared[-1].isalnum()):
        return _("Escriba solo las palabras, sin signos al comienzo o al final.")
    if VagueExpression.objects.filter(compared=compared).exists():
        return _("Esa expresión ya está en la lista.")
    if VagueExpression.objects.count() >= MOST_EXPRESSIONS:
        return _("La lista puede tener hasta %d expresiones.") % MOST_EXPRESSIONS
    return ""


@transaction.atomic
def save_limit(
    limit: WritingLimit | None,
    *,
    value: int,
    key: str = "",
    actor_id: int | None = None,
    reason: str = "",
) -> WritingLimit:
    """Set a number of plain language within its bounds.

    Args:
        limit: the row to correct; ``None`` writes its first value.
        value: the number.
        key: which one; only of a new row.
        actor_id: who.
        reason: why.

    Raises:
        RuleViolation: outside its bounds; no reason.
    """
    row = limit or WritingLimit()
    is_new = row._state.adding
    problems = reason_problems(reason)
    saving.apply(row, {"value": value, **({"key": key} if is_new else {})})
    saving.check(row, [*problems, *_bound_problems(row)])
    saving.save(row, actor_id=actor_id, reason=reason)
    return row


def _bound_problems(row: WritingLimit) -> list[Problem]:
    bounds = LIMITS[Limit(row.key)] if row.key in Limit.values else None
    if bounds is None or bounds.least <= row.value <= bounds.most:
        return []
    return [
        Problem(
            "value",
            _("Escriba un número de %(least)d a %(most)d.")
            % {"least": bounds.least, "most": bounds.most},
        )
    ]


def ensure_writing() -> int:
    """Put the initial list into the registers, so that staff can change it; how many rows.

    What staff changed stays as they left it. Without these rows the same list is in force.
    """
    known = set(VagueExpression.objects.values_list("compared", flat=True))
    missing = [
        (words, kind)
        for kind, expressions in EXPRESSIONS.items()
        for words in expressions
        if bare(words) not in known
    ]
    for words, kind in missing:
        save_expression(None, words=words, kind=kind, reason=_("Lista inicial."))
    limits = set(LIMITS) - set(WritingLimit.objects.values_list("key", flat=True))
    for key in sorted(limits):
        save_limit(None, key=key, value=LIMITS[key].default, reason=_("Valor con el que empieza."))
    return len(missing) + len(limits)
