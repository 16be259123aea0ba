"""The service can be postulated (R16-R17, R41)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carta_pages.models.vocabulary import DesignStatus, OperationStatus
from carta_pages.requirements.rowtools import cell, missing_cells, missing_values
from carta_pages.requirements.rules import (
    CITED,
    SERVICE_ADVISED,
    SERVICE_DATA,
    SERVICE_OPERATING,
    SERVICE_PROCESS,
    SERVICE_SHEET,
)
from entities import clock

if TYPE_CHECKING:
    from carta_pages.models import ServicePage
    from workflows.registries import Finding

WANTED = (
    ("responsible_unit_id", gettext_lazy("la unidad responsable")),
    ("description", gettext_lazy("la descripción del servicio")),
    ("obtains", gettext_lazy("qué obtiene la persona")),
    ("beneficiaries", gettext_lazy("a quién está dirigido")),
    ("coverage", gettext_lazy("la cobertura")),
)
ADVISED = (
    ("accessibility", gettext_lazy("cómo se asegura la accesibilidad")),
    ("priority_attention", gettext_lazy("cómo se da la atención prioritaria")),
)


def check(page: ServicePage) -> Iterator[Finding]:
    """Everything a service must say before it is postulated."""
    yield from missing_values(SERVICE_DATA, page, WANTED)
    yield from missing_values(SERVICE_ADVISED, page, ADVISED)
    if not (page.contact_phone or page.contact_email):
        yield SERVICE_DATA.broken(_("Falta un teléfono o un correo de contacto."), "contact_phone")
    yield from _channels(page)
    yield from _backing(page)
    yield from _sheet(page)
    yield from _advice(page)


def _channels(page: ServicePage) -> Iterator[Finding]:
    rows = list(page.channels.all())
    if not rows:
        yield SERVICE_DATA.broken(_("Agregue al menos un canal de atención."), "channels")
    yield from missing_cells(
        SERVICE_DATA, "channels", _("Canal"), rows, (("kind", _("la clase de canal")),)
    )
    for index, row in enumerate(rows):
        if not (row.detail or row.url):
            yield SERVICE_DATA.broken(
                _("Canal %d. Falta: dónde o con qué número.") % (index + 1),
                cell("channels", index, "detail"),
            )


def _backing(page: ServicePage) -> Iterator[Finding]:
    processes = list(page.processes.all())
    if not any(row.name for row in processes):
        yield SERVICE_PROCESS.broken(_("Agregue el proceso que respalda el servicio."), "processes")
    if page.design_status != DesignStatus.VALIDATED:
        yield SERVICE_OPERATING.broken(
            _("El diseño del servicio debe estar validado institucionalmente."), "design_status"
        )
    if page.operation_status != OperationStatus.OPERATING:
        yield SERVICE_OPERATING.broken(
            _("El servicio debe estar en operación."), "operation_status"
        )


def _sheet(page: ServicePage) -> Iterator[Finding]:
    if not page.sheet_code:
        yield SERVICE_SHEET.broken(_("Falta el código de la ficha de servicio."), "sheet_code")
    if page.sheet_valid_until is None:
        yield SERVICE_SHEET.broken(
            _("Falta hasta cuándo está vigente la ficha de servicio."), "sheet_valid_until"
        )
    elif page.sheet_valid_until < clock.today():
        yield SERVICE_SHEET.broken(_("La ficha de servicio está vencida."), "sheet_valid_until")
    if not page.sheet_document_id:
        yield SERVICE_ADVISED.broken(_("Adjunte el documento de la ficha."), "sheet_document")


def _advice(page: ServicePage) -> Iterator[Finding]:
    for relation, message in (
        ("providers", _("Diga qué unidades prestan el servicio.")),
        ("requirements", _("Diga qué requisitos debe llevar la persona.")),
        ("costs", _("Diga cuánto cuesta; escriba 0 si es gratuito.")),
    ):
        if not getattr(page, relation).all():
            yield SERVICE_ADVISED.broken(message, relation)
    if not page.citations.all():
        yield CITED.broken(_("Cite la norma que rige el servicio."), "citations")
    for index, row in enumerate(page.procedures.all()):
        host = urlsplit(row.url).hostname or ""
        if row.url and host != "gob.ec" and not host.endswith(".gob.ec"):
            yield SERVICE_ADVISED.broken(
                _("Trámite %d: el enlace no es de gob.ec.") % (index + 1),
                cell("procedures", index, "url"),
            )
