"""The three signatures of each commitment, counted only for the text that was signed (R79)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Revision

from agreements.models import CommitmentSignOff
from agreements.selectors.promises import below
from agreements.vocabulary import SignOff
from carta_pages.models import CommitmentPage, ServicePage


@dataclass(frozen=True)
class Signed:
    """A commitment, its newest text and who signed that text.

    Args:
        draft: its newest text.
        service_id: its service.
        sha256: hash of the text.
        by_kind: the signatures of this very text.
        stale: kinds signed for an earlier text only.
    """

    draft: Any
    service_id: int
    sha256: str
    by_kind: dict[str, CommitmentSignOff]
    stale: tuple[str, ...] = ()

    @property
    def is_validated(self) -> bool:
        """Whether all three are there."""
        return all(kind in self.by_kind for kind in SignOff.values)

    @property
    def signatures(self) -> list[CommitmentSignOff]:
        """Those of this text, in order."""
        return [self.by_kind[kind] for kind in SignOff.values if kind in self.by_kind]

    @property
    def next_kind(self) -> SignOff | None:
        """The signature that comes next; ``None`` when all are there."""
        return next((kind for kind in SignOff if kind not in self.by_kind), None)


def signed_of(services: Iterable[ServicePage]) -> dict[int, list[Signed]]:
    """The commitments of services with their signatures, by id of the service, in tree order.

    The texts are read in one query; what each snapshot names of the registers is the page's.
    """
    by_path = {service.path: service.pk for service in services}
    found: dict[int, list[Signed]] = {pk: [] for pk in by_path.values()}
    stored = CommitmentPage.objects.filter(below(by_path)).order_by("path")
    pages = [page for page in stored if page.latest_revision_id]
    drafts = {
        row.pk: row
        for row in Revision.objects.filter(pk__in=[page.latest_revision_id for page in pages])
    }
    rows: dict[int, list[CommitmentSignOff]] = defaultdict(list)
    for row in CommitmentSignOff.objects.filter(commitment_id__in=[page.pk for page in pages]):
        rows[row.commitment_id].append(row)
    for page in pages:
        draft = drafts[page.latest_revision_id].as_object()
        service_id = by_path[page.path[: -CommitmentPage.steplen]]
        found[service_id].append(signed(draft, service_id, rows[page.pk]))
    return found


def signed(draft: Any, service_id: int, rows: Iterable[CommitmentSignOff]) -> Signed:
    """One commitment with those of its signatures that are of this text."""
    sha256 = draft.take_snapshot().sha256
    by_kind = {row.kind: row for row in rows if row.sha256 == sha256}
    stale = tuple(dict.fromkeys(row.kind for row in rows if row.kind not in by_kind))
    return Signed(draft, service_id, sha256, by_kind, stale)


def signed_one(commitment: CommitmentPage) -> Signed:
    """One stored commitment with its signatures."""
    draft = commitment.get_latest_revision_as_object()
    rows = CommitmentSignOff.objects.filter(commitment=commitment)
    return signed(draft, draft.service.pk, rows)
