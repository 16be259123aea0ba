"""A service of the portfolio as a line of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.selectors.portfolio import Row
from agreements.selectors.standings import Standing, standings
from agreements.vocabulary import Level

HEADINGS = (
    _("Entidad"),
    _("Servicio"),
    _("Unidad responsable"),
    _("Estado"),
    _("Desde"),
    _("Expedientes abiertos"),
    _("Compromisos"),
    _("Nivel de capacidad"),
    _("Nivel vigente hasta"),
    _("Criterios que cumple"),
    _("Criterios que aplican"),
    _("Errores por corregir"),
    _("Advertencias"),
    _("Año del plan"),
    _("Publicación planificada"),
    _("Primera fecha aprobada"),
    _("Próxima revisión de acuerdos"),
    _("Próxima revisión del compromiso"),
)


def lines(
    rows: Sequence[Row], tell: Callable[[int, int], None] | None = None
) -> Iterator[list[Any]]:
    """The lines below the headings; empty cells where the person does not see.

    Args:
        rows: of the portfolio, in their order.
        tell: told (done, in all) as services are computed.
    """
    known = standings(rows, tell)
    for row in rows:
        plan = row.plan
        yield [
            row.entity,
            row.title,
            row.unit,
            str(row.state.label),
            row.since,
            "; ".join(f"{step.number}: {step.stage.label}" for step in row.steps),
            row.commitments,
            *_inside(known.get(row.pk)),
            plan.year if plan else None,
            plan.publish_on if plan else None,
            plan.original_publish_on if plan else None,
            known[row.pk].agreement_review if row.pk in known else None,
            row.review_on,
        ]


def _inside(standing: Standing | None) -> list[Any]:
    if standing is None:
        return [None] * 6
    score = standing.score
    level = None if standing.level is None else str(Level(standing.level).label)
    return [level, standing.capability_until, score.held, score.asked, score.errors, score.warnings]
