"""The carta's own texts are complete (R59, R122, R172)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carta_pages.models.vocabulary import RequestKind, RightKind
from carta_pages.requirements.rowtools import missing_cells, missing_values
from carta_pages.requirements.rules import (
    CARTA_REQUESTS,
    CARTA_TEXTS,
    CITED,
    IMAGE_DESCRIBED,
)

if TYPE_CHECKING:
    from carta_pages.models import CartaPage
    from workflows.registries import Finding

WANTED = (
    ("presentation", gettext_lazy("la presentación")),
    ("mission", gettext_lazy("la misión de la carta")),
    ("contact_office", gettext_lazy("la oficina responsable")),
)


def read(pages: Sequence[CartaPage]) -> None:
    """Let the cartas know their images; one query for all of them."""
    prefetch_related_objects(list(pages), "image")


def check(page: CartaPage) -> Iterator[Finding]:
    """Everything a carta must say of itself."""
    yield from missing_values(CARTA_TEXTS, page, WANTED)
    if not (page.contact_phone or page.contact_email):
        yield CARTA_TEXTS.broken(_("Falta un teléfono o un correo de contacto."), "contact_phone")
    yield from _rights(page)
    yield from _participation(page)
    yield from _complaints(page)
    if not page.citations.all():
        yield CITED.broken(_("Agregue la base legal de la carta."), "citations")
    if page.image is not None and not page.image.description:
        yield IMAGE_DESCRIBED.broken(
            _("Describa la imagen para quien no puede verla (en la ficha de la imagen)."), "image"
        )


def _rights(page: CartaPage) -> Iterator[Finding]:
    rows = list(page.rights.all())
    kinds = {row.kind for row in rows if row.text}
    if RightKind.RIGHT not in kinds:
        yield CARTA_TEXTS.broken(_("Agregue al menos un derecho de las personas."), "rights")
    if RightKind.DUTY not in kinds:
        yield CARTA_TEXTS.broken(_("Agregue al menos un deber de las personas."), "rights")
    yield from missing_cells(
        CARTA_TEXTS,
        "rights",
        _("Derecho o deber"),
        rows,
        (("kind", _("si es derecho o deber")), ("text", _("el texto"))),
    )


def _participation(page: CartaPage) -> Iterator[Finding]:
    rows = list(page.participation.all())
    if not rows:
        yield CARTA_TEXTS.broken(_("Diga cómo puede participar la gente."), "participation")
    yield from missing_cells(
        CARTA_TEXTS,
        "participation",
        _("Forma de participar"),
        rows,
        (("title", _("el título")), ("text", _("cómo se hace"))),
    )


def _complaints(page: CartaPage) -> Iterator[Finding]:
    rows = list(page.complaint_channels.all())
    kinds = {row.kind for row in rows}
    if RequestKind.COMPLAINT not in kinds:
        yield CARTA_TEXTS.broken(_("Diga dónde se presentan las quejas."), "complaint_channels")
    absent = [str(kind.label) for kind in RequestKind if kind not in kinds]
    if absent:
        yield CARTA_REQUESTS.broken(
            _("Sin canal todavía: %s.") % ", ".join(absent), "complaint_channels"
        )
    yield from missing_cells(
        CARTA_TEXTS,
        "complaint_channels",
        _("Canal"),
        rows,
        (("kind", _("para qué clase de requerimiento es")), ("text", _("cómo se presenta"))),
    )
