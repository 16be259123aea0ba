"""The editor of a governed page: never loses a text, never does more than save a draft."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.models import Page, Revision

from workflows import selectors
from workflows.gate import kept
from workflows.gate.conflict import already_saved_answer, conflict_answer
from workflows.gate.editing import MalformedFormError, posted_lists, saving_form, with_status
from workflows.gate.saving import SavesADraft, page_row
from workflows.gate.texts import content_of, is_contained
from workflows.whole import all_or_nothing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def may_be_overwritten(revision: Revision | None, user: Any, live_revision_id: int | None) -> bool:
    """Whether autosave may write over a revision: the person's own, never submitted nor live."""
    return (
        revision is not None
        and revision.user_id == user.pk
        and revision.pk != live_revision_id
        and revision.approved_go_live_at is None
        and not selectors.is_pinned(revision.pk)
    )


def standing_of(page_id: int, user: Any, *, locked: bool = False) -> tuple[Any, ...]:
    """What a save depends on besides its own text: two that are equal, and nothing happened.

    Args:
        page_id: the page.
        user: who saves.
        locked: also take the page's row, in the transaction there is.
    """
    row = page_row(page_id, locked=locked)
    if row is None:
        return ()
    # The author's own autosave writes over a revision without giving it another number.
    latest = Revision.objects.filter(pk=row["latest_revision_id"]).values_list("created_at").first()
    page = Page.objects.get(pk=page_id).specific
    lock = page.get_lock()
    is_locked = lock is not None and lock.for_user(user)
    beside = list(page.get_siblings().values_list("pk", "slug"))
    return row, latest, is_locked, beside, page.permissions_for_user(user).can_edit()


class GovernedEditMixin(SavesADraft):
    """Saves of a governed page, one at a time, each on top of what its author saw.

    Wagtail asks for the loaded revision only in autosave requests and only by JavaScript in
    the others, so the second of two tabs silently wins (RELIABILITY V14). Here every save
    answers for it under the page's row lock.

    What was sent is read and checked before that lock is taken: a form of hundreds of rows takes
    its time, and on SQLite everybody who writes would wait for it. If the page changed meanwhile,
    everything is done once more under the lock.
    """

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            self._page_id, self._kwargs = page_id, kwargs
            self._seen = standing_of(page_id, request.user)
        return super().dispatch(request, page_id, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._remind_of_kept_texts()
        return super().get(request, *args, **kwargs)

    def _remind_of_kept_texts(self) -> None:
        """One message, however many there are: it leads to the newest."""
        drafts = list(kept.unresolved(self.page.pk, self.request.user.pk).values_list("pk"))
        if not drafts:
            return
        count = len(drafts)
        said = ngettext(
            "Tiene un texto de esta página que no se pudo guardar y está conservado.",
            "Tiene %(count)d textos de esta página que no se pudieron guardar y están conservados.",
            count,
        ) % {"count": count}
        said = f"{said} {kept.limit_said(self.page.pk, self.request.user.pk)}".strip()
        asked = ngettext("Verlo y decidir", "Verlos y decidir", count)
        url = reverse("carta_gate:kept", args=drafts[0])
        messages.warning(self.request, format_html('{} <a href="{}">{}</a>', said, url, asked))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save a draft, or say exactly why not; nothing that was typed is lost."""
        refusal, is_valid = self.read_form(self.page.pk)
        if refusal is not None:
            return refusal
        answer = all_or_nothing(partial(self._decide, is_valid))
        return self.with_errors() if answer is None else answer

    def _decide(self, is_valid: bool) -> HttpResponse | None:
        """Under the page's lock: what becomes of the text; ``None`` when it has errors."""
        if standing_of(self._page_id, self.request.user, locked=True) != self._seen:
            return self.dispatch(self.request, self._page_id, **self._kwargs)
        if self.is_out_of_date:
            return self._keep(kept.STALE, is_valid)
        if self.locked_for_user:
            return self._keep(kept.LOCKED, is_valid)
        return self._save() if is_valid else None

    def _save(self) -> HttpResponse:
        self._forget_overwrite_unless_allowed()
        try:
            with saving_form(self.page.pk):
                response = self.form_valid(self.form)
        except MalformedFormError as error:
            return self.malformed(error)
        if not self._was_saved(response):
            return with_status(response, 403)
        kept.settle(self.page.pk, self.request.user.pk, self.request.POST.get("kept_draft"))
        kept.settle_contained(self.page, self.request.user.pk)
        return response

    def _was_saved(self, response: HttpResponse) -> bool:
        """Wagtail turns a refusal of the model into the form again, with status 200."""
        return response.status_code < 400 and not self.has_unsaved_changes

    def bound_form(self) -> Any:
        # A date planted in the draft has no field by which its writer could take it out.
        self.page.go_live_at = self.page.expire_at = None
        return self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )

    @cached_property
    def is_out_of_date(self) -> bool:
        """Whether the author saw anything but the newest draft; not saying counts as yes."""
        if self.latest_revision is None:
            return False
        posted = self.request.POST
        latest = str(self.latest_revision.pk)
        overwritten = posted.get("overwrite_revision_id")
        if overwritten:
            return overwritten != latest
        return (
            posted.get("loaded_revision_id") != latest
            or posted.get("loaded_revision_created_at") != self.latest_revision_created_at
        )

    def _keep(self, reason: str, is_valid: bool) -> HttpResponse:
        """409 with the difference; the text goes to the kept drafts."""
        snapshot = None
        if is_valid:
            with transaction.atomic():
                late = self.form.save(commit=False)
                snapshot = late.build_snapshot()
                if self._is_already_saved(late):
                    return already_saved_answer(
                        self.request, self.page.pk, reason, as_json=self.expects_json_response
                    )
        draft = kept.keep(
            self.page,
            self.request.user,
            base_revision_id=self._posted_base(),
            form=posted_lists(self.request.POST),
            snapshot=snapshot,
            reason=reason,
        )
        return conflict_answer(self.request, draft, as_json=self.expects_json_response)

    def _is_already_saved(self, late: Any) -> bool:
        """Whether nothing is lost without this text: saved already, word for word.

        A late autosave of the author of the newest draft may also be its beginning; a text
        that was sent by hand may have been shortened on purpose and is kept.
        """
        if self.latest_revision is None:
            return False
        names = {*self.form.fields, *self.form.formsets}
        mine = content_of(late, names)
        saved = content_of(self.latest_revision.as_object(), names)
        own = self.latest_revision.user_id == self.request.user.pk
        return mine == saved or (self.expects_json_response and own and is_contained(mine, saved))

    def _posted_base(self) -> int | None:
        posted = self.request.POST
        value = posted.get("overwrite_revision_id") or posted.get("loaded_revision_id") or ""
        return int(value) if value.isdecimal() and len(value) < 19 else None

    def _forget_overwrite_unless_allowed(self) -> None:
        if "overwrite_revision_id" not in self.request.POST:
            return
        live = self.real_page_record.live_revision_id
        if not may_be_overwritten(self.latest_revision, self.request.user, live):
            self.request.POST = self.request.POST.copy()
            del self.request.POST["overwrite_revision_id"]


class GovernedEditView(GovernedEditMixin, EditView):
    """Edit a draft."""


class GovernedRevertView(GovernedEditMixin, RevisionsRevertView):
    """Take up an earlier version: it becomes a new draft, the earlier one stays as it was."""
