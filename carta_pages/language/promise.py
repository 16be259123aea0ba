"""Is a sentence a promise said outright: in positive, with its number and without «about»?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from carta_pages.language.plain import bare
from carta_pages.language.quantities import Quantity, quantities
from carta_pages.language.sentences import sentences

_FAILING = r"(?:demor|tard|incumpl|fall|nieg|neg|rechaz|retras|atras|esper|aguard|pierd|perd)[a-z]*"
_EXCEEDING = r"(?:exced|super|sobrepas|rebas)[a-z]*"
_OPENS = re.compile(r"\W*(?:no|nunca|jamas|nadie|ningun[oa]?|tampoco)\b(?! (?:mas|menos|mayor)\b)")
_NOT = r"\b(?:no|nunca|jamas) (?:(?:se|le|les|lo|los|la|las|nos) )*"
_NEGATED = re.compile(rf"{_NOT}{_FAILING}\b")
_LIMITED = re.compile(rf"{_NOT}{_EXCEEDING}\b")
_DEPENDS = re.compile(
    r"\b(?:que|cual|cuales|cuyo|cuya|cuando|donde|si|mientras|siempre y cuando) (?:\w+ ){0,4}$"
)
_ABOUT_BEFORE = re.compile(
    r"\b(aproximadamente|aprox\b\.?|alrededor de|cerca de|en torno a|mas o menos|casi|unos|unas)"
    r"(?: (?:el|los|las|un|una|de|en|unos|unas))* $"
)
_ABOUT_AFTER = re.compile(
    r"[^\w.;:]*(?:\w+[^\w.;:]+){0,2}?(aproximadamente|aprox\b|aproximados?\b|mas o menos)"
)
_LONGEST_BEFORE = 40


def negated(text: str, numbers: Iterable[Decimal]) -> str:
    """The sentence that promises by saying what will not happen; empty when there is none.

    Only a sentence that carries a committed number is looked at, and only its own verb: «No
    demoramos más de 35 minutos» is negative, «en un plazo que no exceda 35 minutos» and «no más
    de 35 minutos» are not.

    Args:
        text: the commitment.
        numbers: committed numbers of its standards.
    """
    wanted = set(numbers)
    for sentence in sentences(text):
        plain = bare(sentence)
        said = (value for one in quantities(sentence) for value in one.values)
        if wanted & set(said) and _is_negative(plain):
            return sentence
    return ""


def limits_by_not(text: str) -> bool:
    """Whether a limit is said by what it does not exceed: «no superará los 35 minutos»."""
    return _LIMITED.search(bare(text)) is not None


def _is_negative(plain: str) -> bool:
    if _OPENS.match(plain):
        return True
    return any(not _DEPENDS.search(plain[: found.start()]) for found in _NEGATED.finditer(plain))


def about(text: str, numbers: Iterable[Decimal]) -> list[str]:
    """Words that make a committed number an approximate one, as they are compared.

    Args:
        text: the commitment.
        numbers: committed numbers of its standards.
    """
    plain, wanted = bare(text), set(numbers)
    found = (_about(plain, one) for one in quantities(text) if wanted & one.values)
    return list(dict.fromkeys(word for word in found if word))


def _about(plain: str, one: Quantity) -> str:
    before = _ABOUT_BEFORE.search(plain[max(0, one.start - _LONGEST_BEFORE) : one.start])
    after = _ABOUT_AFTER.match(plain, one.end)
    return before.group(1) if before else after.group(1) if after else ""
