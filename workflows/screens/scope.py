"""Which dossiers a person may open, as SQL: the mirror of ``access.may_read_dossier``.

A list, its counts and its export must agree with the rule row by row; a test compares both.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from entities import roles
from entities.vocabulary import Role
from workflows.access import DOSSIER_READERS, MINISTRY_READERS, UNIT_ROLES
from workflows.identifiers import LARGEST_ID
from workflows.models import Dossier, DossierItem, Notice
from workflows.stages import Route


def visible_dossiers(user: Any) -> QuerySet[Dossier]:
    """Every dossier the person may open (DESIGN §3.10).

    The entity's own people from its submission on; those bound to units, where one of its
    pages is of theirs; MDT from remission on; the platform's administrator all of them.
    """
    dossiers = Dossier.objects.all()
    if not user.is_active:
        return dossiers.none()
    if roles.is_platform_admin(user):
        return dossiers
    whole: set[int] = set()
    by_unit: dict[int, set[int]] = defaultdict(set)
    wanted = Q(pk__in=[])
    for assignment in roles.active_assignments(user):
        role = Role(assignment.role)
        if role in MINISTRY_READERS:
            wanted |= Q(remitted_at__isnull=False, route=Route.COMMITMENT)
        elif role in UNIT_ROLES and assignment.unit_ids:
            by_unit[assignment.entity_id] |= assignment.unit_ids
        elif role in DOSSIER_READERS:
            whole.add(assignment.entity_id)
    wanted |= Q(entity__in=whole)
    for entity_id, unit_ids in by_unit.items():
        wanted |= Q(entity=entity_id) & _of_units(unit_ids)
    return dossiers.filter(wanted)


def _of_units(unit_ids: set[int]) -> Q:
    """One of the pages is of these units, or none of them is of any unit."""
    items = DossierItem.objects.filter(dossier=OuterRef("pk"))
    return Q(Exists(items.filter(unit__in=unit_ids))) | ~Q(Exists(items.filter(unit__isnull=False)))


def visible_notices(user: Any) -> QuerySet[Notice]:
    """The person's notices, but for those of dossiers that they may no longer open.

    A notice names the pages of an entity; whoever left it reads no more of it.
    """
    own = Notice.objects.filter(recipient_id=user.pk)
    return own.filter(Q(dossier__isnull=True) | Q(dossier__in=visible_dossiers(user)))


def readable_dossier(user: Any, pk: int) -> Dossier | None:
    """The dossier, or ``None``: the same for one that is foreign and one that never was."""
    if not 0 < pk <= LARGEST_ID:
        return None
    related = visible_dossiers(user).select_related("entity", "merged_into", "split_from")
    return related.filter(pk=pk).first()


def reads_several_entities(user: Any) -> bool:
    """Whether a list needs a column and a filter for the entity."""
    if roles.is_platform_admin(user):
        return True
    held = roles.active_assignments(user)
    return (
        any(Role(a.role) in MINISTRY_READERS for a in held)
        or len({a.entity_id for a in held if a.entity_id}) > 1
    )
