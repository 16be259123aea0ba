"""Everything that was decided about a dossier, with its place in the chained trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from entities.names import name_of
from entities.vocabulary import Capacity, Role
from workflows.form_fields import evidence_fields
from workflows.models import Attachment, Decision, TraceEntry
from workflows.stages import Evidence, Stage


@dataclass(frozen=True)
class Act:
    """One decision as staff read it.

    Args:
        decision: the row.
        person: name, when the account still exists.
        role: role and capacity in which they acted.
        evidence: label and value of what was stated.
        sequence: number of its entry in the trace; ``None`` when it is missing.
        hash: hash of that entry.
        attachments: files that came with it.
    """

    decision: Decision
    person: str
    role: str
    evidence: tuple[tuple[str, str], ...]
    sequence: int | None
    hash: str
    attachments: tuple[Attachment, ...]

    @property
    def target(self) -> str:
        """Where a return sent the dossier."""
        return str(Stage(self.decision.target).label) if self.decision.target else ""


def history_of(
    decisions: Sequence[Decision],
    names: Mapping[int, Any],
    attachments: Sequence[Attachment],
) -> list[Act]:
    """The acts on a dossier, newest first (one query for the trace).

    Args:
        decisions: oldest first; pages that came from another dossier bring theirs along.
        names: people by id.
        attachments: files of the dossier.
    """
    subjects = {f"dossier:{decision.dossier_id}" for decision in decisions}
    entries = {
        entry.data.get("decision"): entry
        for entry in TraceEntry.objects.filter(subject__in=subjects)
    }
    labels = evidence_labels()
    return [
        _act(decision, names, entries.get(decision.pk), labels, attachments)
        for decision in reversed(decisions)
    ]


def _act(
    decision: Decision,
    names: Mapping[int, Any],
    entry: TraceEntry | None,
    labels: Mapping[str, str],
    attachments: Sequence[Attachment],
) -> Act:
    role = str(Role(decision.role).label) if decision.role in Role.values else decision.role
    if decision.capacity in Capacity.values and decision.capacity != Capacity.TITULAR:
        role = f"{role} ({Capacity(decision.capacity).label})"
    return Act(
        decision=decision,
        person=name_of(names.get(decision.actor_id)),
        role=role,
        evidence=tuple(
            (labels.get(name, name), _shown(name, value))
            for name, value in decision.evidence.items()
            if value
        ),
        sequence=entry.sequence if entry else None,
        hash=entry.hash if entry else "",
        attachments=tuple(a for a in attachments if a.decision_id == decision.pk),
    )


def _shown(name: str, value: str) -> str:
    day = parse_date(value) if name.endswith("_date") else None
    return date_format(day, "SHORT_DATE_FORMAT") if day else value


def evidence_labels() -> dict[str, str]:
    """Labels of everything a decision may state, from the forms that ask for it."""
    labels = {"oficio": str(_("Número de oficio")), "control_report": str(_("Informe de control"))}
    for evidence in Evidence:
        for name, field in evidence_fields(evidence).items():
            labels[name] = str(field.label)
    return labels
