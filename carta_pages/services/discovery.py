"""The only writer of synonyms and moments of life; what is found follows at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from carta_pages.discovery_data import EVENTS, SYNONYMS
from carta_pages.models import LifeEvent, ServicePage, SynonymGroup
from carta_pages.search import synonyms
from carta_pages.services.search_index import refresh_later
from entities.errors import Problem
from entities.history import one_history_row
from entities.rules import reason_problems
from entities.sanitize import plain
from entities.services import saving

MOST_WAYS, LONGEST_WAY = 30, 60


@transaction.atomic
def save_synonyms(
    group: SynonymGroup | None,
    *,
    words: str,
    in_force: bool = True,
    actor_id: int | None = None,
    reason: str = "",
) -> SynonymGroup:
    """Write or correct a group of words that mean the same.

    Args:
        group: the one to correct; ``None`` opens another.
        words: ways to say it, separated by commas.
        in_force: whether the search uses it.
        actor_id: who.
        reason: why; needed to correct.

    Raises:
        RuleViolation: fewer than two ways, too many, or one too long; no reason.
    """
    row = group or SynonymGroup()
    is_new = row._state.adding
    problems = [] if is_new else reason_problems(reason)
    saving.apply(row, {"words": _one_way_after_another(words), "in_force": in_force})
    saving.check(row, [*problems, *_word_problems(row.words)])
    saving.save(row, actor_id=actor_id, reason=reason or _("Alta del grupo."))
    return row


def _one_way_after_another(words: str) -> str:
    return ", ".join(" ".join(way.split()) for way in ways(words))


def ways(words: str) -> list[str]:
    """The ways to say it as they were written, each once."""
    written = (" ".join(way.split()) for way in synonyms.BETWEEN.split(plain(words)))
    return list(dict.fromkeys(way for way in written if way))


def _word_problems(words: str) -> list[Problem]:
    said = ways(words)
    if len(synonyms.entries(words)) < 2:
        return [Problem("words", _("Escriba al menos dos palabras distintas, con comas."))]
    if len(said) > MOST_WAYS:
        return [Problem("words", _("Un grupo puede tener hasta %d palabras.") % MOST_WAYS)]
    long = [way for way in said if len(way) > LONGEST_WAY]
    if long:
        return [Problem("words", _("«%s» es demasiado largo.") % long[0][:LONGEST_WAY])]
    return []


@transaction.atomic
def save_event(
    event: LifeEvent | None,
    *,
    services: Collection[ServicePage],
    actor_id: int | None = None,
    reason: str = "",
    **values: Any,
) -> LifeEvent:
    """Write or correct a moment of life and the services it asks for.

    Args:
        event: the one to correct; ``None`` opens another.
        services: all of its services.
        actor_id: who.
        reason: why; needed to correct.
        values: ``name``, ``slug``, ``summary``, ``position``, ``in_force``.

    Raises:
        RuleViolation: what the model refuses; no reason.
    """
    row = event or LifeEvent()
    is_new = row._state.adding
    before = set() if is_new else set(row.services.values_list("pk", flat=True))
    saving.apply(row, values)
    saving.check(row, [] if is_new else reason_problems(reason))
    with one_history_row(row, actor_id=actor_id, reason=plain(reason) or _("Alta del momento.")):
        row.save()
        row.services.set(services)
    refresh_later(before | {service.pk for service in services})
    return row


@dataclass(frozen=True)
class Loaded:
    """How many groups and moments were added."""

    synonyms: int
    events: int


def ensure_discovery() -> Loaded:
    """Add the synonyms and moments to begin with; what staff changed stays as they left it."""
    known = {tuple(sorted(synonyms.entries(text))) for text in _every_version()}
    groups = [words for words in SYNONYMS if tuple(sorted(synonyms.entries(words))) not in known]
    for words in groups:
        save_synonyms(None, words=words, reason=_("Lista inicial."))
    slugs = set(LifeEvent.history.values_list("slug", flat=True))
    missing = [data for data in EVENTS if data["slug"] not in slugs]
    for place, data in enumerate(EVENTS, 1):
        if data in missing:
            values: dict[str, Any] = {**data, "position": 10 * place}
            save_event(None, services=(), reason=_("Lista inicial."), **values)
    return Loaded(len(groups), len(missing))


def _every_version() -> set[str]:
    """Also what a group said before it was corrected: it is not loaded a second time."""
    return set(SynonymGroup.history.values_list("words", flat=True))
