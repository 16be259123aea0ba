"""Evidence that citizens may read: what was approved with the edition in force (R218, R220).

Two things must hold at once: the evidence stood behind the commitment when its edition in force
was approved, and the entity says today that it may be public. Taking either away closes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from agreements.models import Evidence
from carta_pages.models import CommitmentPage
from carta_pages.public.reading import Mode
from workflows.selectors import backing_of

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading

NAME = "agreements"
"""Key of this room in what is frozen (``agreements.backing``)."""


@dataclass(frozen=True)
class PublicEvidence:
    """One item as it was approved, whatever its register says of it since."""

    title: str
    kind: str
    dated_on: date
    name: str
    size: int
    sha256: str


def public_evidence(reading: Reading) -> list[PublicEvidence]:
    """Public evidence of a commitment in force: one query, two where there is any.

    Args:
        reading: of any page; every other page and every other day or version has none.
    """
    edition = reading.edition
    if not isinstance(reading.page, CommitmentPage) or reading.mode is not Mode.NOW:
        return []
    if edition is None or reading.exclusion is not None:
        return []
    entity_id = reading.page.public_entity_id or reading.page.entity_key
    open_now = {
        str(uuid): sha256
        for uuid, sha256 in Evidence.objects.filter(
            entity=entity_id, is_public=True, in_force=True
        ).values_list("uuid", "sha256")
    }
    frozen = backing_of(edition) if open_now else None
    if frozen is None:
        return []
    rows = frozen.content.get(NAME, {}).get("evidence", ())
    return [_told(row) for row in rows if open_now.get(row["uuid"]) == row["file"]["sha256"]]


def _told(row: dict[str, Any]) -> PublicEvidence:
    file = row["file"]
    return PublicEvidence(
        title=row["title"],
        kind=row["kind"]["label"],
        dated_on=date.fromisoformat(row["dated_on"]),
        name=file["name"],
        size=file["size"],
        sha256=file["sha256"],
    )
