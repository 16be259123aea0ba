"""A service may be postulated: processes, level, six conditions (R16, R18, R41)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.requirements.lines import Line, edit, new
from agreements.requirements.rules import CAPABILITY, CONDITIONS, PROCESS_REGISTERED
from agreements.rules.capability import PREDICTABLE, Capability
from agreements.selectors.behind import BehindService
from agreements.services.capability import lacks
from agreements.vocabulary import Condition, Level


def lines(behind: BehindService) -> Iterator[Line]:
    """Every line of a service. One without processes is the text's own finding."""
    for code in behind.codes:
        known = code not in behind.unknown
        says = (
            _("El proceso %s consta en el registro.")
            if known
            else _("El proceso %s no consta en el registro de procesos de la entidad.")
        )
        yield Line(
            PROCESS_REGISTERED, known, says % code.upper(), new("process", code=code.upper())
        )
    if behind.codes:
        yield capability_line(behind.capability)
    yield from _conditions(behind)


def capability_line(capability: Capability) -> Line:
    """Whether every process is verified, valid and predictable, and which is not."""
    if capability.suffices:
        level = Level(capability.level or PREDICTABLE).label
        return Line(
            CAPABILITY, True, _("El servicio tiene nivel verificado: %s.") % level, _assessments()
        )
    return Line(CAPABILITY, False, lacks(capability), _assessments())


def _assessments() -> str:
    return new("capabilityassessment")


def _conditions(behind: BehindService) -> Iterator[Line]:
    row = behind.conditions
    where = edit(row) if row is not None else new("serviceconditions", service=behind.service.pk)
    for condition in Condition:
        day = getattr(row, f"{condition}_on", None)
        document = getattr(row, f"{condition}_document", "")
        holds = bool(day and document)
        if holds and day is not None:
            says = _("Servicio %(what)s desde el %(day)s: %(document)s.") % {
                "what": condition.label,
                "day": day.strftime("%d/%m/%Y"),
                "document": document,
            }
        else:
            says = _("Diga desde cuándo está %s, y el documento que lo muestra.") % condition.label
        yield Line(CONDITIONS, holds, says, where)
