"""One file, all its sheets: drafts here, and what other rooms take from it, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from carta_pages.importing.columns import Subject
from carta_pages.importing.files import BrokenFileError
from carta_pages.importing.matching import registers_of
from carta_pages.importing.reporting import Report
from carta_pages.registries import row_importers
from carta_pages.services.import_drafts import Progress, import_drafts, preview_import
from carta_pages.services.import_memory import remember_columns

if TYPE_CHECKING:
    from carta_pages.importing.reading import FileRead
    from entities.models import Entity

OURS = {Subject.CARTA, Subject.ANNEX}


def preview_file(entity: Entity, user: Any, read: FileRead) -> Report:
    """What importing the file would do with each row; nothing is written.

    Raises:
        BrokenFileError: a sheet lacks a column it needs, or rows turn out not to be readable.
        Refused: the entity has no carta.
    """
    return _whole(entity, user, read, preview_import, writes=False)


@transaction.atomic
def import_file(
    entity: Entity, user: Any, read: FileRead, progress: Progress | None = None
) -> Report:
    """Import every sheet of the file in one transaction, and remember its headings.

    Raises:
        BrokenFileError: as the preview.
        Refused: the entity has no carta.
    """

    def write(entity: Entity, user: Any, rows: Any, annex: Any) -> Report:
        return import_drafts(entity, user, rows, annex, progress)

    report = _whole(entity, user, read, write, writes=True)
    remember_columns(entity, read)
    return report


def _whole(
    entity: Entity,
    user: Any,
    read: FileRead,
    drafts: Callable[[Any, Any, Any, Any], Report],
    *,
    writes: bool,
) -> Report:
    if read.missing:
        raise BrokenFileError(" ".join(read.missing))
    registers = registers_of(entity)
    subjects = {sheet.mapping.subject for sheet in read.sheets}
    report = Report(notes=list(read.notes))
    if subjects & OURS:
        done = drafts(
            entity,
            user,
            read.rows(Subject.CARTA, registers),
            read.rows(Subject.ANNEX, registers),
        )
        report.rows += done.rows
        report.born = done.born
    for subject in sorted(subjects - OURS, key=lambda one: one.value):
        importer = row_importers.get(subject.value)
        if importer is None:
            report.notes.append(_("Esta instalación no guarda series históricas."))
        else:
            found = read.rows(subject, registers)
            done = importer(entity, user, found, writes=writes, born=report.born)
            report.rows += done.rows
    if not report.rows:
        raise BrokenFileError(_("El archivo no tiene filas con datos."))
    return report
