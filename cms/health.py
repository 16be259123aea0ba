"""``/salud/``: whether this installation does its work, for a person and for a monitor.

Three verdicts. «falla» answers 503: the site should not be trusted until somebody looks. «aviso»
answers 200: citizens are served, and somebody should look today. Nothing here is secret: no
versions, no paths, no names, no text of an error.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from workflows import triggers
from workflows.models import Notice, PublishedHead

OUTBOX_MAY_WAIT = timedelta(hours=24)
DAILY_MAY_WAIT = timedelta(days=2)
LEAST_FREE_BYTES = 300 * 1024 * 1024
MIGRATIONS_ARE_READ_EVERY_SECONDS = 60


class State(StrEnum):
    GOOD = "bien"
    WARNING = "aviso"
    FAILURE = "falla"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: ``key`` for a monitor, the rest for people."""

    key: str
    name: str
    state: State
    detail: str


@require_safe
@never_cache
@vary_on_headers("Accept")
def health(request: HttpRequest) -> HttpResponse:
    findings = examine()
    worst = _worst(findings)
    status = 503 if worst is State.FAILURE else 200
    if request.accepts("text/html") and "text/html" in request.headers.get("Accept", ""):
        context = {"findings": findings, "worst": worst.value, "at": timezone.now()}
        return render(request, "cms/health.html", context, status=status)
    body = {
        "estado": worst,
        "hora": timezone.localtime().isoformat(timespec="seconds"),
        "comprobaciones": [asdict(finding) for finding in findings],
    }
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def examine() -> list[Finding]:
    """Look at everything; without a database nothing else can be asked of it."""
    database = _database()
    if database.state is State.FAILURE:
        return [database, _space()]
    looks: list[Callable[[], Finding]] = [_migrations, _guards, _daily, _outbox]
    return [database, *(_carefully(look) for look in looks), _space()]


def _worst(findings: list[Finding]) -> State:
    states = {finding.state for finding in findings}
    return next(state for state in (State.FAILURE, State.WARNING, State.GOOD) if state in states)


def _carefully(look: Callable[[], Finding]) -> Finding:
    """A table that is missing makes its own line a failure and leaves the others to be told."""
    try:
        return look()
    except DatabaseError:
        key = look.__name__.strip("_")
        return Finding(key, _("Consulta interna"), State.FAILURE, _("No se pudo consultar."))


def _database() -> Finding:
    name = _("Base de datos")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Finding("database", name, State.FAILURE, _("No responde."))
    return Finding("database", name, State.GOOD, _("Responde."))


class _Pending:
    """Reading every migration file takes a tenth of a second, so it is remembered for a minute."""

    count = 0
    read_at = float("-inf")

    @classmethod
    def get(cls) -> int:
        if time.monotonic() - cls.read_at > MIGRATIONS_ARE_READ_EVERY_SECONDS:
            executor = MigrationExecutor(connection)
            cls.count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            cls.read_at = time.monotonic()
        return cls.count


def _migrations() -> Finding:
    name = _("Versión de la base de datos")
    if pending := _Pending.get():
        detail = ngettext(
            "Falta aplicar %(n)d cambio.", "Faltan por aplicar %(n)d cambios.", pending
        ) % {"n": pending}
        return Finding("migrations", name, State.FAILURE, detail)
    return Finding("migrations", name, State.GOOD, _("Al día."))


def _guards() -> Finding:
    name = _("Guardas de la historia")
    if missing := triggers.missing():
        detail = ngettext("Falta %(n)d guarda.", "Faltan %(n)d guardas.", len(missing)) % {
            "n": len(missing)
        }
        return Finding("guards", name, State.FAILURE, detail)
    return Finding("guards", name, State.GOOD, _("Todas están puestas."))


def _daily() -> Finding:
    name = _("Tareas diarias")
    last = PublishedHead.objects.aggregate(last=Max("day"))["last"]
    if last is None:
        return Finding("daily", name, State.WARNING, _("Todavía no se han ejecutado."))
    late = timezone.localdate() - last > DAILY_MAY_WAIT
    detail = _("Última ejecución: %(day)s.") % {"day": date_format(last)}
    return Finding("daily", name, State.WARNING if late else State.GOOD, detail)


def _outbox() -> Finding:
    name = _("Correo por enviar")
    # What could not be sent (nobody's address, too many attempts) waits for nothing any more.
    waiting = Notice.objects.filter(mail=Notice.Mail.PENDING)
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    if oldest is None:
        return Finding("outbox", name, State.GOOD, _("Nada pendiente."))
    hours = int((timezone.now() - oldest) / timedelta(hours=1))
    detail = ngettext(
        "El aviso más antiguo espera desde hace %(n)d hora.",
        "El aviso más antiguo espera desde hace %(n)d horas.",
        hours,
    ) % {"n": hours}
    late = timezone.now() - oldest > OUTBOX_MAY_WAIT
    return Finding("outbox", name, State.WARNING if late else State.GOOD, detail)


def _space() -> Finding:
    name = _("Espacio en disco")
    folder = Path(settings.VAR_DIR)
    free = shutil.disk_usage(folder if folder.exists() else folder.anchor).free
    if free < LEAST_FREE_BYTES:
        return Finding("space", name, State.WARNING, _("Queda muy poco."))
    return Finding("space", name, State.GOOD, _("Suficiente."))
