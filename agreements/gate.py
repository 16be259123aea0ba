"""The rows of this room in the gate table (DESIGN §3.9)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.access import Register, may_read_approved
from workflows.gate import who
from workflows.gate.kinds import KINDS, RegisterKind, by_id
from workflows.gate.rows import Row, Target, closed, of_entity, replaced
from workflows.gate.table import declare

VIEWS = {"index": who.sees, "create": who.keeps}
ROW_VIEWS = {"edit": who.keeps, "inspect": None, "history": None}
NO_EDIT = {Register.ACKNOWLEDGEMENTS, Register.NOTES, Register.SIGNATURES}
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
    rows["agreements_portfolio"] = replaced(
        _("Los servicios que la persona alcanza a ver; la regla se pregunta por cada servicio.")
    )
    own = _("Una hoja de la cartera la abre solo quien la pidió, con lo que esa persona ve.")
    for name in ("ask", "sheet", "file"):
        rows[f"agreements_portfolio_{name}"] = replaced(own)
    declare({**rows, **_plan_rows()})


class VersionKind(RegisterKind):
    """An approved version of a plan: of the person's entity, or of any for the ministry."""

    def find(self, *parts: str) -> Any | None:
        from agreements.models import PlanVersion

        return by_id(PlanVersion.objects.select_related("plan"), parts[0])

    def is_visible(self, user: Any, found: Any) -> bool:
        return may_read_approved(user, found.plan.entity_id)


def _plan_rows() -> dict[str, Row]:
    """The screens of the plan; each act asks its rule by itself."""
    KINDS["plan version"] = VersionKind(Register.PLANS, "agreements")
    plan = Target(f"register {Register.PLANS.value}", "pk")
    keeps = who.keeps(Register.PLANS)
    return {
        "agreements_plan": replaced(_("El plan de publicación de la propia entidad."), plan),
        "agreements_plan_sheet": replaced(_("El plan de la propia entidad, en una hoja."), plan),
        "agreements_plan_services": replaced(
            _("Los servicios que pueden entrar en el plan de la propia entidad."), plan
        ),
        "agreements_plan_reopen": replaced(
            _("La oficina de calidad abre una versión nueva de su plan."), plan, guard=keeps
        ),
        "agreements_plan_approve": replaced(
            _("Aprueba el plan quien responde por la planificación; pregunta la regla por sí."),
            plan,
        ),
        "agreements_approved_plans": replaced(
            _("Los planes aprobados: de la propia entidad, o de todas para el Ministerio.")
        ),
        "agreements_plan_version": replaced(
            _("Una versión aprobada: de la propia entidad, o de cualquiera para el Ministerio."),
            Target("plan version", "pk"),
        ),
        "agreements_plan_version_sheet": replaced(
            _("Una versión aprobada, en una hoja de cálculo."), Target("plan version", "pk")
        ),
    }
