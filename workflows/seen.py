"""The draft somebody had on the screen when they decided to send it (DESIGN §3.5).

A revision alone does not name a text: autosave writes over the newest one. The screen carries
a signed mark of what it showed, its content included, because once it is written over nothing
else remembers it; so a text that changed meanwhile is answered with the difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core import signing

from workflows.services.freezing import revision_digest

if TYPE_CHECKING:
    from wagtail.models import Revision

SALT = "carta.seen-draft"


@dataclass(frozen=True)
class SeenDraft:
    """What a screen showed of one page; without values, nothing that exists.

    Args:
        revision_id: of the draft.
        text: hash of everything that revision stored.
        content: its publishable content.
    """

    revision_id: int = 0
    text: str = ""
    content: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, revision: Revision, content: dict[str, Any] | None = None) -> SeenDraft:
        """What somebody sees who looks at the revision now."""
        return cls(revision.pk, revision_digest(revision.content), content or {})

    def is_still(self, revision: Revision) -> bool:
        """Whether the revision says what it said on the screen."""
        return (self.revision_id, self.text) == (revision.pk, revision_digest(revision.content))


def mark_of(page_id: int, seen: SeenDraft) -> str:
    """The signed mark that a screen carries and posts back."""
    values = {"page": page_id, "rev": seen.revision_id, "text": seen.text, "says": seen.content}
    return signing.dumps(values, salt=SALT, compress=True)


def read_mark(page_id: int, text: str | None) -> SeenDraft:
    """A mark read back; a broken one, or one of another page, is of nothing seen."""
    try:
        values = signing.loads(text or "", salt=SALT)
    except signing.BadSignature:
        return SeenDraft()
    if values["page"] != page_id:
        return SeenDraft()
    return SeenDraft(values["rev"], values["text"], values["says"])
