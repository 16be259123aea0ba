"""What stands behind a quality factor: evidence, agreement, requirements (R39, R42, R71-R77)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import OperationalRequirement
from agreements.requirements.lines import Line, edit, new, quoted
from agreements.requirements.rules import (
    FACTOR_AGREEMENT,
    FACTOR_EVIDENCE,
    FACTOR_REQUIREMENT,
    REQUIREMENT_CRITERIA,
)
from agreements.rules.criteria import five_criteria, unmet
from agreements.selectors.behind import BehindCommitment
from agreements.vocabulary import Subject
from workflows.registries import Severity


def lines(factor: Any, behind: BehindCommitment) -> Iterator[Line]:
    """Every line of one factor of a commitment.

    Args:
        factor: a row of the draft.
        behind: what stands behind its commitment.
    """
    key, name = str(factor.uuid), quoted(factor.text or _("factor sin texto"))
    evidence = [row for row in behind.evidence.get(key, ()) if row.sample and row.finding]
    yield Line(
        FACTOR_EVIDENCE,
        bool(evidence),
        _("El factor %(name)s se apoya en: %(titles)s.")
        % {"name": name, "titles": ", ".join(row.title for row in evidence)}
        if evidence
        else _("El factor %s no tiene evidencia con archivo, muestra y hallazgo.") % name,
        new("evidence", target=f"{Subject.FACTOR}:{key}"),
    )
    agreements = behind.agreements_of(key)
    yield Line(
        FACTOR_AGREEMENT,
        bool(agreements),
        _("El factor %(name)s tiene acuerdo de operación: %(codes)s.")
        % {"name": name, "codes": ", ".join(one.code for one in agreements)}
        if agreements
        else _("El factor %s no tiene acuerdo de operación.") % name,
        new("operationagreement", factors=key),
        None if behind.agreement_blocks else Severity.WARNING,
    )
    yield from _requirements(key, name, behind.requirements.get(key, []))


def _requirements(
    key: str, name: str, requirements: list[OperationalRequirement]
) -> Iterator[Line]:
    yield Line(
        FACTOR_REQUIREMENT,
        bool(requirements),
        _("El factor %(name)s tiene requisitos operativos: %(count)d.")
        % {"name": name, "count": len(requirements)}
        if requirements
        else _("El factor %s no tiene requisito operativo.") % name,
        new("operationalrequirement", factor=key),
    )
    for row in requirements:
        missing = unmet(criteria_of(row))
        says = (
            _("El requisito %(name)s no es %(criteria)s: %(asks)s.")
            % {
                "name": quoted(row.text),
                "criteria": ", ".join(str(one.name).lower() for one in missing),
                "asks": "; ".join(str(one.asks) for one in missing),
            }
            if missing
            else _("El requisito %s cumple los cinco criterios.") % quoted(row.text)
        )
        yield Line(REQUIREMENT_CRITERIA, not missing, says, edit(row))


def criteria_of(row: OperationalRequirement) -> Any:
    """The five criteria of a stored requirement."""
    return five_criteria(
        text=row.text,
        is_clear=row.is_clear,
        measure=row.measure,
        unit_id=row.unit_id,
        relevance=row.relevance,
        frequency=row.frequency,
        due_on=row.due_on,
    )
