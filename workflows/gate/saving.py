"""What the editor of a new page and that of an old one do alike: read, judge, save a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.models import Page

from workflows.gate import answers
from workflows.gate.editing import (
    MalformedFormError,
    malformed_verdict,
    reading_form,
    refuse_phantom_rows,
    verdict_on,
    with_status,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from workflows.verdicts import Verdict


def page_row(page_id: int, *, locked: bool) -> dict[str, Any] | None:
    """The columns of a page as they are now; nothing for one that is gone.

    Args:
        page_id: the page.
        locked: also take its row, in the transaction there is.
    """
    rows = Page.objects.filter(pk=page_id)
    found: dict[str, Any] | None = (rows.select_for_update() if locked else rows).values().first()
    return found


class SavesADraft:
    """Before one of Wagtail's editor views: the form is read once, and does one thing."""

    def bound_form(self) -> Any:
        """The form with what was sent."""
        raise NotImplementedError

    @cached_property
    def action_name_and_method(self) -> tuple[str, Any]:
        """There is one action."""
        return ("save", self.save_action)

    def read_form(self, page_id: int | None) -> tuple[HttpResponse | None, bool]:
        """Read what was sent; answer with a refusal, if any, and whether the form is valid.

        Args:
            page_id: the page that is edited; ``None`` for a new one.
        """
        try:
            refuse_phantom_rows(self.request.POST)
            with reading_form(page_id):
                self.form = self.bound_form()
                self.form.defer_required_fields()
                is_valid = self.form.is_valid()
        except MalformedFormError as error:
            return self.malformed(error), False
        verdict = verdict_on(self.request.POST)
        return (None if verdict else self._refuse(verdict)), is_valid

    def malformed(self, error: MalformedFormError) -> HttpResponse:
        """400: no editor of ours sends such a form."""
        return answers.forbidden(self.request, malformed_verdict(error), status=400)

    def with_errors(self) -> HttpResponse:
        """400 with the form and its errors."""
        self.form.restore_required_fields()
        return with_status(self.form_invalid(self.form), 400)

    def _refuse(self, verdict: Verdict) -> HttpResponse:
        """403 with the text still in the form."""
        if self.expects_json_response:
            return answers.forbidden(self.request, verdict)
        self.form.restore_required_fields()
        messages.error(self.request, verdict.message)
        self.has_unsaved_changes = True
        return with_status(self.render_to_response(self.get_context_data()), 403)
