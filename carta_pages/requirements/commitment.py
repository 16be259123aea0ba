"""The commitment is formal, specific, measurable and verifiable (R36-R38, R47-R52, R163)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.models.vocabulary import Dimension
from carta_pages.requirements import imported, indicators, remedies, scope, wording
from carta_pages.requirements.rowtools import cell, missing_cells, missing_values
from carta_pages.requirements.rules import (
    FACTOR_CRITICAL_POINT,
    FACTOR_DIMENSION,
    FACTOR_EXISTS,
    FACTOR_PERCEPTION,
    FEEDBACK,
    STATEMENT,
    STATEMENT_LENGTH,
    STATEMENT_NUMBER,
    STATEMENT_POSITIVE,
    STATEMENT_VAGUE,
    VALIDITY,
)
from entities.numbers import format_number

if TYPE_CHECKING:
    from carta_pages.models import CommitmentPage, IndicatorSheet
    from workflows.registries import Finding


def check(page: CommitmentPage) -> Iterator[Finding]:
    """Everything a commitment must say before it is submitted."""
    factors = list(page.quality_factors.all())
    sheets = list(page.indicators.all())
    yield from statement(page.statement, sheets)
    yield from quality_factors(factors)
    yield from indicators.check(factors, sheets)
    yield from imported.check(sheets)
    yield from scope.check(page)
    yield from remedies.check(list(page.remedies.all()), sheets)
    yield from missing_values(
        VALIDITY,
        page,
        (("valid_from", _("desde cuándo rige")), ("review_on", _("cuándo se revisa"))),
    )
    if not page.feedback_channels.all():
        yield FEEDBACK.broken(
            _("Diga dónde puede opinar la gente sobre este compromiso."), "feedback_channels"
        )


def statement(text: str, sheets: list[IndicatorSheet]) -> Iterator[Finding]:
    """The sentence carries the number and unit of every standard, in plain words."""
    if not text:
        yield STATEMENT.broken(_("Escriba el compromiso."), "statement")
        return
    numbers = wording.numbers_in(text)
    for sheet in sheets:
        for number in sheet.committed_numbers:
            if number not in numbers:
                yield STATEMENT_NUMBER.broken(
                    _("El compromiso no dice el número del estándar de «%(name)s»: %(number)s.")
                    % {"name": sheet, "number": format_number(number)},
                    "statement",
                )
        if not wording.says_unit(text, sheet.unit, sheet.other_unit):
            yield STATEMENT_NUMBER.broken(
                _("El compromiso no dice la unidad del estándar de «%(name)s»: %(unit)s.")
                % {"name": sheet, "unit": sheet.unit_label},
                "statement",
            )
    yield from _plain_language(text)


def _plain_language(text: str) -> Iterator[Finding]:
    vague = wording.vague_words(text)
    if vague:
        yield STATEMENT_VAGUE.broken(
            _("Palabras que no pueden medirse: %s.") % ", ".join(vague), "statement"
        )
    if wording.is_negative(text):
        yield STATEMENT_POSITIVE.broken(
            _("Dígalo en positivo: lo que la persona recibirá."), "statement"
        )
    length = wording.longest_sentence(text)
    if length > wording.LONGEST_SENTENCE:
        yield STATEMENT_LENGTH.broken(
            _("Una frase tiene %(words)d palabras; procure no pasar de %(max)d.")
            % {"words": length, "max": wording.LONGEST_SENTENCE},
            "statement",
        )


def quality_factors(rows: list[Any]) -> Iterator[Finding]:
    """Each factor is tied to one point of the journey and to its dimensions."""
    noun = _("Factor")
    if not rows:
        yield FACTOR_EXISTS.broken(
            _("Agregue al menos un factor clave de calidad."), "quality_factors"
        )
        return
    yield from missing_cells(
        FACTOR_EXISTS, "quality_factors", noun, rows, (("text", _("el texto")),)
    )
    yield from missing_cells(
        FACTOR_CRITICAL_POINT,
        "quality_factors",
        noun,
        rows,
        (
            ("journey_step", _("el punto del recorrido")),
            ("critical_point", _("el punto crítico del proceso")),
        ),
    )
    yield from missing_cells(
        FACTOR_DIMENSION, "quality_factors", noun, rows, (("dimensions", _("una dimensión")),)
    )
    for index, row in enumerate(rows):
        if Dimension.OTHER in row.dimensions and not row.other_dimension:
            yield FACTOR_DIMENSION.broken(
                _("Factor %d: diga cuál es la otra dimensión.") % (index + 1),
                cell("quality_factors", index, "other_dimension"),
            )
        yield from _perception(index, row)


def _perception(index: int, row: Any) -> Iterator[Finding]:
    if row.affects_perception is not True:
        yield FACTOR_PERCEPTION.broken(
            _("Factor %d: debe incidir directamente en la percepción del usuario.") % (index + 1),
            cell("quality_factors", index, "affects_perception"),
        )
    elif not row.perception_impact:
        yield FACTOR_PERCEPTION.broken(
            _("Factor %d: explique cómo incide en la percepción.") % (index + 1),
            cell("quality_factors", index, "perception_impact"),
        )
