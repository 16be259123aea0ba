"""Writes commitments and annexes: factor, indicator sheet, standard, remedy, scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from carta_pages.models import CommitmentPage, TerritorialAnnexPage
from carta_pages.models.annex import AnnexRow
from carta_pages.models.quality import IndicatorSheet, QualityFactor
from carta_pages.models.remedies import FeedbackChannel, RemedyMeasure, ScopeTerritory, ScopeUnit
from carta_pages.selectors import IndicatorOption, indicators_of_service
from cms.demo import backing, content, pages
from cms.demo.calendar import in_years, months_before
from cms.demo.content import AnnexText, CommitmentText
from cms.demo.world import World
from entities import clock

OPERATORS = {"mayor": "gte", "menor": "lte"}
PARTIAL_LIMIT = Decimal(10)
BASIS = (
    "Gráfico de control individual con los doce últimos períodos: media más y menos 2,66 veces "
    "el rango móvil medio. Sin puntos fuera de los límites."
)


def write_commitment(
    world: World, place: str, text: CommitmentText, *, starts: date, by: str = ""
) -> None:
    """The unit writes one commitment below its service.

    Args:
        world: the story's world.
        place: the service.
        text: what is promised.
        starts: from when it will hold.
        by: account of the writer; the service's own when not given.
    """
    key = place.split("/")[0]
    service = content.service_of(place)
    number = service.commitments.index(text) + 1
    factor = _factor(text)
    sheet = _sheet(world, key, text, code=f"{service.code}-{number:02d}", unit=service.unit)
    sheet.factor = factor.uuid
    page = CommitmentPage(
        title=text.title,
        slug=text.slug,
        search_description=text.statement[:160],
        statement=text.statement,
        scope_kinds=tuple(text.scope_kinds),
        scope_deconcentrated=text.scope_deconcentrated,
        valid_from=starts,
        review_on=in_years(starts, 1),
        valid_until=in_years(starts, 2),
    )
    page.quality_factors = pages.rows([factor])
    page.indicators = pages.rows([sheet])
    page.remedies = pages.rows(_remedies(key, text, sheet, starts))
    page.feedback_channels = pages.rows(_feedback(key))
    page.scope_units = pages.rows(ScopeUnit(unit=world.unit(key, u)) for u in text.scope_units)
    page.scope_territories = pages.rows(
        ScopeTerritory(territory=world.province(code)) for code in text.scope_provinces
    )
    author = world.user(by or f"{key}-{service.writer}")
    pages.create(world.page(place), page, author)
    backing.back_commitment(world, place, text, page, author)


def _factor(text: CommitmentText) -> QualityFactor:
    return QualityFactor(
        text=text.factor,
        journey_step=text.journey,
        critical_point=text.critical,
        dimensions=tuple(text.dimensions),
        affects_perception=True,
        perception_impact=text.impact,
    )


def _sheet(world: World, key: str, text: CommitmentText, *, code: str, unit: str) -> IndicatorSheet:
    return IndicatorSheet(
        code=code,
        name=text.indicator,
        measures=text.measures,
        formula=text.formula,
        variables=text.variables,
        unit=text.unit,
        direction=text.better,
        operator=OPERATORS[text.better],
        value=Decimal(text.value),
        parameter=text.parameter,
        frequency=text.frequency,
        source=text.source,
        responsible_unit=world.unit(key, unit),
        baseline=Decimal(text.baseline) if text.baseline else None,
        baseline_period=months_before(clock.today(), 6) if text.baseline else "",
        statistical_basis=BASIS,
        territorial_breakdown="Por provincia y por unidad prestadora",
        partial_limit=PARTIAL_LIMIT,
        version="1.0",
        approved_on=clock.today(),
    )


def _remedies(
    key: str, text: CommitmentText, sheet: IndicatorSheet, starts: date
) -> list[RemedyMeasure]:
    if not text.remedy:
        return []
    usual = content.entities()[key].defaults
    return [
        RemedyMeasure(
            indicator=sheet.uuid,
            description=text.remedy,
            trigger=text.trigger,
            how_to_ask=usual["ask"],
            deadline=text.deadline,
            applied_by=usual["applied_by"],
            user_effect=usual["effect"],
            instrument=usual["instrument"],
            valid_from=starts,
            valid_until=in_years(starts, 2),
            is_linked=True,
            is_viable=True,
            is_documented=True,
            informs_improvement=True,
        )
    ]


def _feedback(key: str) -> list[FeedbackChannel]:
    return [
        FeedbackChannel(kind=kind, detail=detail, url=url, hours=hours)
        for kind, detail, url, hours in content.entities()[key].defaults["feedback"]
    ]


# --- Later texts -----------------------------------------------------------------------------


def change_commitment(world: World, name: str, *, by: str) -> None:
    """Somebody saves a new draft of a commitment (``content/cambios.toml``).

    Args:
        world: the story's world.
        name: of the change.
        by: account of the writer.
    """
    change = content.changes()[name]
    draft: CommitmentPage = world.draft(change["page"])
    draft.title = change.get("title", draft.title)
    draft.statement = change.get("statement", draft.statement)
    draft.search_description = draft.statement[:160]
    (sheet,) = draft.indicators.get_object_list()
    if "value" in change:
        sheet.value = Decimal(change["value"])
        sheet.baseline = Decimal(change["baseline"])
        sheet.baseline_period = months_before(clock.today(), 6)
        sheet.version = _next_version(sheet.version)
        sheet.approved_on = clock.today()
    for field in ("measures", "formula", "variables"):
        setattr(sheet, field, change.get(field, getattr(sheet, field)))
    for remedy in draft.remedies.get_object_list():
        for field in ("description", "deadline", "trigger"):
            setattr(remedy, field, change.get(f"remedy_{field}", getattr(remedy, field)))
    pages.save(draft, world.user(by))


def _next_version(version: str) -> str:
    return f"{int(version.split('.')[0]) + 1}.0"


def extend_validity(world: World, place: str, *, by: str) -> None:
    """The unit moves the dates of every commitment of a service one year on (renewal)."""
    author = world.user(by)
    for page in world.commitments(place):
        draft = page.get_latest_revision_as_object()
        draft.review_on = in_years(clock.today(), 1)
        draft.valid_until = in_years(clock.today(), 2)
        for remedy in draft.remedies.get_object_list():
            remedy.valid_until = draft.valid_until
        pages.save(draft, author)


# --- The annex -------------------------------------------------------------------------------


def write_annex(
    world: World, place: str, text: AnnexText, *, starts: date, by: str
) -> TerritorialAnnexPage:
    """Somebody writes the territorial annex of a service.

    Args:
        world: the story's world.
        place: the service.
        text: its three reasons and its rows.
        starts: from when the rows hold.
        by: account of the writer.
    """
    key = place.split("/")[0]
    service = world.page(place)
    options = {option.commitment_title: option for option in indicators_of_service(service)}
    page = TerritorialAnnexPage(
        title=text.title,
        slug=text.slug,
        search_description=text.title,
        justification_capacity=text.capacity,
        justification_demand=text.demand,
        justification_delivery=text.delivery,
        coherence=text.coherence,
    )
    titles = {row.slug: row.title for row in content.service_of(place).commitments}
    page.rows = pages.rows(
        _annex_row(world, key, row, options[titles[row["commitment"]]], starts) for row in text.rows
    )
    pages.create(service, page, world.user(by))
    return page


def update_control_data(world: World, place: str, text: str, *, by: str) -> None:
    """Somebody saves new control data of the first row of a published annex, as a draft."""
    annex = content.service_of(place).annex
    assert annex is not None
    draft = world.draft(f"{place}/{annex.slug}")
    draft.rows.get_object_list()[0].control_data = text
    pages.save(draft, world.user(by))


def _annex_row(
    world: World, key: str, row: dict[str, str], option: IndicatorOption, starts: date
) -> Any:
    return AnnexRow(
        unit=world.unit(key, row["unit"]),
        indicator=option.uuid,
        commitment_id=option.commitment_id,
        commitment_title=option.commitment_title,
        indicator_name=option.name,
        indicator_unit=option.unit,
        operator=option.operator,
        value=Decimal(row["value"]),
        parameter=row.get("parameter", ""),
        justification=row["justification"],
        control_data=row.get("control_data", ""),
        valid_from=starts,
    )
