"""One line about a dossier: what it holds, where it stands, since when, until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from entities import clock
from entities.selectors import holidays_by_entity
from workflows import lateness
from workflows.models import Dossier, DossierItem
from workflows.stages import ROUTES, SPECS, Route, Stage
from workflows.verdicts import YES, Verdict


@dataclass(frozen=True)
class Row:
    """A dossier as a list shows it.

    Args:
        dossier: with ``entity`` loaded.
        titles: of its pages, in their order.
        today: the day it is shown.
        action: what the person is asked to do, when something waits for them.
        verdict: whether they may, by the rule itself.
        holidays: days not worked in its entity.
    """

    dossier: Dossier
    titles: tuple[str, ...]
    today: date
    action: str = ""
    verdict: Verdict = YES
    holidays: frozenset[date] = frozenset()

    @property
    def heading(self) -> str:
        """«Cédula» or «Cédula y 3 páginas más»."""
        if not self.titles:
            return _("Sin páginas")
        more = len(self.titles) - 1
        if not more:
            return self.titles[0]
        return ngettext(
            "%(first)s y %(more)s página más", "%(first)s y %(more)s páginas más", more
        ) % {"first": self.titles[0], "more": more}

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return Stage(self.dossier.stage)

    @property
    def step(self) -> int:
        """Place of the stage in its route, from 1."""
        return ROUTES[Route(self.dossier.route)].index(self.stage) + 1

    @property
    def steps(self) -> int:
        """How many stages its route has."""
        return len(ROUTES[Route(self.dossier.route)])

    @property
    def holder(self) -> str:
        """Whose turn it is, in words."""
        if not self.dossier.is_open:
            return ""
        return str(SPECS[self.stage].role.label)

    @property
    def is_late(self) -> bool:
        """Whether its internal deadline has passed."""
        due = self.dossier.due_on
        return self.dossier.is_open and due is not None and due < self.today

    @property
    def due_words(self) -> str:
        """«2 días laborables de atraso», «vence hoy»; empty without a deadline."""
        due = self.dossier.due_on
        if due is None or not self.dossier.is_open:
            return ""
        return lateness.in_words(due, self.today, self.holidays)


def rows(
    dossiers: Iterable[Dossier],
    titles: Mapping[int, Sequence[str]] | None = None,
    actions: Mapping[int, str] | None = None,
    verdicts: Mapping[int, Verdict] | None = None,
) -> list[Row]:
    """The lines of a list.

    Args:
        dossiers: with ``entity`` loaded, already cut to the page shown.
        titles: by dossier id, when the caller read them for several lists at once.
        actions: by dossier id, what the person is asked to do.
        verdicts: by dossier id, the rule's answer.
    """
    dossiers = list(dossiers)
    found = titles_of(dossiers) if titles is None else titles
    today = clock.today()
    days_off = holidays_by_entity(
        dossier.entity_id for dossier in dossiers if dossier.due_on is not None
    )
    return [
        Row(
            dossier,
            tuple(found.get(dossier.pk, ())),
            today,
            (actions or {}).get(dossier.pk, ""),
            (verdicts or {}).get(dossier.pk, YES),
            days_off.get(dossier.entity_id, frozenset()),
        )
        for dossier in dossiers
    ]


def titles_of(dossiers: Iterable[Dossier]) -> dict[int, list[str]]:
    """Titles of the pages of several dossiers, in one query."""
    found: dict[int, list[str]] = defaultdict(list)
    ids = [dossier.pk for dossier in dossiers]
    pairs = DossierItem.objects.filter(dossier__in=ids).order_by("pk")
    for dossier_id, title in pairs.values_list("dossier_id", "title"):
        found[dossier_id].append(title)
    return found


#: What whoever must act at a stage is asked to do.
ASKED = {
    Stage.UNIT: gettext_lazy("Corregir y reenviar"),
    Stage.QUALITY: gettext_lazy("Revisar"),
    Stage.PLANNING: gettext_lazy("Aprobar"),
    Stage.AUTHORITY: gettext_lazy("Remitir"),
    Stage.RECEPTION: gettext_lazy("Confirmar recepción"),
    Stage.CONTROL: gettext_lazy("Controlar"),
    Stage.PUBLICATION: gettext_lazy("Publicar"),
}
ANSWER = gettext_lazy("Responder la aclaración")
