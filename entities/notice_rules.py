"""What a campaign notice may not say, and for how long it may stand (R1 COM); pure.

A notice is confirmed inside the entity, so it must never look like what the Ministry controlled:
no number with a unit in which standards are measured, no words that promise. The rule is strict
on purpose: whoever announces a date or a place is not touched by it, and whoever speaks of times
and percentages is sent to the commitment that says them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from entities.errors import Problem
from entities.rules import Period, period_problems, text_problems

LONGEST_TITLE = 80
LONGEST_TEXT = 300
MOST_DAYS = 92
"""Longer than a campaign is a fact of the service, and belongs in its text."""
MOST_AT_ONCE = 3
MOST_FEATURED = 4

_WORDS = (
    "un|una|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince"
    "|dieciseis|diecisiete|dieciocho|diecinueve|veinte|veinti[a-z]+|treinta|cuarenta|cincuenta"
    "|sesenta|setenta|ochenta|noventa|cien|ciento|[a-z]+cientos|mil|medio|media|pocos|pocas"
)
_NUMBER = rf"(?:\d+(?:[.,]\d+)*|\b(?:{_WORDS})\b(?:\s+y\s+(?:{_WORDS})\b)?)"
_TIMES = r"segundos?|minutos?|mins?|horas?|hrs?|h|dias?|semanas?|mes(?:es)?"
_UNITS = rf"(?:{_TIMES}|puntos?(?!\s+de\b)|casos?)"
"""Units of a standard (R45); «3 puntos de atención» are places."""
_NOT_BETWEEN = "de|del|desde|en|el|la|los|las|a|al|por|para|con|sin|entre|hasta|y|e|o|u|que"
_BETWEEN = (
    r"(?:\s*\([^)]{0,40}\))?(?:\s+(?:o|y)\s+(?:mas|menos|medi[ao]|cuarto))?"
    rf"(?:\s+(?!(?:{_NOT_BETWEEN})\b)[a-z]+)?[\s\-/(\[«\"]*"
)
_PERCENT = rf"{_NUMBER}\s*(?:[%٪]|por\s*ciento\b)"
_OF_EACH = rf"{_NUMBER}\s+(?:[a-z]+\s+)?de\s+cada\s+{_NUMBER}"
_BACKWARDS = rf"\b(?:{_TIMES})(?:\s+de\s+[a-z]+)?\s*[:=]\s*{_NUMBER}"
_MARKED = r"\d+\s*[\u2032\u2033]"
"""«35′»: minutes and seconds by their signs."""
_SOME = rf"\b(?:par|decena|docena|quincena)s?\s+de\s+(?:{_TIMES})\b"
_LOOK_ALIKE = str.maketrans("авсеһіјкмнорѕтухαβεικνορτυχ", "abcehijkmhopstyxabeikvoptux")
"""Letters of other alphabets that read as ours in a Spanish word."""

PROMISES = re.compile(
    r"\b(?:"
    r"promet\w+|promesas?"
    r"|(?:nos|se|me|te|os)\s+compromet\w+|comprometid[oa]s?"
    r"|(?:nuestro|el|un)\s+compromiso\s+(?:es|de\s+\w+[aei]r(?:l[aeo]s?)?)\b"
    r"|garanti[az]\w*|asegur(?:amos|aremos|o)\b|(?:le|les|te)\s+asegur\w+"
    r"|palabra\s+de\s+honor|(?:le|les|te)\s+damos\s+(?:la|nuestra)\s+palabra|sin\s+falta"
    r"|estandar(?:es)?"
    r"|en\s+menos\s+de|(?:como|un|en|de)\s+maximo|a\s+mas\s+tardar|(?:como|un)\s+minimo"
    r"|inmediat[oa]s?|inmediatamente|al\s+instante|en\s+el\s+acto|el\s+mismo\s+dia"
    r"|(?:sin|cero)\s+(?:ningun[ao]?\s+|mas\s+)?(?:espera|demora|retraso|atraso|fila|cola)s?"
    r"|indemniza\w+|subsana\w+|(?:le|les)\s+(?:devolvemos|devolveremos|compensa\w+)"
    r")\b"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without accents, capitals or disguises, and where each letter came from."""

    text: str
    places: tuple[int, ...]

    def original(self, found: re.Match[str], written: str) -> str:
        """What was found as it was written."""
        first, last = self.places[found.start()], self.places[found.end() - 1]
        return " ".join(written[first : last + 1].split())


def folded(written: str) -> Folded:
    """«３５ Mínutos» reads as «35 minutos»: full-width digits, accents, invisible joiners."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(written):
        for part in unicodedata.normalize("NFKD", letter).casefold():
            if unicodedata.category(part) in {"Mn", "Me", "Cf"}:
                continue
            letters.append(" " if part.isspace() else part.translate(_LOOK_ALIKE))
            places.append(place)
    return Folded("".join(letters), tuple(places))


def restated(written: str, units: Collection[str] = ()) -> str:
    """The first words that look like a standard, as they were written; empty when none do.

    Args:
        written: a title or a text.
        units: further units in which the entity's own standards are measured.
    """
    found = folded(written)
    for pattern in (_PERCENT, _OF_EACH, _BACKWARDS, _MARKED, _SOME, _measured(units)):
        if match := re.search(pattern, found.text):
            return found.original(match, written)
    return ""


def _measured(units: Collection[str]) -> str:
    own = sorted({" ".join(folded(unit).text.split()) for unit in units} - {""}, key=len)
    either = "|".join([_UNITS, *(re.escape(unit) for unit in reversed(own))])
    return rf"{_NUMBER}{_BETWEEN}(?<![a-z])(?:{either})(?![a-z0-9])"


def promised(written: str) -> str:
    """The first words that promise, as they were written; empty when none do."""
    found = folded(written)
    match = PROMISES.search(found.text)
    return found.original(match, written) if match else ""


def wording_problems(name: str, written: str, units: Collection[str] = ()) -> list[Problem]:
    """Why a text cannot be a notice, beside its field."""
    problems = []
    if said := restated(written, units):
        message = _(
            "«%s» se lee como un estándar, y un estándar solo lo dice un compromiso controlado por "
            "el Ministerio del Trabajo. Quite la cifra: la carta ya la muestra. Para una hora, "
            "escriba «a las 17:00»."
        )
        problems.append(Problem(name, message % said))
    if said := promised(written):
        message = _(
            "«%s» promete o califica el servicio, y solo un compromiso de la carta puede hacerlo. "
            "Diga qué pasa, dónde y cuándo."
        )
        problems.append(Problem(name, message % said))
    return problems


def dates_problems(
    starts_on: date | None, ends_on: date | None, today: date, *, is_new: bool
) -> list[Problem]:
    """From when and until when: always both, never past, never longer than a campaign.

    Args:
        starts_on: first day.
        ends_on: last day, included.
        today: the day of the act.
        is_new: whether it is being proposed; what waits may have begun meanwhile.
    """
    problems = []
    if starts_on is None:
        problems.append(Problem("starts_on", _("Indique desde qué día.")))
    elif is_new and starts_on < today:
        problems.append(Problem("starts_on", _("Un aviso no puede empezar en el pasado.")))
    if ends_on is None:
        return [*problems, Problem("ends_on", _("Todo aviso termina: indique hasta qué día."))]
    if is_new and ends_on <= today:
        problems.append(Problem("ends_on", _("El último día debe ser posterior a hoy.")))
    elif ends_on < today:
        problems.append(Problem("ends_on", _("El último día del aviso ya pasó: rechácelo.")))
    problems += period_problems(starts_on, ends_on, "ends_on")
    if starts_on and ends_on - starts_on >= timedelta(days=MOST_DAYS):
        message = _("Un aviso dura hasta %d días; lo que dura más va en el texto de la carta.")
        problems.append(Problem("ends_on", message % MOST_DAYS))
    return problems


def crowd_problems(period: Period, others: Iterable[Period]) -> list[Problem]:
    """Too many notices at once and nobody reads any of them."""
    around = [other for other in others if other.overlaps(period)]
    days = [period.start, *(max(other.start, period.start) for other in around)]
    most = max(sum(other.overlaps(Period(day, day)) for other in around) for day in days)
    if most < MOST_AT_ONCE:
        return []
    message = _("Ya hay %d avisos en esos días: retire uno o cambie las fechas.")
    return [Problem("starts_on", message % most)]


def service_problems(service_id: int | None, published: Collection[int]) -> list[Problem]:
    """A notice of one service is of a published one of the same carta."""
    if service_id is None or service_id in published:
        return []
    return [Problem("service", _("Elija un servicio publicado de esta carta."))]


def featured_problems(chosen: list[int], published: Collection[int]) -> list[Problem]:
    """Which services may go first: few, each once, all of them public."""
    problems = []
    if len(chosen) > MOST_FEATURED:
        message = _("Puede destacar hasta %d servicios.")
        problems.append(Problem("services", message % MOST_FEATURED))
    if len(set(chosen)) < len(chosen):
        problems.append(Problem("services", _("Hay un servicio elegido dos veces.")))
    if not set(chosen) <= set(published):
        problems.append(
            Problem("services", _("Hay un servicio que no está publicado en esta carta."))
        )
    return problems


def texts_problems(title: str, text: str, units: Collection[str] = ()) -> list[Problem]:
    """Everything wrong with the words of a notice, title and text apart."""
    return [
        *text_problems({"title": title, "text": text}, ["title", "text"]),
        *wording_problems("title", title, units),
        *wording_problems("text", text, units),
    ]
