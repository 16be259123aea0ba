"""What is asked of the portfolio: filters, search and order, of a screen and of a sheet alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.selectors.portfolio import Row, portfolio
from agreements.selectors.standings import Standing, missing_standings, standings
from agreements.vocabulary import Level
from carta_pages.requirements.wording import bare
from carta_pages.states import State
from workflows.stages import Stage

NO_DOSSIER = "ninguno"
NO_STATE = "ninguno"
UNKNOWN_LEVEL = "sin"
MOST_AT_ONCE = 200
"""Services whose checklist is computed while a person waits; a sheet, which tells how it goes, may
take more."""
FAR = date.max
Tell = Callable[[int, int], None]

ORDERS: dict[str, Callable[[Row, Standing | None], Any]] = {
    "entidad": lambda row, _standing: row.entity.casefold(),
    "servicio": lambda row, _standing: bare(row.title),
    "unidad": lambda row, _standing: bare(row.unit),
    "estado": lambda row, _standing: list(State).index(row.state),
    "etapa": lambda row, _standing: [list(Stage).index(one.stage) for one in row.steps],
    "nivel": lambda _row, standing: _level(standing),
    "lista": lambda _row, standing: standing.score.share if standing else -1.0,
    "plan": lambda row, _standing: row.plan.publish_on if row.plan else FAR,
    "revision": lambda row, standing: next_review(row, standing) or FAR,
}
OF_STANDING = frozenset({"nivel", "lista", "revision"})


def _level(standing: Standing | None) -> int:
    return -1 if standing is None or standing.level is None else standing.level


def next_review(row: Row, standing: Standing | None) -> date | None:
    """The first of what must be looked at again: agreement, level, published commitment."""
    days = [row.review_on]
    if standing is not None:
        days += [standing.agreement_review, standing.capability_until]
    return min((day for day in days if day), default=None)


class PortfolioFilter(forms.Form):
    """Filters of the portfolio; offers only what the person's own rows name."""

    q = forms.CharField(label=gettext_lazy("Buscar"), required=False, max_length=120)
    entidad = forms.TypedChoiceField(
        label=gettext_lazy("Entidad"), required=False, coerce=int, empty_value=None
    )
    unidad = forms.TypedChoiceField(
        label=gettext_lazy("Unidad"), required=False, coerce=int, empty_value=None
    )
    estado = forms.ChoiceField(label=gettext_lazy("Estado"), required=False)
    etapa = forms.ChoiceField(label=gettext_lazy("Etapa del trámite"), required=False)
    nivel = forms.ChoiceField(label=gettext_lazy("Nivel de capacidad"), required=False)
    hallazgos = forms.ChoiceField(label=gettext_lazy("Lista de requisitos"), required=False)
    orden = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(sign + name, name) for name in ORDERS for sign in ("", "-")],
    )

    def __init__(self, data: Any, rows: Iterable[Row]):
        super().__init__(data)
        rows = list(rows)
        every = [("", _("Todos"))]
        self._offer("entidad", {row.entity_id: row.entity for row in rows}, _("Todas"))
        units = {row.unit_id: row.unit for row in rows if row.unit_id is not None}
        self._offer("unidad", units, _("Todas"))
        self.fields["estado"].choices = [
            *every,
            *[(state.value or NO_STATE, state.label) for state in State],
        ]
        self.fields["etapa"].choices = [
            *every,
            (NO_DOSSIER, _("Sin expediente abierto")),
            *Stage.choices,
        ]
        if any(row.is_whole for row in rows):
            self.fields["nivel"].choices = [
                *every,
                (UNKNOWN_LEVEL, _("Sin nivel vigente")),
                *[(str(level.value), level.label) for level in Level],
            ]
            self.fields["hallazgos"].choices = [
                *every,
                ("con", _("Con errores por corregir")),
                ("sin", _("Sin errores")),
            ]
        else:
            for name in ("nivel", "hallazgos"):
                del self.fields[name]

    def _offer(self, name: str, found: dict[Any, str], everything: str) -> None:
        if len(found) < 2:
            del self.fields[name]
            return
        pairs = sorted(found.items(), key=lambda pair: pair[1].casefold())
        self.fields[name].choices = [("", everything), *[(str(pk), text) for pk, text in pairs]]

    @property
    def needs_standings(self) -> bool:
        """Whether what is asked depends on the checklist or the level of every service."""
        asked = self.cleaned_data
        order = asked.get("orden", "").removeprefix("-")
        return bool(asked.get("nivel") or asked.get("hallazgos") or order in OF_STANDING)


class Asked:
    """The rows that were asked for.

    Args:
        user: who asks.
        data: the filters, as a query string has them.
        tell: told (done, in all) while standings are computed; without it a person waits, and
            no more than ``MOST_AT_ONCE`` services are computed.
    """

    def __init__(self, user: Any, data: Any, tell: Tell | None = None):
        self.every = portfolio(user)
        self.form = PortfolioFilter(data, self.every)
        self.tell = tell
        self.rows = self._rows() if self.form.is_valid() else []

    def _rows(self) -> list[Row]:
        asked = self.form.cleaned_data
        rows = [row for row in self.every if _fits(row, asked)]
        if not self.form.needs_standings:
            return _ordered(rows, {}, asked.get("orden", ""))
        if self.tell is None and len(missing_standings(rows)) > MOST_AT_ONCE:
            self.form.add_error(
                None,
                _(
                    "Son demasiados servicios para revisarlos mientras usted espera: elija una "
                    "entidad, o pida la hoja, que muestra su avance."
                ),
            )
            return []
        known = standings(rows, self.tell)
        rows = [row for row in rows if _stands(known.get(row.pk), asked)]
        return _ordered(rows, known, asked["orden"])


def _fits(row: Row, asked: dict[str, Any]) -> bool:
    words = bare(asked["q"]).split()
    text = bare(f"{row.title} {row.unit} {row.entity}")
    stages = {str(step.stage) for step in row.steps} or {NO_DOSSIER}
    return (
        all(word in text for word in words)
        and asked.get("entidad") in (None, row.entity_id)
        and asked.get("unidad") in (None, row.unit_id)
        and asked["estado"] in ("", row.state.value or NO_STATE)
        and (not asked["etapa"] or asked["etapa"] in stages)
    )


def _stands(standing: Standing | None, asked: dict[str, Any]) -> bool:
    level, findings = asked.get("nivel"), asked.get("hallazgos")
    if standing is None:
        return not (level or findings)
    found = UNKNOWN_LEVEL if standing.level is None else str(standing.level)
    has = "con" if standing.score.errors else "sin"
    return level in ("", None, found) and findings in ("", None, has)


def _ordered(rows: list[Row], known: dict[int, Standing], order: str) -> list[Row]:
    key = ORDERS.get(order.removeprefix("-"))
    if key is None:
        return rows
    return sorted(rows, key=lambda row: key(row, known.get(row.pk)), reverse=order.startswith("-"))
