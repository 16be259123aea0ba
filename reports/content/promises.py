"""A commitment as paper says it: the sentence with its number set off, and what stands behind."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from carta_pages.public import wording
from carta_pages.public.presenters.indicators import indicators_of
from workflows.models import Edition

Row = dict[str, Any]


def pieces(statement: str) -> list[list[Any]]:
    """The sentence in three parts at most, each with whether it is its figure.

    The same figure that the page on the screen sets off, kept on the line of its unit.
    """
    before, figure, after = wording.set_off(statement)
    glued = figure.replace(" ", wording.NBSP, 1)
    parts = ((before, False), (glued, True), (after, False))
    return [[words, is_figure] for words, is_figure in parts if words]


def paragraphs(text: Any) -> list[str]:
    """The lines a person wrote, empty ones left out."""
    lines = (" ".join(line.split()) for line in wording.bound(str(text or "")).splitlines())
    return [line for line in lines if line]


def promise(edition: Edition, annex: Edition | None = None) -> Row:
    """Everything a paper may say of a commitment.

    Args:
        edition: of the commitment.
        annex: the annex of its service that stands beside it.
    """
    content = edition.content
    return {
        "title": edition.title,
        "pieces": pieces(str(content.get("statement") or "")),
        "standards": [_standard(view) for view in indicators_of(content)],
        "scope": _scope(content),
        "local": local_standards(content, annex),
        "remedies": [_remedy(row) for row in content.get("remedies") or ()],
        "channels": channels(content.get("feedback_channels")),
        "number": edition.number,
        "period": wording.period(edition.effective_date, None),
        "code": edition.code,
    }


def _scope(content: Row) -> list[str]:
    named = [row.get("unit") for row in content.get("scope_units") or ()]
    named += [row.get("territory") for row in content.get("scope_territories") or ()]
    return [*wording.scope(content), *filter(None, map(wording.place, named))]


def _standard(view: Any) -> Row:
    row = view.row
    told = [
        (_("Qué se mide"), row.get("measures")),
        (_("Fórmula"), row.get("formula")),
        (_("Límite dentro de la fórmula"), row.get("parameter")),
        (_("Frecuencia"), (row.get("frequency") or {}).get("label")),
        (_("Fuente de los datos"), row.get("source")),
        (_("Quién mide"), (row.get("responsible_unit") or {}).get("label")),
        (_("Línea base"), view.baseline),
    ]
    return {
        "name": row.get("name") or row.get("code") or "",
        "words": view.standard,
        "facts": [[label, str(value)] for label, value in told if value],
    }


def local_standards(content: Row, annex: Edition | None) -> list[Row]:
    """Rows of the annex about the commitment's indicators, in the order of the annex."""
    if annex is None:
        return []
    national = {row["uuid"]: row for row in content.get("indicators") or ()}
    return [
        local_standard(row, national[row["indicator"]])
        for row in annex.content.get("rows") or ()
        if row.get("indicator") in national
    ]


def local_standard(row: Row, national: Row) -> Row:
    """One row of an annex beside the national standard."""
    difference = wording.difference(row, national)
    told = [wording.other_limit(row, national)]
    if difference is not None:
        told.append(
            f"{difference.words} ({difference.demand})" if difference.demand else difference.words
        )
    return {
        "place": wording.place(row.get("unit") or row.get("territory")),
        "indicator": row.get("indicator_name") or "",
        "words": wording.standard(row),
        "difference": [part for part in told if part],
        "why": str(row.get("justification") or ""),
    }


def _remedy(row: Row) -> Row:
    told = [
        (_("Cuándo"), row.get("trigger")),
        (_("Cómo pedirla"), row.get("how_to_ask")),
        (_("Plazo"), row.get("deadline")),
        (_("Quién responde"), row.get("applied_by")),
    ]
    return {
        "text": paragraphs(row.get("description")),
        "facts": [[label, str(value)] for label, value in told if value],
        "how": str(row.get("how_to_ask") or ""),
        "when": str(row.get("trigger") or ""),
    }


def channels(rows: Any) -> list[Row]:
    """Channels as name and what belongs to it."""
    return [
        {
            "name": (row.get("kind") or {}).get("label") or "",
            "told": [
                str(part)
                for part in (
                    row.get("detail"),
                    row.get("url"),
                    row.get("hours"),
                    row.get("priority_attention"),
                )
                if part
            ],
        }
        for row in rows or ()
    ]


def contact(content: Row) -> list[str]:
    """Whom to write or call, in lines; empty when nothing is said."""
    phone = content.get("contact_phone")
    told = [
        content.get("contact_office"),
        content.get("contact_address"),
        _("Teléfono: %s") % phone if phone else "",
        content.get("contact_email"),
        content.get("contact_hours"),
    ]
    return [str(part) for part in told if part]
