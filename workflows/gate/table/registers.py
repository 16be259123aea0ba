"""The registers of entities, units, people's roles, points and holidays.

The room that owns them lies below this one and cannot name the gate, so their rows are here.
A row of another entity answers like one that does not exist; the register's own permission
helper decides what is left.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from entities.access import DECIDE, Register
from workflows.gate import who
from workflows.gate.rows import Guard, Rows, Target, replaced

_rows = Rows()
ROWS = _rows.rows

REGISTER_VIEWS = ("index", "create")
ROW_VIEWS = ("edit", "inspect", "history")


def _views_of(register: Register) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Views of the whole register, and views of one of its rows."""
    if register is Register.POINT_CHANGES:
        return ("index",), ("inspect", "history", "decide")
    if register is Register.FEATURED:
        return REGISTER_VIEWS, ("inspect", "history", "decide")
    return REGISTER_VIEWS, (*ROW_VIEWS, "decide") if register in DECIDE else ROW_VIEWS


def _guard_of(register: Register, view: str) -> Guard | None:
    """What the view asks; a row that may be read was found visible already."""
    if view == "decide":
        return who.decides_proposals
    if view in {"create", "edit"}:
        return who.keeps(register)
    return who.sees(register) if view == "index" else None


for _register in Register:
    _prefix = f"entities_{_register.value}_modeladmin_"
    _whole, _single = _views_of(_register)
    for _view in _whole:
        _rows.add(
            replaced(
                _("Registro de la entidad: lo ve y lo lleva quien tiene el rol para ello."),
                guard=_guard_of(_register, _view),
            ),
            f"{_prefix}{_view}",
        )
    for _view in _single:
        _rows.add(
            replaced(
                _("Fila de un registro de la propia entidad."),
                Target(f"register {_register.value}", "instance_pk"),
                guard=_guard_of(_register, _view),
            ),
            f"{_prefix}{_view}",
        )
