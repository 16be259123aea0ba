"""The immutable record of one publication of a page (DESIGN §3.12)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from entities import clock
from workflows.errors import Refused
from workflows.models import Decision, Dossier, DossierItem, Edition, EditionFile, FrozenFile
from workflows.plain_facts import DossierFacts
from workflows.services import freezing, trace
from workflows.snapshots import canonical, text_digest
from workflows.stages import Kind, decision_stages
from workflows.verdicts import no


def write_edition(
    dossier: Dossier, item: DossierItem, act: Mapping[str, Any], stages: list[dict[str, str]]
) -> Edition:
    """Write the edition of one page of a dossier, with the files its text names.

    Args:
        act: ``legal_act``, ``legal_act_date``, ``effective_date`` as validated dates.
        stages: as ``stages_passed`` gives them.

    Raises:
        Refused: the pinned text is not the one that was approved.
    """
    number = item.base_edition.number + 1 if item.base_edition else 1
    excluded = dossier.kind == Kind.EXCLUSION
    edition = Edition(
        page_id=item.page_id,
        number=number,
        type=Edition.Type.EXCLUSION if excluded else Edition.Type.PUBLICATION,
        revision_id=item.pin_id,
        title=item.title,
        snapshot=item.snapshot,
        schema_version=json.loads(item.snapshot)["schema_version"],
        sha256=text_digest(item.snapshot),
        dossier=dossier,
        dossier_kind=dossier.kind,
        legal_act=act["legal_act"],
        legal_act_date=act["legal_act_date"],
        effective_date=act["effective_date"],
        published_at=clock.now(),
        change_note=item.change_note,
        office=item.unit.name if item.unit else dossier.entity.name,
        stages_passed=stages,
        code=secrets.token_urlsafe(12),
    )
    if edition.sha256 != item.snapshot_hash:
        raise Refused(no(_("El contenido fijado de «%s» fue alterado.") % item.title))
    edition.record_hash = edition_record_hash(edition)
    edition.save(force_insert=True)
    files = FrozenFile.objects.filter(pk__in=freezing.named_files(edition.content))
    EditionFile.objects.bulk_create(EditionFile(edition=edition, file=file) for file in files)
    return edition


def edition_record_hash(edition: Edition) -> str:
    """Hash over everything an edition says of itself; the trace keeps it."""
    return text_digest(
        canonical(
            {
                "page": edition.page_id,
                "number": edition.number,
                "type": str(edition.type),
                "revision": edition.revision_id,
                "title": edition.title,
                "schema": edition.schema_version,
                "sha256": edition.sha256,
                "dossier": edition.dossier_id,
                "kind": str(edition.dossier_kind),
                "act": edition.legal_act,
                "act_date": iso_day(edition.legal_act_date),
                "effective": iso_day(edition.effective_date),
                "published_at": trace.stamp(edition.published_at),
                "note": edition.change_note,
                "office": edition.office,
                "stages": edition.stages_passed,
                "code": edition.code,
            }
        )
    )


def iso_day(day: date | str) -> str:
    """The day as editions and decisions keep it, «2026-05-01»."""
    return day if isinstance(day, str) else day.isoformat()


def stages_passed(told: DossierFacts) -> list[dict[str, str]]:
    """Stage, office, post and day of the last decision that counts at each stage; no names."""
    stages = decision_stages(told.route)
    last = {stage: max(item.counted[stage].decision_id for item in told.items) for stage in stages}
    decisions = Decision.objects.in_bulk(set(last.values()))
    passed = []
    for stage in stages:
        decision = decisions[last[stage]]
        passed.append(
            {
                "stage": str(stage),
                "label": str(stage.label),
                "office": decision.office,
                "post": decision.post,
                "date": decision.at.astimezone(clock.ZONE).date().isoformat(),
            }
        )
    return passed
