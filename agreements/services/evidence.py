"""Keep evidence: the file once, with its hash; what it says may be corrected (R39, R64, R218)."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import FileExtensionValidator
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Evidence
from agreements.selectors.subjects import belongs
from agreements.services.keeping import keep, locked
from agreements.vocabulary import INSTRUMENTS, EvidenceKind, Subject
from entities import clock
from entities.errors import Problem
from entities.file_signatures import check_file_signature
from entities.models import Entity
from entities.sanitize import one_line
from workflows.forms import FILE_TYPES, MAX_FILE


@transaction.atomic
def add_evidence(
    entity: Entity,
    *,
    subject_kind: str,
    subject: UUID,
    upload: Any,
    actor_id: int | None,
    **values: Any,
) -> Evidence:
    """Keep a file that shows something about a factor, an agreement, a level or a standard.

    Args:
        entity: whose; the thing it supports must be of the same one.
        subject_kind: value of ``Subject``.
        subject: identity of that thing.
        upload: the file, of a kind in ``FILE_TYPES``, at most ``MAX_FILE`` bytes.
        actor_id: who.
        values: ``kind``, ``title``, ``dated_on``, ``author``, ``sample``, ``finding``, ``code``,
            ``version``, ``is_public``.

    Raises:
        RuleViolation: what is missing or wrong.
    """
    problems = _problems(subject_kind, values)
    if not belongs(subject_kind, subject, entity.pk):
        problems.append(Problem("target", _("Elija algo de la propia entidad.")))
    file_values, file_problems = _file(upload)
    row = Evidence(entity=entity, subject_kind=subject_kind, subject=subject, **file_values)
    return keep(
        row,
        values,
        actor_id=actor_id,
        first=_("Evidencia agregada."),
        problems=[*problems, *file_problems],
    )


@transaction.atomic
def correct_evidence(
    evidence: Evidence, *, actor_id: int | None, reason: str, **values: Any
) -> Evidence:
    """Correct what is said of a file, or say that it no longer counts; the file stays.

    Raises:
        RuleViolation: what is missing or wrong, or no reason.
    """
    row = locked(evidence)
    names = ("kind", "dated_on", "sample", "finding", "code", "version")
    present = {name: getattr(row, name) for name in names}
    problems = _problems(row.subject_kind, {**present, **values})
    return keep(row, values, actor_id=actor_id, reason=reason, problems=problems)


def _problems(subject_kind: str, values: dict[str, Any]) -> list[Problem]:
    problems = []
    dated_on = values.get("dated_on")
    if dated_on and dated_on > clock.today():
        problems.append(Problem("dated_on", _("La fecha no puede ser futura.")))
    if subject_kind == Subject.FACTOR:
        if not (values.get("sample") or "").strip():
            problems.append(Problem("sample", _("Diga la muestra o la cobertura.")))
        if not (values.get("finding") or "").strip():
            problems.append(Problem("finding", _("Diga qué se encontró.")))
    if subject_kind == Subject.AGREEMENT and is_instrument(values.get("kind", "")):
        problems += [
            Problem(name, _("Un instrumento lleva código y versión."))
            for name in ("code", "version")
            if not (values.get(name) or "").strip()
        ]
    return problems


def is_instrument(kind: str) -> bool:
    """Whether a kind of evidence is a technical document (R63)."""
    return kind in EvidenceKind.values and EvidenceKind(kind) in INSTRUMENTS


def _file(upload: Any) -> tuple[dict[str, Any], list[Problem]]:
    if not upload:
        return {}, [Problem("file", _("Adjunte el archivo."))]
    if upload.size > MAX_FILE:
        most = MAX_FILE // (1024 * 1024)
        return {}, [Problem("file", _("El archivo puede pesar hasta %d MB.") % most)]
    try:
        FileExtensionValidator(FILE_TYPES)(upload)
        check_file_signature(upload)
    except ValidationError as error:
        return {}, [Problem("file", message) for message in error.messages]
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    name = one_line(upload.name)[:200] or "evidencia"
    values = {
        "file": File(upload, name=upload.name),
        "file_name": name,
        "size": upload.size,
        "sha256": digest.hexdigest(),
    }
    return values, []
