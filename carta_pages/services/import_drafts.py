"""Drafts from the rows of a file: all of them or none (issue of the import; DESIGN §3.9-3.10).

The same code judges a preview and does the import, so that the preview is what happens. Only
drafts are written: a published text stays as it is, a page under review is refused by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from carta_pages.importing.applying import apply_commitment, apply_service
from carta_pages.importing.born import born
from carta_pages.importing.grouping import CommitmentSpec, Grouped, ServiceSpec, group
from carta_pages.importing.matching import KEY_ROOM, Ambiguous, Pages
from carta_pages.importing.reporting import Outcome, Report
from carta_pages.models import CommitmentPage, ImportedCode, ServicePage
from carta_pages.services.import_annex import apply_annex, indicators_below
from workflows import access
from workflows.errors import Refused
from workflows.verdicts import YES, Verdict, no

if TYPE_CHECKING:
    from carta_pages.importing.rows import RowRead
    from carta_pages.models.base import ContentPage
    from entities.models import Entity

Progress = Callable[[int, int], None]


def preview_import(
    entity: Entity, user: Any, rows: Iterable[RowRead], annex: Iterable[RowRead] = ()
) -> Report:
    """What an import would do with each row; nothing is written.

    Raises:
        Refused: the entity has no carta.
    """
    return _Import(entity, user, group(rows, annex), writes=False).run()


@transaction.atomic
def import_drafts(
    entity: Entity,
    user: Any,
    rows: Iterable[RowRead],
    annex: Iterable[RowRead] = (),
    progress: Progress | None = None,
) -> Report:
    """Create and update the drafts that the rows describe, in one transaction.

    Args:
        entity: whose carta it is.
        user: who imports; their roles decide row by row, and they count as author.
        rows: of services and commitments.
        annex: of differentiated standards.
        progress: called with (pages done, pages in all).

    Raises:
        Refused: the entity has no carta.
    """
    return _Import(entity, user, group(rows, annex), writes=True, progress=progress).run()


class _Import:
    def __init__(
        self,
        entity: Entity,
        user: Any,
        grouped: Grouped,
        *,
        writes: bool,
        progress: Progress | None = None,
    ) -> None:
        self.entity, self.user, self.grouped = entity, user, grouped
        self.writes, self.progress = writes, progress
        self.pages = Pages(entity)
        if self.pages.carta is None:
            raise Refused(no(_("La entidad todavía no tiene su carta.")))
        self.carta = self.pages.carta
        self.report = Report()
        self.claimed: dict[int, str] = {}
        self.service_code = ""
        self.done = 0
        self.total = sum(1 + len(one.commitments) for one in grouped.services.values())

    def run(self) -> Report:
        if self.writes:
            self._lock()
        for row, why in self.grouped.refused:
            self.report.add([row], Outcome.REFUSED, self._name_of(row), why)
        for key, spec in self.grouped.services.items():
            self._service(key, spec)
        return self.report.settle()

    def _step(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)

    def _lock(self) -> None:
        """Rows of the carta's pages, in everybody's order (DESIGN §3.11)."""
        below = Page.objects.select_for_update().filter(path__startswith=self.carta.path)
        list(below.order_by("pk").values_list("pk", flat=True))

    @staticmethod
    def _name_of(row: RowRead) -> str:
        parts = (row.get("service.title") or row.get("service.code"), row.get("commitment.title"))
        return " · ".join(part for part in parts if part)

    # -- services ----------------------------------------------------------------------------

    def _service(self, key: str, spec: ServiceSpec) -> None:
        self.service_code = spec.code
        try:
            page_id = self.pages.service(key, spec.title)
            self._claim(page_id, spec.code)
        except Ambiguous as error:
            self._refuse_all(spec, str(error))
            return
        if page_id is None:
            stored, outcome, why = self._new_service(key, spec)
        else:
            stored = ServicePage.objects.get(pk=page_id)
            stored.carta = self.carta
            outcome, why = self._update(stored, lambda draft: apply_service(draft, spec))
        if stored is None:
            self._refuse_all(spec, why)
            return
        self._step()
        self.report.add(spec.rows, outcome, stored.title, why)
        kept = _("El servicio no se cambia: %s") % why if why else ""
        drafts = {}
        for commitment_key, commitment in spec.commitments.items():
            draft = self._commitment(key, stored, commitment_key, commitment, kept)
            self._step()
            if draft is not None:
                drafts[commitment_key] = draft
        if spec.annex:
            known = indicators_below(stored, drafts)
            self._annex(stored, spec, known)

    def _refuse_all(self, spec: ServiceSpec, why: str) -> None:
        for rows in (spec.all_rows(), spec.annex):
            self.report.add(rows, Outcome.REFUSED, spec.title, why)

    def _new_service(self, key: str, spec: ServiceSpec) -> tuple[ServicePage | None, Outcome, str]:
        verdict = access.may_create(self.user, ServicePage, self.carta)
        if not verdict:
            return None, Outcome.REFUSED, verdict.message
        page = ServicePage(**self._newborn())
        apply_service(page, spec)
        page.carta = self.carta
        self._add(self.carta, page, key, "", spec.code)
        return page, Outcome.CREATES, ""

    # -- commitments -------------------------------------------------------------------------

    def _commitment(
        self, service_key: str, service: ServicePage, key: str, spec: CommitmentSpec, more: str
    ) -> CommitmentPage | None:
        name = f"{service.title} · {spec.title}"
        draft: CommitmentPage | None = None

        def apply(page: CommitmentPage) -> str:
            nonlocal draft
            draft = page
            return apply_commitment(page, spec)

        try:
            page_id = (
                self.pages.commitment(service_key, service.pk, key, spec.title)
                if service.pk and service.pk in self.pages
                else None
            )
            self._claim(page_id, spec.code)
        except Ambiguous as error:
            self.report.add(spec.rows, Outcome.REFUSED, name, str(error), more)
            return None
        if page_id is None:
            outcome, why = self._new_commitment(service_key, service, key, spec, apply)
        else:
            stored = CommitmentPage.objects.get(pk=page_id)
            stored.carta = self.carta
            outcome, why = self._update(stored, apply)
        self.report.add(spec.rows, outcome, name, why, more)
        if why or draft is None:
            return None
        if not self.writes:
            names = (spec.code, self.service_code)
            self.report.born.append(born(draft, page_id, service, self.carta, names))
        return draft

    def _new_commitment(
        self,
        service_key: str,
        service: ServicePage,
        key: str,
        spec: CommitmentSpec,
        apply: Callable[[Any], str],
    ) -> tuple[Outcome, str]:
        verdict = access.may_create(self.user, CommitmentPage, service)
        if not verdict:
            return Outcome.REFUSED, verdict.message
        page = CommitmentPage(**self._newborn())
        why = apply(page)
        if why:
            return Outcome.REFUSED, why
        self._add(service, page, service_key, key, spec.code)
        return Outcome.CREATES, ""

    def _annex(self, service: ServicePage, spec: ServiceSpec, known: list[Any]) -> None:
        rows_done = apply_annex(self, service, spec.annex, known)
        for rows, outcome, why in rows_done:
            self.report.add(rows, outcome, f"{service.title} · {_('Anexo territorial')}", why)

    # -- one page ----------------------------------------------------------------------------

    def _newborn(self) -> dict[str, Any]:
        return {"owner": self.user, "live": False, "has_unpublished_changes": True}

    def _claim(self, page_id: int | None, code: str) -> None:
        if page_id is None:
            return
        if page_id in self.claimed:
            raise Ambiguous(
                _("«%(code)s» y «%(other)s» llevan a la misma página: use un solo código.")
                % {"code": code, "other": self.claimed[page_id]}
            )
        self.claimed[page_id] = code

    def _add(self, parent: Any, page: ContentPage, key: str, below: str, code: str) -> None:
        if not self.writes:
            return
        self.save_new(parent, page)
        ImportedCode.objects.create(
            entity=self.entity,
            service_key=key[:KEY_ROOM],
            commitment_key=below[:KEY_ROOM],
            code=code[:KEY_ROOM],
            page_id=page.pk,
        )

    def save_new(self, parent: Any, page: ContentPage) -> None:
        """A new page below its parent, with its first draft."""
        if self.writes:
            # Once for the page instead of again for each of its rows: half of what it cost.
            with disable_reference_index_auto_update():
                parent.add_child(instance=page)
                page.save_revision(user=self.user, log_action=True)
            ReferenceIndex.create_or_update_for_object(page)

    def _update(self, stored: ContentPage, apply: Callable[[Any], str]) -> tuple[Outcome, str]:
        verdict = self.may_compare(stored)
        if not verdict:
            return Outcome.REFUSED, verdict.message
        draft = stored.get_latest_revision_as_object()
        before = draft.serializable_data()
        why = apply(draft)
        if why:
            return Outcome.REFUSED, why
        if draft.serializable_data() == before:
            return Outcome.SAME, ""
        return self.save_changed(stored, draft)

    def may_compare(self, stored: ContentPage) -> Verdict:
        """Whether the person may be told what a row and the draft have in common.

        Somebody who neither reads nor writes it would learn, guess by guess, what it says.
        """
        verdict = access.may_edit(self.user, stored)
        return verdict if not access.may_read_draft(self.user, stored) else YES

    def save_changed(self, stored: ContentPage, draft: Any) -> tuple[Outcome, str]:
        """Keep a changed draft, if the person may write that page now."""
        verdict: Verdict = access.may_edit(self.user, stored)
        if not verdict:
            return Outcome.REFUSED, verdict.message
        if self.writes:
            with disable_reference_index_auto_update():
                if not stored.live:
                    draft.save()
                draft.save_revision(user=self.user, log_action=True)
            if not stored.live:
                ReferenceIndex.create_or_update_for_object(draft)
        return Outcome.UPDATES, ""
