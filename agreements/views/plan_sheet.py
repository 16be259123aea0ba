"""The plan as a workbook, one sheet for each of its five parts (R83)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from agreements.rules.plan_parts import PARTS
from agreements.selectors.plan_content import readable
from agreements.sheets import Sheet, saved


def workbook(content: Any, filename: str, front: list[tuple[str, Any]]) -> HttpResponse:
    """The five parts of a plan, after a first sheet that says what it is.

    Args:
        content: drawn up or frozen.
        filename: without its ending.
        front: label and value of what the first sheet adds: version, hash, who approved.
    """
    told = readable(content)
    return saved([_front(told, front), *_parts(told)], filename)


def _front(told: Any, front: list[tuple[str, Any]]) -> Sheet:
    rows = [
        (_("Entidad"), told["entity"]),
        (_("Año"), told["year"]),
        (_("Elaborado por"), told["unit"]),
        *front,
    ]
    return Sheet(_("Plan"), [_("Dato"), _("Valor")], rows)


def _parts(told: Any) -> list[Sheet]:
    names = [f"{number}. {name}" for number, name in PARTS]
    return [
        Sheet(names[0], _commitment_columns(), [_commitment(row) for row in told["commitments"]]),
        Sheet(names[1], _schedule_columns(), _schedule(told)),
        Sheet(
            names[2],
            [_("Actividad"), _("Unidad responsable"), _("Cargo responsable")],
            [(row["name"], row["unit"], row["post"]) for row in told["schedule"]],
        ),
        Sheet(
            names[3],
            [_("Indicador"), _("Cálculo"), _("Meta (%)")],
            [
                (
                    _("Actividades concluidas a tiempo"),
                    _("actividades concluidas a tiempo / actividades vencidas × 100"),
                    told["indicators"]["goal"] or _("Falta"),
                ),
                *([(told["indicators"]["other"], "", "")] if told["indicators"]["other"] else []),
            ],
        ),
        Sheet(
            names[4],
            [_("Cada cuánto"), _("Condiciones")],
            [(told["review"]["frequency"], told["review"]["conditions"])],
        ),
    ]


def _commitment_columns() -> list[str]:
    return [
        _("Servicio"),
        _("Compromiso"),
        _("Texto"),
        _("Validado"),
        _("Revisión técnica"),
        _("Revisión formal"),
        _("Huella del texto"),
    ]


def _commitment(row: Any) -> list[Any]:
    signed = [
        f"{one['signed_on']:%d/%m/%Y} · {one['post']}, {one['office']}" for one in row["signatures"]
    ]
    return [row["service"], row["title"], row["statement"], *signed, row["sha256"]]


def _schedule_columns() -> list[str]:
    return [
        _("Qué"),
        _("Inicio previsto"),
        _("Fin previsto"),
        _("Inicio original"),
        _("Fin original"),
    ]


def _schedule(told: Any) -> list[list[Any]]:
    names = ("planned_start", "planned_end", "original_start", "original_end")
    rows = [[one["name"], *(one[name] for name in names)] for one in told["schedule"]]
    for one in told["services"]:
        title = _("Publicar «%s»") % one["title"]
        rows.append([title, "", one["publish_on"], "", one["original_publish_on"]])
    return rows
