"""The rows of this room in the gate table (DESIGN §3.9)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.access import Register
from workflows.gate import who
from workflows.gate.kinds import KINDS, RegisterKind
from workflows.gate.rows import Row, Target, closed, of_entity, replaced
from workflows.gate.table import declare

VIEWS = {"index": who.sees, "create": who.keeps}
ROW_VIEWS = {"edit": who.keeps, "inspect": None, "history": None}
NO_EDIT = {Register.ACKNOWLEDGEMENTS}
"""Rows that stand as they were written: the address does not exist."""


def declare_rows() -> None:
    """Say who may pass each screen of ``wagtail_hooks``; a foreign row is an unknown one."""
    rows: dict[str, Row] = {}
    for register in Register:
        KINDS[f"register {register.value}"] = RegisterKind(register, "agreements")
        prefix = f"agreements_{register.value}_modeladmin_"
        for view, guard in VIEWS.items():
            rows[f"{prefix}{view}"] = replaced(
                _("Registro de la entidad: lo ve y lo lleva quien tiene el rol para ello."),
                guard=guard(register),
            )
        for view, keeps in ROW_VIEWS.items():
            if view == "edit" and register in NO_EDIT:
                continue
            rows[f"{prefix}{view}"] = replaced(
                _("Fila de un registro de la propia entidad."),
                Target(f"register {register.value}", "instance_pk"),
                guard=keeps(register) if keeps else None,
            )
    rows[f"agreements_{Register.CASES.value}_modeladmin_create"] = closed(
        _("Una revisión obligatoria se abre sola, cuando se pierde lo que respaldaba."),
        _("La oficina de calidad la resuelve; nadie la abre a mano."),
    )
    assessment = Target(f"register {Register.ASSESSMENTS.value}", "instance_pk")
    rows[f"agreements_{Register.ASSESSMENTS.value}_modeladmin_decide"] = replaced(
        _("La oficina de calidad verifica una autoevaluación; pregunta la regla por sí misma."),
        assessment,
        who=_("Puede hacerlo la oficina de calidad de la entidad, si no la hizo ni la corrigió."),
    )
    rows["agreements_evidence_file"] = of_entity(
        _("El archivo de una evidencia de la propia entidad."),
        Target(f"register {Register.EVIDENCE.value}", "pk"),
    )
    rows["agreements_chain"] = replaced(
        _("La cadena de trazabilidad de un servicio de la propia entidad."),
        Target("page", "page_id"),
    )
    declare(rows)
