"""«Importar»: bring a file, see what each row would do, confirm, and see what was done."""

from __future__ import annotations

import hashlib
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from carta_pages.forms.importing import ImportForm, chosen_in, field_name, options_of, samples
from carta_pages.importing.columns import Subject
from carta_pages.importing.exporting import Drafts
from carta_pages.importing.files import BrokenFileError
from carta_pages.importing.reading import FileRead
from carta_pages.importing.reporting import Outcome, Report
from carta_pages.importing.writing import CSV, XLSX, as_comma, as_workbook, drafts_of, template
from carta_pages.models import ImportRun
from carta_pages.registries import row_importers
from carta_pages.services import import_runs
from carta_pages.services.import_file import preview_file
from entities import roles
from entities.models import Entity
from entities.roles import Role
from entities.sanitize import one_line
from workflows import access
from workflows.errors import Refused
from workflows.gate import answers
from workflows.verdicts import no

if TYPE_CHECKING:
    from django.http import HttpRequest

WRITERS = (Role.UNI, Role.CAL)
ROWS_ON_PAGE = 100
RUNS_SHOWN = 10
PREVIEW_SECONDS = 120
SAMPLE_ROWS = 2
State = ImportRun.State
FILTERS = {"avisos": _("Con avisos"), **{o.value: o.label for o in Outcome}}
WHOLE_TEMPLATE = "plantilla.xlsx"


def templates() -> dict[str, Subject | None]:
    """Sheets to fill in, by file name; those of another room while it is installed."""
    found = {
        WHOLE_TEMPLATE: None,
        "compromisos.csv": Subject.CARTA,
        "anexo.csv": Subject.ANNEX,
    }
    return found | ({"series.csv": Subject.SERIES} if Subject.SERIES.value in row_importers else {})


def may_import(user: Any) -> bool:
    """Whether the person writes services or commitments of some entity."""
    return bool(roles.entity_ids(user, WRITERS))


def _refused(request: HttpRequest) -> HttpResponse:
    who = _("Puede hacerlo la unidad responsable o la oficina de calidad de una entidad.")
    return answers.forbidden(request, no(_("Usted no importa compromisos."), who))


@never_cache
@transaction.non_atomic_requests  # a file is read first, as long as that takes; then it is kept
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Bring a file; the latest imports; what to download."""
    if not may_import(request.user):
        return _refused(request)
    own = Entity.objects.filter(pk__in=roles.entity_ids(request.user, WRITERS)).order_by("name")
    form = ImportForm(request.POST or None, request.FILES or None, entities=own)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                run = import_runs.keep_file(
                    form.cleaned_data["entity"], request.user, file.read(), one_line(file.name)
                )
                return redirect("carta_import_run", run.pk)
            except BrokenFileError as error:
                form.add_error("file", str(error))
    runs = ImportRun.objects.filter(entity__in=own).defer("content", "report")
    seen = [run for run in runs[: RUNS_SHOWN * 3] if _sees(request.user, run)][:RUNS_SHOWN]
    context = {"form": form, "entities": own, "runs": seen, "templates": templates()}
    return render(request, "carta_pages/admin/imports.html", context, status=status)


def _sees(user: Any, run: ImportRun) -> bool:
    """Whoever brought the file while they still write there, and the quality office.

    One that the quality office shares is seen by whoever writes in its entity.
    """
    if roles.has_role(user, Role.CAL, entity_id=run.entity_id):
        return True
    offered = run.started_by_id == user.pk or run.state == State.SHARED
    return offered and run.entity_id in roles.entity_ids(user, WRITERS)


@never_cache
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its columns, its preview, its progress, its result."""
    run = get_object_or_404(ImportRun.objects.select_related("entity"), pk=pk)
    if not _sees(request.user, run):
        raise Http404
    if request.method == "POST":
        return _act(request, run)
    return _show(request, run)


def _act(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Only whoever brought the file decides about it: their roles judge its rows."""
    if run.state == State.SHARED:
        return _act_on_shared(request, run)
    if run.started_by_id != request.user.pk:
        who = _("Puede hacerlo quien subió el archivo; usted puede subirlo también.")
        return answers.forbidden(request, no(_("Esta importación no es suya."), who))
    action = request.POST.get("action", "")
    try:
        if action == "columns":
            read = import_runs.open_run(run)
            import_runs.choose_columns(run, chosen_in(read, request.POST))
        elif action == "import":
            import_runs.begin_run(run)
        elif action == "share" and _is_quality(request.user, run):
            shared = import_runs.share_run(run)
            messages.success(
                request, _("Las unidades de la entidad ven el archivo en «Importar» por 30 días.")
            )
            return redirect("carta_import_run", shared.pk)
        elif action == "drop":
            import_runs.drop_run(run)
            messages.success(request, _("El archivo se descartó y ya no se guarda."))
            return redirect("carta_import")
        else:
            return _show(request, run, _("Elija qué hacer con el archivo."), 400)
    except Refused as error:
        return answers.forbidden(request, error.verdict, status=409)
    except BrokenFileError as error:
        return _show(request, run, str(error), 400)
    return redirect("carta_import_run", run.pk)


def _is_quality(user: Any, run: ImportRun) -> bool:
    return bool(roles.has_role(user, Role.CAL, entity_id=run.entity_id))


def _act_on_shared(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Whoever writes in the entity takes it as their own; the quality office takes it back."""
    action = request.POST.get("action", "")
    try:
        if action == "take":
            return redirect("carta_import_run", import_runs.take_run(run, request.user).pk)
        if action == "drop" and _is_quality(request.user, run):
            import_runs.stop_sharing(run)
            messages.success(request, _("El archivo ya no se comparte ni se guarda."))
            return redirect("carta_import")
    except Refused as error:
        return answers.forbidden(request, error.verdict, status=409)
    except BrokenFileError as error:
        return _show(request, run, str(error), 400)
    return _show(request, run, _("Elija qué hacer con el archivo."), 400)


def _show(request: HttpRequest, run: ImportRun, error: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "run": run,
        "is_own": run.started_by_id == request.user.pk,
        "is_quality": _is_quality(request.user, run),
        "error": error or run.error,
        "progress": import_runs.progress_of(run) if run.state == State.RUNNING else None,
        "is_interrupted": import_runs.is_interrupted(run),
    }
    report = Report.from_json(run.report) if run.report else None
    if run.state == State.WAITING and context["is_own"]:
        try:
            read = import_runs.open_run(run)
            context["sheets"] = _sheets(read)
            report = _preview(request.user, run, read)
        except (BrokenFileError, Refused) as refusal:
            context["error"] = context["error"] or str(refusal)
    if report is not None:
        context |= _rows(request, report)
    return render(request, "carta_pages/admin/import_run.html", context, status=status)


def _preview(user: Any, run: ImportRun, read: FileRead) -> Report:
    """Asked once for the pages of one preview; the import itself asks everything again."""
    chosen = json.dumps([sheet.mapping.keys for sheet in read.sheets])
    told = hashlib.sha256(chosen.encode()).hexdigest()
    key = f"import-preview:{run.pk}:{user.pk}:{told}"
    kept = cache.get(key)
    if kept is None:
        kept = preview_file(run.entity, user, read).as_json()
        cache.set(key, kept, PREVIEW_SECONDS)
    return Report.from_json(kept)


def _sheets(read: FileRead) -> list[dict[str, Any]]:
    found = []
    for place, sheet in enumerate(read.sheets):
        below = (line for line in sheet.table.lines() if line.number > sheet.mapping.row)
        said = samples(sheet, list(islice(below, SAMPLE_ROWS)))
        columns = [
            {
                "name": field_name(place, column),
                "heading": heading or _("(sin encabezado)"),
                "key": sheet.mapping.keys[column],
                "samples": said[column],
            }
            for column, heading in enumerate(sheet.mapping.headings)
        ]
        found.append({"name": sheet.table.name, "columns": columns, "options": options_of(sheet)})
    return found


def _rows(request: HttpRequest, report: Report) -> dict[str, Any]:
    chosen = request.GET.get("ver", "")
    rows = report.rows
    if chosen == "avisos":
        rows = [row for row in rows if row.warnings]
    elif chosen in FILTERS:
        rows = [row for row in rows if row.outcome == chosen]
    counts = report.counts
    filters = [(name, label, counts[name]) for name, label in FILTERS.items() if counts[name]]
    return {
        "report": report,
        "rows": Paginator(rows, ROWS_ON_PAGE).get_page(request.GET.get("p")),
        "filters": filters,
        "chosen": chosen if chosen in FILTERS else "",
        "total": len(report.rows),
        "taken": counts[Outcome.CREATES] + counts[Outcome.UPDATES],
    }


@require_safe
def import_template(request: HttpRequest, name: str) -> HttpResponse:
    """An empty sheet with the headings that are read and one example row."""
    if not may_import(request.user):
        return _refused(request)
    known = templates()
    if name not in known:
        raise Http404
    subject = known[name]
    if subject is None:
        subjects = [one for one in known.values() if one is not None]
        return _download(as_workbook({one: template(one) for one in subjects}), XLSX, name)
    return _download(as_comma(subject, template(subject)), CSV, name)


@never_cache
@require_safe
def import_export(request: HttpRequest, entity_id: int) -> HttpResponse:
    """The drafts that the person reads, as a workbook that imports to the same drafts."""
    if entity_id not in roles.entity_ids(request.user, WRITERS):
        raise Http404
    entity = get_object_or_404(Entity, pk=entity_id)
    readers = access.DRAFT_READERS[access.Situation.DRAFT]
    drafts = Drafts(entity, lambda page: access.holds_any(request.user, readers, page))
    rows = {subject: drafts_of(subject, found) for subject, found in drafts.rows().items()}
    return _download(as_workbook(rows), XLSX, f"borradores-{entity.slug}.xlsx")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
