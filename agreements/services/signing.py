"""Sign a commitment before it is published: validated, reviewed, and formally reviewed (R79)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import CommitmentSignOff
from agreements.selectors.signing import Signed, signed_one
from agreements.services.keeping import keep
from agreements.vocabulary import SignOff
from carta_pages.models import CommitmentPage
from entities import clock, roles
from entities.errors import Problem
from entities.models import RoleAssignment
from entities.vocabulary import Role
from workflows.registries import findings_for

SIGNS: dict[str, Role] = {
    SignOff.VALIDATED: Role.UNI,
    SignOff.TECHNICAL: Role.UNI,
    SignOff.FORMAL: Role.CAL,
}
"""The process owner's unit signs the first two, the quality office the last."""


@transaction.atomic
def sign(commitment: CommitmentPage, kind: str, actor: Any) -> CommitmentSignOff:
    """Sign the newest text of a commitment; a later text needs its own signatures.

    Args:
        commitment: a stored one.
        kind: value of ``SignOff``; each follows the one before.
        actor: who holds the office that signs it; the last, nobody who signed before.

    Raises:
        RuleViolation: not their office, not its turn, or the commitment still lacks something.
    """
    signed = signed_one(CommitmentPage.objects.select_for_update().get(pk=commitment.pk))
    draft = signed.draft
    held = office_that_signs(actor, kind, draft)
    row = CommitmentSignOff(
        entity=draft.entity,
        service_id=signed.service_id,
        commitment=commitment,
        sha256=signed.sha256,
        person_id=actor.pk,
        post=held.post if held else "",
        office=held.office if held else "",
    )
    return keep(
        row,
        {"kind": kind, "signed_on": clock.today()},
        actor_id=actor.pk,
        first=_("Compromiso firmado."),
        problems=[*_who(kind, held, signed, actor), *_when(kind, signed)],
    )


def office_that_signs(actor: Any, kind: str, page: Any) -> RoleAssignment | None:
    """The office in which somebody signs: a unit only what is its own."""
    role = SIGNS.get(kind)
    if role is None:
        return None
    unit = page.responsible_unit
    where = unit.pk if role is Role.UNI and unit is not None else roles.ANY_UNIT
    return roles.assignment_for(actor, role, page.entity_key, unit=where)


def _who(kind: str, held: RoleAssignment | None, signed: Signed, actor: Any) -> list[Problem]:
    if held is None and kind in SIGNS:
        text = _("Esta firma es de: %s.") % SIGNS[kind].label
        return [Problem("kind", text)]
    before = {one.person_id for one in signed.signatures if one.kind != kind}
    if kind == SignOff.FORMAL and actor.pk in before:
        return [Problem("kind", _("La revisión formal la firma otra persona."))]
    return []


def _when(kind: str, signed: Signed) -> list[Problem]:
    expected = signed.next_kind
    if expected is not None and kind != expected and kind not in signed.by_kind:
        return [Problem("kind", _("Primero falta la firma «%s».") % expected.label)]
    if kind != SignOff.VALIDATED:
        return []
    lacking = [finding for finding in findings_for(signed.draft) if finding.blocks]
    if not lacking:
        return []
    return [
        Problem(
            "commitment",
            _("Todavía no está validado. Falta: %s") % " ".join(str(f.message) for f in lacking),
        )
    ]
