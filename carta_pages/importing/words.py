"""The words by which sheets name the options of our closed lists."""

from __future__ import annotations

from django.db.models import TextChoices

from carta_pages.models.vocabulary import (
    Direction,
    Frequency,
    MeasureUnit,
    Operator,
    ScopeKind,
)
from carta_pages.requirements.wording import bare

_UNITS: dict[str, str] = {
    "%": MeasureUnit.PERCENT,
    "por ciento": MeasureUnit.PERCENT,
    "porcentaje": MeasureUnit.PERCENT,
    "porcentual": MeasureUnit.PERCENT,
    "min": MeasureUnit.MINUTES,
    "minuto": MeasureUnit.MINUTES,
    "h": MeasureUnit.HOURS,
    "hs": MeasureUnit.HOURS,
    "hr": MeasureUnit.HOURS,
    "hrs": MeasureUnit.HOURS,
    "hora": MeasureUnit.HOURS,
    "dia": MeasureUnit.DAYS,
    "dia calendario": MeasureUnit.DAYS,
    "dia laborable": MeasureUnit.BUSINESS_DAYS,
    "dia habil": MeasureUnit.BUSINESS_DAYS,
    "dia de trabajo": MeasureUnit.BUSINESS_DAYS,
    "punto": MeasureUnit.SCORE,
    "puntaje": MeasureUnit.SCORE,
    "puntuacion": MeasureUnit.SCORE,
    "caso": MeasureUnit.COUNT,
    "numero": MeasureUnit.COUNT,
    "cantidad": MeasureUnit.COUNT,
    "numero de casos": MeasureUnit.COUNT,
}
_SINGULARS = {"meses": "mes", "mes": "mes", "habiles": "habil", "hs": "hs", "hrs": "hrs"}
_OTHER_UNITS = {"segundo": "segundos", "semana": "semanas", "mes": "meses", "ano": "años"}

SYNONYMS: dict[type[TextChoices], dict[str, str]] = {
    Operator: {
        ">=": Operator.AT_LEAST,
        "≥": Operator.AT_LEAST,
        "al menos": Operator.AT_LEAST,
        "minimo": Operator.AT_LEAST,
        "como minimo": Operator.AT_LEAST,
        "mayor o igual": Operator.AT_LEAST,
        "mayor o igual que": Operator.AT_LEAST,
        "mayor o igual a": Operator.AT_LEAST,
        "<=": Operator.AT_MOST,
        "≤": Operator.AT_MOST,
        "como maximo": Operator.AT_MOST,
        "maximo": Operator.AT_MOST,
        "hasta": Operator.AT_MOST,
        "menor o igual": Operator.AT_MOST,
        "menor o igual que": Operator.AT_MOST,
        "menor o igual a": Operator.AT_MOST,
        "=": Operator.EQUAL,
        "igual": Operator.EQUAL,
        "igual a": Operator.EQUAL,
        "exactamente": Operator.EQUAL,
        "entre": Operator.WITHIN,
        "rango": Operator.WITHIN,
        "dentro de": Operator.WITHIN,
    },
    Direction: {
        "mayor": Direction.HIGHER,
        "ascendente": Direction.HIGHER,
        "creciente": Direction.HIGHER,
        "positivo": Direction.HIGHER,
        "menor": Direction.LOWER,
        "descendente": Direction.LOWER,
        "decreciente": Direction.LOWER,
        "negativo": Direction.LOWER,
    },
    Frequency: {
        "cada mes": Frequency.MONTHLY,
        "cada dos meses": Frequency.BIMONTHLY,
        "cada tres meses": Frequency.QUARTERLY,
        "cada cuatro meses": Frequency.FOUR_MONTHLY,
        "cada seis meses": Frequency.HALF_YEARLY,
        "cada ano": Frequency.YEARLY,
    },
    ScopeKind: {
        "todo el pais": ScopeKind.NATIONAL,
        "a nivel nacional": ScopeKind.NATIONAL,
        "matriz": ScopeKind.CENTRAL,
        "unidades desconcentradas": ScopeKind.DECONCENTRATED,
        "desconcentrado": ScopeKind.DECONCENTRATED,
    },
}


def unit_of(word: str) -> tuple[str, str]:
    """The unit that a word names, and its own name when it is «otra»; empty for no unit."""
    plain = bare(word).rstrip(".")
    for candidate in (plain, _singular(plain)):
        if candidate in _UNITS:
            return _UNITS[candidate], ""
        if candidate in _OTHER_UNITS:
            return MeasureUnit.OTHER, _OTHER_UNITS[candidate]
    return "", ""


def _singular(plain: str) -> str:
    return " ".join(_SINGULARS.get(word, word.removesuffix("s")) for word in plain.split())


def option_of(choices: type[TextChoices], word: str) -> str:
    """The option that a word names, by its value, its label or what sheets call it; or empty."""
    plain = bare(word).rstrip(".")
    for value, label in choices.choices:
        if plain in {bare(str(value)), bare(str(label))}:
            return str(value)
    known = SYNONYMS.get(choices, {})
    return known.get(plain, known.get(plain.replace(" ", ""), ""))
