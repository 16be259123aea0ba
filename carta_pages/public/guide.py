"""What the visual guide shows: made-up content of every length, marked as made up.

The partials are the real ones; only the words are invented, so that a component is seen at its
shortest, at its longest and empty before any entity writes it so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from carta_pages.public import wording
from carta_pages.public.icons import icons
from carta_pages.public.presenters.changes import ChangeLine
from carta_pages.public.say import Way
from workflows.diff import word_parts

#: The tokens of colour, with what each is for.
COLOURS = (
    ("paper", "ink"), ("surface", "ink"), ("tint", "ink"), ("band", "on-band"),
    ("good-tint", "good"), ("bad-tint", "bad"),
)  # fmt: skip

SHORT = "Sale con su RUC en 30 minutos."
LONG = (
    "Terminamos su inscripción en línea en 1 día laborable o menos en al menos 95 de cada 100 "
    "solicitudes, sin que usted venga, y si falta un documento se lo decimos una sola vez."
)
PLAIN = "Le tratamos con respeto y le explicamos cada paso."


@dataclass
class SampleReading:
    """As much of a reading as the partials ask for."""

    title: str
    edition: Any
    entity_name: str = "Entidad de muestra"
    entity_short_name: str = "EM"
    period: str = ""
    verification_url: str = ""
    url: str = "/guia-visual/"
    mode: str = "version"
    is_newest: bool = True
    is_draft: bool = False
    exclusion: Any = None
    newest: Any = field(default_factory=lambda: SimpleNamespace(number=1))
    previous_number: int = 0


def samples() -> dict[str, Any]:
    """Everything that the page's template includes."""
    return {
        "colours": COLOURS,
        "icon_names": sorted(icons()),
        "promises": [_promise(3, SHORT), _promise(12, LONG), _promise(1, PLAIN)],
        "empty_promise": _promise(0, ""),
        "scopes": _scopes(),
        "remedies": _remedies(),
        "ways": _ways(),
        "channels": _channels(),
        "changes": _changes(),
        "diffs": _diffs(),
        "shown": Paginator(range(60), 20).page(2),
        "crumbs": [],
        "columns": [_("Unidad"), _("Horario")],
        "rows": [
            [(_("Unidad"), "Agencia de muestra"), (_("Horario"), "de 08:00 a 16:30")],
            [(_("Unidad"), "Agencia de un nombre bastante más largo"), (_("Horario"), "—")],
        ],
        "errors": [("muestra-error", _("Escriba el código que quiere verificar."))],
    }


def _promise(number: int, statement: str) -> dict[str, Any]:
    edition = (
        SimpleNamespace(
            number=number,
            sha256=hashlib.sha256(statement.encode()).hexdigest(),
            legal_act=_("Acto de muestra"),
            is_exclusion=False,
        )
        if number
        else None
    )
    reading = SampleReading(
        _("Compromiso de muestra"), edition, period=wording.period(date(2026, 3, 2), None)
    )
    return {"reading": reading, "content": {"statement": statement}, "entity": "Entidad de muestra"}


def _scopes() -> list[dict[str, Any]]:
    local = SimpleNamespace(
        place="Agencia de muestra (Macas, Morona Santiago)",
        standard="como máximo 60" + wording.NBSP + "minutos",
        limit="",
        difference=wording.Difference("25 minutos más que el estándar nacional", "menos exigente"),
    )
    return [
        {"scope": [_("Todo el país")]},
        {"scope": [_("Todo el país")], "local": [local], "annex": {"url": "#alcance"}},
        {"scope": []},
    ]


def _remedies() -> list[dict[str, Any]]:
    return [
        {"description": "Le pedimos disculpas por escrito."},
        {
            "description": "Prioridad en su siguiente visita, con un código que se canjea en "
            "cualquier agencia, y una disculpa por escrito con la causa de la demora.",
            "trigger": "Cuando pasan más de 35 minutos entre la hora de su turno y la entrega.",
            "how_to_ask": "Muestre su turno en la ventanilla o llame a la entidad.",
            "deadline": "3 días laborables",
            "applied_by": "Jefatura de la agencia",
        },
    ]


def _ways() -> list[Way]:
    return [
        Way(_("Opinar"), "#avisar", "opinar", goes_out=False),
        Way(_("Reclamar"), "#avisar", "aviso", goes_out=False),
        Way(_("Pedir la medida de subsanación"), "#avisar", "subsanar", goes_out=False),
    ]


def _channels() -> list[dict[str, Any]]:
    return [
        {"kind": {"label": _("Ventanilla")}},
        {
            "kind": {"label": _("Página web")},
            "detail": "Formulario de opinión",
            "hours": "Todos los días, a toda hora",
            "priority_attention": "Personas adultas mayores y con discapacidad",
        },
    ]


def _changes() -> list[ChangeLine]:
    return [
        ChangeLine(date(2026, 9, 9), _("Compromiso de muestra"), "#linea",
                   "El estándar sube de 90 % a 92 % con el segundo turno.", 3, False),
        ChangeLine(date(2026, 6, 12), _("Otro compromiso de muestra"), "#linea",
                   "Excluido: el servicio dejó de existir.", 2, True),
        ChangeLine(date(2026, 3, 2), _("Compromiso de muestra"), "#linea",
                   "Primera publicación.", 1, False),
    ]  # fmt: skip


def _diffs() -> list[Any]:
    parts = word_parts(
        "Usted recibe su cédula en un máximo de 40 minutos.",
        "Usted recibe su cédula en un máximo de 35 minutos desde que toma su turno.",
    )
    return [
        SimpleNamespace(label=_("compromiso"), state="cambiado", is_group=False, parts=parts),
        SimpleNamespace(
            label=_("canal"), state="añadido", is_group=False, parts=(("+", "Chat en línea"),)
        ),
        SimpleNamespace(
            label=_("horario"), state="quitado", is_group=False, parts=(("-", "Solo mañanas"),)
        ),
    ]
