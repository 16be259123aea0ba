"""A rule's answer: yes, or no with the reason and who can.

Three kinds of screen follow from one answer: the button that works, the button that is
shown but explains why not, the refusal of the server. All three print ``reason``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed; truthy when it is.

    Args:
        allowed: the answer.
        reason: plain Spanish, shown as it is; empty when allowed.
        who: who can do it instead, in plain Spanish; may be empty.
    """

    allowed: bool
    reason: str | Promise = ""
    who: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def message(self) -> str:
        """Reason and who can, as one text."""
        return " ".join(str(part) for part in (self.reason, self.who) if part)


YES = Verdict(True)


def no(reason: str | Promise, who: str | Promise = "") -> Verdict:
    """A refusal that explains itself."""
    return Verdict(False, reason, who)
