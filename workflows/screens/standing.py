"""Where a page stands in the machine, in the words its editor needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import selectors
from workflows.models import Decision
from workflows.stages import Stage

if TYPE_CHECKING:
    from workflows.governed import GovernedPage
    from workflows.models import Dossier, Edition


@dataclass(frozen=True)
class Standing:
    """One of: a draft nobody was sent, returned to its unit, under review, or public as it is.

    Args:
        dossier: the open dossier, if the page is in one.
        is_locked: whether the page is closed to edits there.
        returned: the decision that sent it back; ``None`` when it was not one.
        edition: the edition in force, for a page without changes since.
    """

    dossier: Dossier | None = None
    is_locked: bool = False
    returned: Decision | None = None
    edition: Edition | None = None

    @property
    def is_under_review(self) -> bool:
        """Whether nobody can change it now."""
        return self.dossier is not None and self.is_locked

    @property
    def is_returned(self) -> bool:
        """Whether its unit must answer and send it again."""
        return self.dossier is not None and not self.is_locked

    @property
    def returned_at(self) -> datetime | None:
        """When it came back to the unit."""
        if self.returned is not None:
            return self.returned.at
        return self.dossier.stage_entered_at if self.dossier is not None else None


def standing_of(page: GovernedPage) -> Standing:
    """Where the page stands now; at most three short queries.

    Args:
        page: as its newest draft has it; one that was not stored yet is a draft.
    """
    if not page.pk:
        return Standing()
    locking = page.locking_dossier()
    if locking is not None:
        return Standing(locking, is_locked=True)
    dossier = page.open_dossier()
    if dossier is not None:
        return Standing(dossier, returned=_what_returned(dossier))
    if page.live and not page.has_unpublished_changes:
        return Standing(edition=selectors.edition_in_force(page.pk))
    return Standing()


def _what_returned(dossier: Dossier) -> Decision | None:
    """The last decision that sent the dossier back to its unit, whole or parted from another."""
    sent_back = (Decision.Outcome.RETURNED, Decision.Outcome.SPLIT)
    found: Decision | None = (
        dossier.decisions.filter(outcome__in=sent_back, target=Stage.UNIT).order_by("-pk").first()
    )
    return found
