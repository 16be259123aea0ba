"""A hint of the passive voice: «será atendido» instead of «le atendemos»."""

from __future__ import annotations

import re
import unicodedata

_TO_BE = (
    r"es|son|era|eran|fue|fueron|ser[áa]n?|ser[íi]an?|sea|sean|fuera|fueran|fuese|fuesen"
    r"|ser|siendo|(?:ha|han|haya|hayan|hab[íi]an?|habr[áa]n?|haber) sido"
)
_BETWEEN = r"(?:\s+(?:[^\W\d_]+mente|ya|siempre|tambi[ée]n|no))*"
_IRREGULAR = (
    "abiert", "cubiert", "descrit", "devuelt", "dich", "dispuest", "escrit", "hech", "impres",
    "impuest", "inscrit", "propuest", "prescrit", "puest", "repuest", "resuelt", "suscrit", "vist",
)  # fmt: skip
_PARTICIPLE = rf"(?:[a-zñü]+[ai]d|[a-zñü]*[aeo]íd|{'|'.join(_IRREGULAR)})[oa]s?"
_PASSIVE = re.compile(rf"\b(?:{_TO_BE}){_BETWEEN}\s+({_PARTICIPLE})\b")

ADJECTIVES = frozenset(
    {
        "adecuado", "apropiado", "aproximado", "avanzado", "cada", "cuidado", "debido", "delgado",
        "demasiado", "determinado", "elevado", "estado", "grado", "honrado", "indicado",
        "interesado", "lado", "limitado", "mercado", "nada", "parecido", "privado", "sagrado",
        "salado", "seguido", "toda", "todo", "variado",
    }
)  # fmt: skip
"""Words that end like a participle and say how something is, not what is done to it."""


def passives(text: str) -> list[str]:
    """Every «ser» with its participle, as written; an accent elsewhere tells «válido» apart."""
    lowered = unicodedata.normalize("NFC", text).lower()
    return [
        " ".join(found.group().split())
        for found in _PASSIVE.finditer(lowered)
        if _masculine(found.group(1)) not in ADJECTIVES and found.group(1) not in ADJECTIVES
    ]


def _masculine(word: str) -> str:
    return re.sub(r"[oa]s?$", "o", word)
