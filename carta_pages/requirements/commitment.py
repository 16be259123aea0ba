"""The commitment is formal, specific, measurable and verifiable (R36-R38, R47-R52, R163)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.models.vocabulary import Dimension
from carta_pages.requirements import imported, indicators, remedies, scope
from carta_pages.requirements.rowtools import cell, missing_cells, missing_values
from carta_pages.requirements.rules import (
    FACTOR_CRITICAL_POINT,
    FACTOR_DIMENSION,
    FACTOR_EXISTS,
    FACTOR_PERCEPTION,
    FEEDBACK,
    VALIDITY,
)
from carta_pages.requirements.statement import statement

if TYPE_CHECKING:
    from carta_pages.models import CommitmentPage
    from workflows.registries import Finding


def check(page: CommitmentPage, levels: scope.Levels) -> Iterator[Finding]:
    """Everything a commitment must say before it is submitted.

    Args:
        page: the instance.
        levels: of the territories of the set of pages it is checked with.
    """
    factors = list(page.quality_factors.all())
    sheets = list(page.indicators.all())
    yield from statement(page.statement, sheets)
    yield from quality_factors(factors)
    yield from indicators.check(factors, sheets)
    yield from imported.check(sheets)
    yield from scope.check(page, levels)
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
