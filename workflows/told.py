"""What the trace tells of approvals, told again from its entries alone (DESIGN §3.6, §3.13).

The tables of a dossier are its working papers; the chained trace is guarded. Publication and
``verify_history`` replay the entries and compare: an approval that is only in a table is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workflows.approvals import Approval, counted
from workflows.stages import Stage

PREFIX = "dossier."
APPROVING = frozenset({"dossier.approved", "dossier.favourable"})


@dataclass
class PageTold:
    """One page on its way, as the trace tells it since it was last submitted.

    Args:
        sha256: its present text.
        pin: the revision pinned for it.
        note: hash of its public note; ``None`` in entries written before it was told.
        kind: what it was submitted for; empty in entries written before it was told.
        authors: who wrote or sent it; entries written before writers were told name the senders.
        approvals: given since its text last changed.
    """

    sha256: str = ""
    pin: int = 0
    note: str | None = None
    kind: str = ""
    authors: set[int] = field(default_factory=set)
    approvals: list[Approval] = field(default_factory=list)

    def standing(self) -> dict[Stage, Approval]:
        """By stage, the approval that counts."""
        return counted(self.approvals, self.sha256, self.authors)


class Replay:
    """Takes the entries of the trace in order and knows what stands after each.

    ``pages`` is each page on its way, ``voided`` every approval that fell, as decision and page.
    ``left_standing`` are those under a changed text that the machine may not have voided: it once
    did not, and entries of that time tell neither who wrote nor the public note.
    """

    def __init__(self) -> None:
        self.pages: dict[int, PageTold] = {}
        self.voided: set[tuple[int, int]] = set()
        self.left_standing: set[tuple[int, int]] = set()
        self._people: dict[str, int] = {}

    def take(self, kind: str, actor: str, data: dict[str, Any]) -> None:
        """One more entry.

        Args:
            kind: of the entry; only those of dossiers say something here.
            actor: the token of who acted.
            data: its payload.

        Raises:
            KeyError, ValueError: the entry does not say what such an entry says.
        """
        if not kind.startswith(PREFIX):
            return
        who = self._number(actor)
        for row in data["pages"]:
            page = self._page(kind, row)
            if kind == "dossier.submitted":
                page.kind = data.get("kind", "")
            if kind in ("dossier.submitted", "dossier.resubmitted"):
                wrote = {writer["who"] for writer in row.get("writers", ())} - {""}
                page.authors |= {who, *map(self._number, wrote)}
            elif kind in APPROVING:
                stage = Stage(data["stage"])
                page.approvals.append(Approval(stage, row["sha256"], who, data["decision"]))
            elif kind == "dossier.returned" and data["target"] != Stage.UNIT:
                before = list(Stage)[: list(Stage).index(Stage(data["target"]))]
                kept = [given for given in page.approvals if given.stage in before]
                self._void(page, row["page"], kept, self.voided)

    def _number(self, token: str) -> int:
        return self._people.setdefault(token, len(self._people) + 1)

    @staticmethod
    def _void(
        page: PageTold, page_id: int, kept: list[Approval], fallen: set[tuple[int, int]]
    ) -> None:
        fallen.update((given.decision_id, page_id) for given in page.approvals if given not in kept)
        page.approvals = kept

    def _page(self, kind: str, row: dict[str, Any]) -> PageTold:
        """The page of a row, begun again when it is submitted, emptied when its text changes."""
        if kind == "dossier.submitted":
            self.pages.pop(row["page"], None)
        page = self.pages.setdefault(row["page"], PageTold())
        if kind in ("dossier.submitted", "dossier.resubmitted"):
            if (page.sha256, page.note) != (row["sha256"], row.get("note")):
                sure = "writers" in row and page.note is not None
                self._void(page, row["page"], [], self.voided if sure else self.left_standing)
            page.sha256, page.pin, page.note = row["sha256"], row["pin"], row.get("note")
        return page
