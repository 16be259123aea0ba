"""The sentence of a commitment: its number, its unit, in positive, in plain words (R47-R49, R223).

What makes it a promise stops a submission; how well it reads is only remarked.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from carta_pages import writing
from carta_pages.language import promise, readability, sentences, voice
from carta_pages.requirements import wording
from carta_pages.requirements.rules import (
    STATEMENT,
    STATEMENT_EXACT,
    STATEMENT_LENGTH,
    STATEMENT_LIMIT,
    STATEMENT_NUMBER,
    STATEMENT_POSITIVE,
    STATEMENT_READABLE,
    STATEMENT_VAGUE,
    STATEMENT_VOICE,
)
from carta_pages.writing_data import Limit
from entities.numbers import format_number

if TYPE_CHECKING:
    from carta_pages.models import IndicatorSheet
    from workflows.registries import Finding

FIELD = "statement"


def statement(text: str, sheets: list[IndicatorSheet]) -> Iterator[Finding]:
    """The sentence carries the number and unit of every standard, in plain words.

    Args:
        text: the commitment.
        sheets: its indicators, with their standards.
    """
    if not text:
        yield STATEMENT.broken(_("Escriba el compromiso."), FIELD)
        return
    for sheet in sheets:
        yield from _number_and_unit(text, sheet)
    committed = {number for sheet in sheets for number in sheet.committed_numbers}
    yield from _outright(text, committed)
    yield from _plain_language(text, promise.about(text, committed))


def _number_and_unit(text: str, sheet: IndicatorSheet) -> Iterator[Finding]:
    strange = ""
    for number in sheet.committed_numbers:
        if wording.says_number(text, number, sheet.unit):
            continue
        words = {
            "name": sheet,
            "number": format_number(number),
            "unit": sheet.unit_label,
            "said": wording.other_unit_of(text, number, sheet.unit),
        }
        strange = strange or words["said"]
        says = (
            _(
                "El compromiso dice %(number)s %(said)s y el estándar de «%(name)s» es de "
                "%(number)s %(unit)s."
            )
            if words["said"]
            else _("El compromiso no dice el número del estándar de «%(name)s»: %(number)s.")
        )
        yield STATEMENT_NUMBER.broken(says % words, FIELD)
    if not strange and not wording.says_unit(text, sheet.unit, sheet.other_unit):
        yield STATEMENT_NUMBER.broken(
            _("El compromiso no dice la unidad del estándar de «%(name)s»: %(unit)s.")
            % {"name": sheet, "unit": sheet.unit_label},
            FIELD,
        )


def _outright(text: str, committed: set[Decimal]) -> Iterator[Finding]:
    if promise.negated(text, committed):
        yield STATEMENT_POSITIVE.broken(
            _(
                "Dígalo en positivo: lo que la persona recibirá, por ejemplo «le atendemos en… o "
                "menos»."
            ),
            FIELD,
        )
    elif promise.limits_by_not(text):
        yield STATEMENT_LIMIT.broken(
            _("En vez de «no superará» o «no exceda», diga «en… o menos»."), FIELD
        )
    about = promise.about(text, committed)
    if about:
        yield STATEMENT_EXACT.broken(
            _("El número del estándar se promete tal cual: quite «%s».") % "», «".join(about),
            FIELD,
        )


def _plain_language(text: str, said_already: list[str]) -> Iterator[Finding]:
    rules = writing.rules_in_force()
    vague = wording.vague_words(text, rules.vague, said_already)
    if vague:
        named = "; ".join(f"«{words}»: {rules.advice.get(words, '')}" for words in vague)
        yield STATEMENT_VAGUE.broken(
            _("Expresiones que no pueden medirse. %s.") % named.replace(": ;", ";"), FIELD
        )
    length, most = sentences.longest(text), rules.limit(Limit.LONGEST_SENTENCE)
    if length > most:
        yield STATEMENT_LENGTH.broken(
            _("Una frase tiene %(words)d palabras; procure no pasar de %(max)d.")
            % {"words": length, "max": most},
            FIELD,
        )
    passive = voice.passives(text)
    if passive:
        yield STATEMENT_VOICE.broken(
            _("«%s» está en voz pasiva: diga quién lo hace, por ejemplo «le atendemos».")
            % passive[0],
            FIELD,
        )
    yield from _readable(text, rules)


def _readable(text: str, rules: writing.WritingRules) -> Iterator[Finding]:
    score = readability.score(text, rules.limit(Limit.SHORTEST_SCORED))
    least = rules.limit(Limit.LEAST_PERSPICUITY)
    if score is not None and score.perspicuity < least:
        yield STATEMENT_READABLE.broken(
            _(
                "Se lee %(band)s: %(score)d de 100 en la escala INFLESZ, y se procura llegar a "
                "%(least)d (Fernández Huerta: %(other)d). Use frases y palabras más cortas."
            )
            % {
                "band": score.band,
                "score": score.perspicuity,
                "least": least,
                "other": score.lecturability,
            },
            FIELD,
        )
