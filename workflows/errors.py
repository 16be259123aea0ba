"""How the machine refuses. Each error knows the HTTP status its screen answers with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from workflows.verdicts import Verdict, no

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.utils.functional import Promise


class Refused(PermissionDenied):
    """The rule says no; the message says why and who can. HTTP 403."""

    status = 403

    def __init__(self, verdict: Verdict):
        self.verdict = verdict
        super().__init__(verdict.message)


class Stale(Exception):  # noqa: N818  (a refusal, not a failure)
    """What was on the person's screen is no longer what is stored. HTTP 409."""

    status = 409


class InvalidDecision(Exception):  # noqa: N818  (a refusal, not a failure)
    """The decision's form has errors; nothing was saved. HTTP 400.

    Args:
        form: the bound form, with its messages beside the fields.
    """

    status = 400

    def __init__(self, form: BaseForm):
        self.form = form
        super().__init__(form.errors.as_text())


class IncompleteSubmission(Exception):  # noqa: N818  (a refusal, not a failure)
    """Requirement checkers found errors; ``findings`` says which. HTTP 400."""

    status = 400

    def __init__(self, findings: list):
        self.findings = findings
        super().__init__("; ".join(str(finding.message) for finding in findings))


class OutsideTheMachine(PermissionDenied):
    """A governed page was about to change its public life by a route that is not ours.

    Args:
        reason: why not, in plain Spanish.
        who: who can, or what to do instead; «Nadie puede…» when nobody may.
    """

    status = 403

    def __init__(self, reason: str | Promise, who: str | Promise):
        self.verdict = no(reason, who)
        super().__init__(self.verdict.message)
