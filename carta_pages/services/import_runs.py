"""A file brought to the screen: kept while somebody decides, imported once, then emptied."""

from __future__ import annotations

import logging
from copy import copy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carta_pages.importing.files import BrokenFileError
from carta_pages.importing.matching import remembered_of
from carta_pages.importing.reading import FileRead, read_file
from carta_pages.models import ImportRun
from carta_pages.services.import_file import import_file
from entities import clock
from workflows.errors import OutsideTheMachine, Refused
from workflows.verdicts import no

if TYPE_CHECKING:
    from entities.models import Entity

State = ImportRun.State
KEPT_FOR = timedelta(days=1)
SHARED_FOR = timedelta(days=30)
SILENT_FOR = timedelta(minutes=15)
"""After so long without a step an import counts as interrupted, and may begin again."""
_OVER = gettext_lazy("La importación ya empezó o ya terminó.")
_log = logging.getLogger("carta.import")


def keep_file(entity: Entity, user: Any, content: bytes, name: str) -> ImportRun:
    """Keep a file for its preview; one that waited from the same person before goes.

    It is read before the transaction: however long that takes, nobody waits to write.

    Raises:
        BrokenFileError: it cannot be read.
    """
    read_file(content, name, remembered_of(entity))
    return _kept(entity, user, content, name)


@transaction.atomic
def _kept(entity: Entity, user: Any, content: bytes, name: str) -> ImportRun:
    waiting = ImportRun.objects.filter(entity=entity, started_by_id=user.pk, state=State.WAITING)
    waiting.update(state=State.DROPPED, content=b"", finished_at=clock.now())
    return ImportRun.objects.create(
        entity=entity,
        started_by_id=user.pk,
        file_name=name[:255],
        content=content,
        size=len(content),
        created_at=clock.now(),
    )


def open_run(run: ImportRun) -> FileRead:
    """The kept file with the columns that the person chose.

    Raises:
        BrokenFileError: it is not kept any more, or a choice does not hold.
    """
    if not run.content:
        raise BrokenFileError(_("El archivo ya no se guarda: súbalo de nuevo."))
    read = read_file(bytes(run.content), run.file_name, remembered_of(run.entity))
    chosen = {
        int(place): tuple(keys)
        for place, keys in run.chosen.items()
        if int(place) < len(read.sheets)
    }
    return read.mapped(chosen)


def choose_columns(run: ImportRun, chosen: dict[int, tuple[str, ...]]) -> None:
    """Keep what the person says that the columns mean; the file is read before, as when kept.

    Raises:
        BrokenFileError: two columns of a sheet have the same meaning.
        Refused: the file does not wait any more.
    """
    tried = copy(run)
    tried.chosen = {str(place): list(keys) for place, keys in chosen.items()}
    open_run(tried)
    with transaction.atomic():
        stored = _locked(run.pk, State.WAITING)
        stored.chosen = tried.chosen
        stored.save(update_fields=["chosen"])


@transaction.atomic
def begin_run(run: ImportRun) -> None:
    """Say that the import begins; its drafts are written after the commit.

    Raises:
        Refused: it began already, or is over.
    """
    stored = ImportRun.objects.select_for_update().get(pk=run.pk)
    if stored.state != State.WAITING and not is_interrupted(stored):
        raise Refused(no(str(_OVER)))
    stored.state, stored.started_at = State.RUNNING, clock.now()
    stored.save(update_fields=["state", "started_at"])
    cache.delete(_progress_key(run.pk))
    transaction.on_commit(lambda: _enqueue(run.pk))


def _enqueue(pk: int) -> None:
    from carta_pages.tasks import run_import

    run_import.enqueue(pk)


@transaction.atomic
def drop_run(run: ImportRun) -> None:
    """Let a file go that waits.

    Raises:
        Refused: it does not wait any more.
    """
    stored = _locked(run.pk, State.WAITING)
    _finish(stored, State.DROPPED)


@transaction.atomic
def share_run(run: ImportRun) -> ImportRun:
    """Offer a file that waits to the units of its entity; an earlier one of the person goes.

    Whoever shares writes nothing of the units' pages: each unit takes the file and imports it
    in its own roles, and is the author of what it brings (ADR 0023).

    Args:
        run: the file as the quality office brought it; it goes on waiting.

    Returns:
        the copy that the units see.

    Raises:
        Refused: the file does not wait any more.
    """
    waiting = _locked(run.pk, State.WAITING)
    for earlier in ImportRun.objects.select_for_update().filter(
        entity=run.entity, started_by_id=run.started_by_id, state=State.SHARED
    ):
        _finish(earlier, State.DROPPED)
    return ImportRun.objects.create(
        entity=run.entity,
        started_by_id=run.started_by_id,
        file_name=waiting.file_name,
        content=waiting.content,
        size=waiting.size,
        chosen=waiting.chosen,
        state=State.SHARED,
        created_at=clock.now(),
    )


def take_run(run: ImportRun, user: Any) -> ImportRun:
    """Bring a shared file as one's own, with the columns as they were chosen.

    Raises:
        BrokenFileError: it cannot be read.
        Refused: it is not shared any more.
    """
    with transaction.atomic():
        shared = _locked(run.pk, State.SHARED)
    own = keep_file(run.entity, user, bytes(shared.content), shared.file_name)
    own.chosen = shared.chosen
    own.save(update_fields=["chosen"])
    return own


@transaction.atomic
def stop_sharing(run: ImportRun) -> None:
    """Take a shared file back; what units brought of it stays theirs.

    Raises:
        Refused: it is not shared any more.
    """
    _finish(_locked(run.pk, State.SHARED), State.DROPPED)


def do_run(pk: int) -> str:
    """Import the file of a run that was begun; all of it and its end in one transaction.

    The file is read before that transaction, as when it is kept.

    Returns:
        the state in which it is left.
    """
    try:
        run = ImportRun.objects.select_related("entity").get(pk=pk)
        if run.state != State.RUNNING:
            return str(run.state)
        read = open_run(run).held()
        with transaction.atomic():
            run = ImportRun.objects.select_for_update().get(pk=pk)
            if run.state != State.RUNNING:
                return str(run.state)
            user = get_user_model()._default_manager.get(pk=run.started_by_id)
            report = import_file(run.entity, user, read, lambda a, b: _tell(pk, a, b))
            run.report = report.as_json()
            _finish(run, State.DONE)
            return str(run.state)
    except (BrokenFileError, Refused, OutsideTheMachine) as error:
        why = str(error)
    except Exception:  # noqa: BLE001  (whatever it was, the person must be told)
        _log.exception("import %s failed", pk)
        why = _("Algo falló y no se guardó nada. Vuelva a intentarlo; si se repite, avise.")
    with transaction.atomic():
        run = _locked(pk, State.RUNNING)
        run.error = why
        _finish(run, State.FAILED)
    return str(State.FAILED)


def _finish(run: ImportRun, state: ImportRun.State) -> None:
    run.state, run.content, run.finished_at = state, b"", clock.now()
    run.save()
    cache.delete(_progress_key(run.pk))


def _locked(pk: int, state: ImportRun.State) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=pk)
    if run.state != state:
        shared = state == State.SHARED
        why = _("El archivo ya no se comparte.") if shared else _OVER
        raise Refused(no(str(why)))
    return run


def is_interrupted(run: ImportRun) -> bool:
    """Whether a begun import has taken no step for so long that nobody does it any more."""
    return (
        run.state == State.RUNNING
        and progress_of(run) is None
        and run.started_at is not None
        and clock.now() - run.started_at > SILENT_FOR
    )


def progress_of(run: ImportRun) -> tuple[int, int] | None:
    """(pages done, pages in all) of an import under way, as its process last told."""
    told = cache.get(_progress_key(run.pk))
    return (int(told[0]), int(told[1])) if told else None


def _tell(pk: int, done: int, total: int) -> None:
    # In the cache: what the transaction itself writes nobody sees before its end.
    if done == total or done % 10 == 1:
        cache.set(_progress_key(pk), [done, total], int(SILENT_FOR.total_seconds()))


def _progress_key(pk: int) -> str:
    return f"import-progress:{pk}"


def forget_files(today: date) -> str:
    """Empty what nobody decided about within a day, or shared a month ago; for the daily work."""
    now = clock.now()
    waits = Q(state__in=[State.WAITING, State.RUNNING], created_at__lt=now - KEPT_FOR)
    shared = Q(state=State.SHARED, created_at__lt=now - SHARED_FOR)
    old = ImportRun.objects.filter(waits | shared)
    count = old.update(state=State.DROPPED, content=b"", finished_at=clock.now())
    return _("Archivos por importar que se dejaron de guardar: %d.") % count
