"""What plain language asks to begin with; afterwards the registers of the installation rule.

The guide asks for a text without ambiguous, unmeasurable or merely declarative promises (7.2,
act. 2) and lists no words: the list is ours [I], open to correction by staff.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Vagueness(models.TextChoices):
    """What an expression leaves unsaid, and so what to write instead."""

    WHEN = "cuando", _("no dice cuándo")
    HOW_MUCH = "cuanto", _("no dice cuánto")
    EFFORT = "intento", _("promete intentarlo")
    CONDITION = "condicion", _("no dice en qué casos")
    PRAISE = "elogio", _("califica sin medida")


ADVICE: dict[str, str | Promise] = {
    Vagueness.WHEN: _("diga en cuánto tiempo"),
    Vagueness.HOW_MUCH: _("diga cuánto"),
    Vagueness.EFFORT: _("diga qué hará, no que lo intentará"),
    Vagueness.CONDITION: _("diga en qué casos"),
    Vagueness.PRAISE: _("diga qué puede comprobar la persona"),
}

EXPRESSIONS: dict[str, tuple[str, ...]] = {
    Vagueness.WHEN: (
        "a la brevedad",
        "a la brevedad posible",
        "a tiempo",
        "con celeridad",
        "con prontitud",
        "de inmediato",
        "de manera oportuna",
        "en el menor tiempo posible",
        "en un plazo prudencial",
        "en un tiempo prudencial",
        "inmediatamente",
        "lo antes posible",
        "lo más pronto posible",
        "lo más rápido posible",
        "oportunamente",
        "oportuno",
        "prontamente",
        "pronto",
        "rápidamente",
        "sin demora",
    ),
    Vagueness.HOW_MUCH: (
        "alrededor de",
        "aproximadamente",
        "considerable",
        "la mayoría",
        "más o menos",
        "razonable",
        "significativo",
        "suficiente",
    ),
    Vagueness.EFFORT: (
        "en la medida de lo posible",
        "en lo posible",
        "haremos lo posible",
        "haremos todo lo posible",
        "intentaremos",
        "mejor esfuerzo",
        "procuraremos",
        "se procurará",
        "se tratará de",
        "trataremos",
    ),
    Vagueness.CONDITION: (
        "cuando corresponda",
        "cuando sea posible",
        "de ser el caso",
        "de ser posible",
        "dentro de nuestras posibilidades",
        "entre otros",
        "salvo casos excepcionales",
        "según corresponda",
        "según disponibilidad",
        "siempre que sea posible",
        "sujeto a disponibilidad",
    ),
    Vagueness.PRAISE: (
        "adecuado",
        "ágil",
        "con calidad y calidez",
        "con eficiencia",
        "de excelencia",
        "de primera",
        "eficaz",
        "eficiente",
        "excelente",
        "óptimo",
    ),
}


class Limit(models.TextChoices):
    """Numbers of plain language that an installation may set."""

    LONGEST_SENTENCE = "frase", _("palabras de una frase, como máximo")
    LEAST_PERSPICUITY = "legibilidad", _("legibilidad INFLESZ, como mínimo")
    SHORTEST_SCORED = "minimo", _("palabras desde las que se calcula la legibilidad")


@dataclass(frozen=True)
class Bounds:
    """What a limit is to begin with and how far staff may move it.

    Args:
        default: without a decision of the installation.
        least: smallest value.
        most: largest value.
        source: where the default comes from.
    """

    default: int
    least: int
    most: int
    source: str | Promise


LIMITS: dict[str, Bounds] = {
    Limit.LONGEST_SENTENCE: Bounds(40, 15, 60, _("R223; regla de esta instalación")),
    Limit.LEAST_PERSPICUITY: Bounds(
        40,
        0,
        80,
        _("Escala INFLESZ (Barrio Cantalejo y otros, 2008): menos de 40, «muy difícil»"),
    ),
    Limit.SHORTEST_SCORED: Bounds(
        10, 8, 100, _("Las fórmulas se hicieron para muestras de unas cien palabras")
    ),
}
