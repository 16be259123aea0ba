"""What somebody sees before sending pages to review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from entities.names import name_of
from workflows import facts, rules, selectors, staffing
from workflows.diff import Change, compare, only_changed
from workflows.drafts import drafts_of
from workflows.governed import GovernedPage
from workflows.identifiers import LARGEST_ID
from workflows.models import DossierItem, Edition
from workflows.screens.findings import Missing, missing_in
from workflows.seen import SeenDraft, mark_of
from workflows.services.submission import leaving_with, pages_to_send
from workflows.services.submission_checks import fits
from workflows.snapshots import Content, SnapshotError
from workflows.stages import SPECS, Kind, Route, Stage, decision_stages

#: What each kind asks for, and where that comes from.
EXPLAINED: dict[Kind, tuple[str | Promise, str | Promise]] = {
    Kind.FIRST: (
        gettext_lazy("La página nunca se ha publicado."),
        gettext_lazy("Guía MDT v1.0, 7.2 · condición"),
    ),
    Kind.RENEWAL: (
        gettext_lazy("El desempeño es estable y la capacidad se sostiene: se pide otro período."),
        gettext_lazy("Guía MDT v1.0, 7.3 · condición"),
    ),
    Kind.UPDATE: (
        gettext_lazy("Cambia lo publicado, o se añade un compromiso o un anexo al servicio."),
        gettext_lazy("Guía MDT v1.0, 7.3 · condición"),
    ),
    Kind.EXCLUSION: (
        gettext_lazy("Deja de estar vigente; su texto sigue siendo legible. Necesita su causa."),
        gettext_lazy("Guía MDT v1.0, 7.3 · condición"),
    ),
}


@dataclass(frozen=True)
class KindChoice:
    """A kind of dossier, and why the page may not travel so."""

    kind: Kind
    explanation: str | Promise
    source: str | Promise
    problems: tuple[str, ...] = ()


@dataclass
class Sending:
    """A page as it would be sent.

    Args:
        page: the page.
        draft: its newest draft.
        seen: what this screen shows of it; what the service compares with.
        edition: what is public.
        changes: against that, or against what was returned.
        missing: what the checkers say.
        since: heading of the older side.
    """

    page: Any
    draft: Any
    seen: SeenDraft | None
    edition: Edition | None
    changes: list[Change] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    item: DossierItem | None = None

    @property
    def mark(self) -> str:
        """What the form posts back."""
        return mark_of(self.page.pk, self.seen) if self.seen else ""

    @property
    def blocks(self) -> bool:
        """Whether an error stops it."""
        return any(entry.finding.blocks for entry in self.missing)


@dataclass(frozen=True)
class Decider:
    """A stage to come and who could decide it."""

    stage: Stage
    role: str
    source: str | Promise
    names: tuple[str, ...]
    is_ministry: bool
    count: int


def governed_or_none(page_id: int) -> Any | None:
    """The governed page with this id, or ``None``."""
    page = Page.objects.filter(pk=page_id).first() if 0 < page_id <= LARGEST_ID else None
    page = page.specific if page is not None else None
    return page if isinstance(page, GovernedPage) else None


def sending(page: Any) -> Sending:
    """The newest draft of a page, compared with what is public."""
    return sendings([page])[0]


def sendings(
    pages: Sequence[Any], before: Mapping[int, Mapping[str, Any]] | None = None
) -> list[Sending]:
    """The newest drafts of some pages; what they lack is asked of all in one pass.

    Args:
        pages: specific instances.
        before: by page, the text to compare with; of the others, what is public.
    """
    revisions = {page.pk: page.get_latest_revision() for page in pages}
    stored = [page.pk for page in pages if revisions[page.pk]]
    drafts = dict(zip(stored, drafts_of([revisions[pk] for pk in stored]), strict=True))
    missing = missing_in([drafts.get(page.pk, page) for page in pages], with_links=True)
    return [
        _compared(
            page,
            revisions[page.pk],
            drafts.get(page.pk, page),
            lacks,
            (before or {}).get(page.pk),
        )
        for page, lacks in zip(pages, missing, strict=True)
    ]


def _compared(
    page: Any, revision: Any, draft: Any, missing: list[Missing], before: Mapping[str, Any] | None
) -> Sending:
    now = _content_of(draft)
    edition = selectors.edition_in_force(page.pk)
    older = before if before is not None else (edition.content if edition else None)
    changes: list[Change] = []
    if older is not None and now:
        changes = only_changed(compare(dict(older), now, page.snapshot_schema))
    return Sending(
        page,
        draft,
        SeenDraft.of(revision, now) if revision else None,
        edition,
        changes,
        missing,
    )


def _content_of(draft: Any) -> Content:
    """What would be pinned; nothing when a file is gone, which sending then refuses."""
    try:
        content: Content = draft.build_snapshot()
    except SnapshotError:
        return {}
    return content


class Submission:
    """The submit screen of one page and of what travels along."""

    def __init__(self, page: Any, user: Any):
        self.page = page
        self.user = user

    @cached_property
    def travelling(self) -> list[Any]:
        """The page and the unpublished pages above it that must travel along, parents first."""
        ids = set(pages_to_send([self.page])) - {self.page.pk}
        above = Page.objects.filter(pk__in=ids).specific() if ids else []
        return sorted([self.page, *above], key=lambda page: page.path)

    @cached_property
    def pages(self) -> list[Sending]:
        """The same with their drafts, what changes and what is missing."""
        return sendings(self.travelling)

    @cached_property
    def leaving(self) -> list[Sending]:
        """What an exclusion takes out with the page, and only an exclusion brings along."""
        may_leave = not self._problems(Kind.EXCLUSION)
        ids = leaving_with([self.page], Kind.EXCLUSION) if may_leave else []
        return sendings(list(Page.objects.filter(pk__in=ids).order_by("path").specific()))

    def brings(self, kind: str) -> list[Sending]:
        """Everything that is sent in a dossier of this kind."""
        return [*self.pages, *(self.leaving if kind == Kind.EXCLUSION else [])]

    @property
    def companions(self) -> list[Sending]:
        """What travels along."""
        return [entry for entry in self.pages if entry.page.pk != self.page.pk]

    @property
    def error_count(self) -> int:
        """How many findings stop the submission."""
        return sum(found.finding.blocks for entry in self.pages for found in entry.missing)

    @cached_property
    def kinds(self) -> list[KindChoice]:
        """Every kind, those that do not fit with their reasons."""
        return [
            KindChoice(kind, *EXPLAINED[kind], problems=tuple(self._problems(kind)))
            for kind in Kind
        ]

    def _problems(self, kind: Kind) -> list[str]:
        reasons = [reason for page in self.travelling for reason in fits(page, kind)]
        return list(dict.fromkeys(reasons))

    def as_choice(self, posted: str) -> list[tuple[str, Any]]:
        """The kind that was posted, as the only choice of a form; none when it does not fit."""
        if posted not in Kind.values or self._problems(Kind(posted)):
            return []
        return [(posted, Kind(posted).label)]

    @property
    def fitting(self) -> list[tuple[str, Any]]:
        """Choices for the form."""
        return [
            (choice.kind.value, choice.kind.label) for choice in self.kinds if not choice.problems
        ]

    @cached_property
    def waits_for(self) -> list[str]:
        """Unpublished pages above that follow another route: they must be published before."""
        together = {entry.page.pk for entry in self.pages}
        return [
            ancestor.title
            for ancestor in self.page.get_ancestors().specific(defer=True)
            if isinstance(ancestor, GovernedPage)
            and not ancestor.live
            and ancestor.pk not in together
        ]

    @cached_property
    def told(self) -> rules.DossierFacts:
        """The facts of the dossier that would be opened."""
        items = []
        for entry in self.pages:
            since = entry.edition.number if entry.edition else 0
            wrote = facts.page_contributors(entry.page.pk, since)
            items.append(
                rules.PageFacts(
                    page_id=entry.page.pk,
                    title=entry.draft.title,
                    snapshot_hash="",
                    contributors=frozenset(wrote),
                    submitters=frozenset({self.user.pk}),
                )
            )
        return rules.DossierFacts(
            dossier_id=0,
            entity_id=self.page.entity.pk,
            entity_name=self.page.entity.short_name,
            route=Route(self.page.approval_route),
            stage=Stage.UNIT,
            is_open=True,
            items=tuple(items),
        )

    @cached_property
    def candidates(self) -> dict[Stage, list[rules.Person]]:
        """Who holds the role of each stage today."""
        return facts.candidates(self.told)

    @cached_property
    def deciders(self) -> list[Decider]:
        """Who could decide at each stage: names inside the entity, a number at MDT."""
        eligible = {
            stage: [
                person.user_id for person in people if rules.independence(person, self.told, stage)
            ]
            for stage, people in self.candidates.items()
        }
        names = facts.people({user_id for ids in eligible.values() for user_id in ids})
        return [
            self._decider(stage, eligible[stage], names)
            for stage in decision_stages(self.told.route)
        ]

    def _decider(self, stage: Stage, ids: Sequence[int], names: Mapping[int, Any]) -> Decider:
        spec = SPECS[stage]
        shown = () if spec.is_ministry else tuple(name_of(names.get(user_id)) for user_id in ids)
        return Decider(stage, str(spec.role.label), spec.source, shown, spec.is_ministry, len(ids))

    @cached_property
    def lacking(self) -> Stage | None:
        """The first stage for which no distinct person is left."""
        return staffing.stage_without_people(self.told, self.candidates)

    @property
    def obstacle(self) -> str:
        """Why it cannot be sent now, in one sentence; empty when it can."""
        if self.error_count:
            return _("Complete primero lo que falta: sin eso no se puede enviar.")
        if not self.fitting:
            return _("La página no puede viajar ahora en ninguna clase de expediente.")
        if self.lacking is not None:
            return _(
                "No queda una persona distinta que decida en la etapa «%(stage)s». %(who)s"
            ) % {
                "stage": self.lacking.label,
                "who": rules.who_decides(self.told, self.lacking),
            }
        return ""


def changed_meanwhile(entry: Sending, seen: SeenDraft) -> list[Change]:
    """What the newest draft says differently from the one that was on the screen.

    Args:
        entry: the page as it would be sent now.
        seen: what the screen carried; without content, nothing can be told.
    """
    if not seen.content or entry.seen is None or entry.seen.text == seen.text:
        return []
    schema = entry.page.snapshot_schema
    return only_changed(compare(seen.content, entry.seen.content, schema))
