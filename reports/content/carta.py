"""The carta as a document: cover, contents, every service, rights, complaints, changes, proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.public import wording
from carta_pages.public.presenters import context_of
from carta_pages.public.presenters.service import price
from reports.content import imprint, promises
from reports.content.shelf import ServiceTexts, services_of

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading

Row = dict[str, Any]


def carta(reading: Reading) -> Row:
    """Data of ``carta.typ``."""
    content = reading.content
    context = context_of(reading)
    title = reading.title or _("Carta institucional de servicios")
    return {
        **imprint.imprint(
            reading, title, reading.verification_url, _("verificar esta versión de la carta")
        ),
        "kind": _("Carta institucional de servicios"),
        "presentation": promises.paragraphs(content.get("presentation")),
        "mission": promises.paragraphs(content.get("mission")),
        "rights": context["rights"],
        "duties": context["duties"],
        "services": [_service(texts) for texts in services_of(reading)],
        "participation": [
            [row.get("title") or "", _told(row.get("text"), row.get("url"))]
            for row in content.get("participation") or ()
        ],
        "complaints": complaints(content),
        "contact": promises.contact(content),
        "citations": _citations(content),
        "changes": [
            [wording.day(line.day), line.title, line.note, line.number]
            for line in context["changes"]
        ],
        "register": [
            [row["title"], row["edition"], wording.day(row["effective"]), row["sha256"][:16]]
            for row in (reading.index.rows if reading.index else ())
            if row["kind"] != "exclusion"
        ],
        "index_hash": reading.index.sha256 if reading.index else "",
        "words": words(),
    }


def complaints(content: Row) -> list[list[Any]]:
    """What for, how, and in how many days it is answered."""
    return [
        [
            (row.get("kind") or {}).get("label") or "",
            _told(row.get("text"), row.get("phone"), row.get("url")),
            _term(row.get("term_days")),
        ]
        for row in content.get("complaint_channels") or ()
    ]


def _term(days: Any) -> str:
    value = wording.decimal(days)
    if value is None:
        return ""
    unit = _("día laborable") if value == 1 else _("días laborables")
    return f"{wording.number(days)}{wording.NBSP}{unit}"


def _told(*parts: Any) -> list[str]:
    return [line for part in parts for line in promises.paragraphs(part)]


def _citations(content: Row) -> list[str]:
    return [
        ", ".join(filter(None, [norm.get("title") or norm.get("label"), row.get("provision")]))
        for row in content.get("citations") or ()
        if (norm := row.get("norm") or {})
    ]


def _service(texts: ServiceTexts) -> Row:
    content = texts.edition.content
    return {
        "title": texts.edition.title,
        "description": promises.paragraphs(content.get("description")),
        "facts": [[label, lines] for label, lines in _facts(content) if lines],
        "channels": promises.channels(content.get("channels")),
        "contact": promises.contact(content),
        "number": texts.edition.number,
        "period": wording.period(texts.edition.effective_date, None),
        "commitments": [
            promises.promise(edition, texts.annex) for _entry, edition in texts.commitments
        ],
    }


def _facts(content: Row) -> list[tuple[str, list[str]]]:
    requirements = [
        " ".join(
            filter(
                None,
                [
                    _sentence(row.get("text")),
                    _("Solo en algunos casos.") if row.get("is_optional") else "",
                    _sentence(row.get("detail")),
                ],
            )
        )
        for row in content.get("requirements") or ()
    ]
    return [
        (_("Qué obtiene"), promises.paragraphs(content.get("obtains"))),
        (_("Requisitos"), requirements),
        (_("Cuánto cuesta"), [_cost(row) for row in content.get("costs") or ()]),
        (_("Dónde se presta"), promises.paragraphs(content.get("coverage"))),
        (_("Accesibilidad"), promises.paragraphs(content.get("accessibility"))),
        (_("Atención prioritaria"), promises.paragraphs(content.get("priority_attention"))),
    ]


def _sentence(text: Any) -> str:
    words = " ".join(str(text or "").split())
    return words if not words or words[-1] in ".?!…:" else f"{words}."


def _cost(row: Row) -> str:
    amount = price(row)
    concept = str(row.get("concept") or "")
    told = f"{concept}: {amount}" if amount else concept
    condition = row.get("condition")
    return wording.bound(f"{told} ({condition})" if condition else told)


def words() -> dict[str, str]:
    """Everything the template says by itself."""
    return {
        "contents": _("Contenido"),
        "version": _("Versión %s"),
        "check": _("Compruebe esta versión"),
        "page": _("página %(page)s de %(pages)s"),
        "code": _("Código"),
        "act": _("Acto"),
        "rules": _("Rige"),
        "office": _("Responsable"),
        "presentation": _("Presentación"),
        "mission": _("Para qué existe esta carta"),
        "rights": _("Derechos y deberes"),
        "you_may": _("Usted tiene derecho a"),
        "you_must": _("Usted debe"),
        "service": _("Servicio"),
        "channels": _("Cómo se pide"),
        "contact": _("A quién preguntar"),
        "commitments": _("Compromisos de calidad"),
        "commitment": _("Compromiso de calidad"),
        "standard": _("Estándar"),
        "indicator": _("Indicador"),
        "place": _("Lugar"),
        "national": _("Todo el alcance"),
        "elsewhere": _("En estos lugares el estándar es otro"),
        "difference": _("Diferencia con el nacional"),
        "for_me": _("¿Vale para mí?"),
        "remedy": _("¿Qué recibo si no se cumple?"),
        "no_remedy": _("No hay una medida de subsanación publicada."),
        "tell": _("¿A quién aviso?"),
        "measured": _("¿Cómo se mide?"),
        "participate": _("Cómo participar"),
        "complaints": _("Quejas, consultas y sugerencias"),
        "for_what": _("Para"),
        "how": _("Cómo presentarla"),
        "term": _("Se responde en"),
        "legal": _("Base legal"),
        "changes": _("Qué cambió"),
        "day": _("Fecha"),
        "change": _("Cambio"),
        "title": _("Texto"),
        "proof": _("Cómo comprobar este documento"),
        "proof_how": _(
            "Apunte la cámara al código o escriba la dirección en un navegador. Verá el acto, las "
            "etapas que pasó y el contenido exacto de esta versión. Su huella SHA-256 debe ser la "
            "que está impresa aquí: si una sola letra cambiara, sería otra."
        ),
        "hash": _("Huella del contenido de la carta (SHA-256)"),
        "index_hash": _("Huella de la lista de textos (SHA-256)"),
        "register": _("Los textos que reúne este documento"),
        "number": _("Versión"),
        "since": _("Vigente desde"),
        "short_hash": _("Inicio de la huella"),
        "none": _("Todavía no hay servicios publicados."),
        "provisional": _(
            "Diseño provisional, hasta contar con el modelo DMCISP-01-05-2 del Ministerio del "
            "Trabajo."
        ),
    }
