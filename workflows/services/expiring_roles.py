"""Tells in time that a role ends: its holder, the quality office, and whoever can renew it (R11).

A role stops counting by its date, nothing has to run for that; what must not happen is that
a stage is left without people and nobody noticed.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entities import roles
from entities.models import RoleAssignment
from entities.vocabulary import Role
from workflows.services import notices

#: Days before the end on which a notice is written; 0 is the last day, -1 the day after.
LADDER = (15, 5, 0, -1)


@transaction.atomic
def warn(today: date) -> int:
    """Write the notices due today, one for each step of the ladder, never twice.

    Args:
        today: the day in continental Ecuador.

    Returns:
        how many assignments were warned about.
    """
    window = RoleAssignment.objects.filter(
        annulled_on__isnull=True,
        ends_on__isnull=False,
        ends_on__lte=today + timedelta(days=LADDER[0]),
        ends_on__gte=today + timedelta(days=LADDER[-1]),
    ).select_related("entity")
    warned = 0
    for assignment in window:
        ends_on: date = assignment.ends_on  # type: ignore[assignment]  # filtered above
        left = (ends_on - today).days
        step = min(step for step in LADDER if left <= step)
        notices.write(
            _recipients(assignment),
            f"role-{assignment.pk}-{ends_on}-{step}",
            None,
            _subject(assignment, left),
            _body(left) % {"post": assignment.post, "day": ends_on.strftime("%d/%m/%Y")},
        )
        warned += 1
    return warned


def _recipients(assignment: RoleAssignment) -> set[int]:
    told = {assignment.user_id}
    if assignment.entity_id is not None:
        for role in (Role.CAL, Role.STAFF):
            office = roles.holders(role, entity_id=assignment.entity_id)
            told |= set(office.values_list("pk", flat=True))
    return told


def _subject(assignment: RoleAssignment, left: int) -> str:
    what = {"what": _role_and_place(assignment), "days": left}
    if left < 0:
        return _("Terminó un rol: %(what)s") % what
    if left == 0:
        return _("Hoy termina un rol: %(what)s") % what
    return (
        ngettext(
            "Un rol termina en %(days)s día: %(what)s",
            "Un rol termina en %(days)s días: %(what)s",
            left,
        )
        % what
    )


def _body(left: int) -> str:
    """What ended is not renewed: the day is told as past, and the role is given again."""
    if left < 0:
        return _(
            "Cargo: %(post)s. Terminó el %(day)s. Lo da otra vez, a la misma persona o a otra, "
            "quien administra el personal o la plataforma, en «Personal»."
        )
    return _(
        "Cargo: %(post)s. Termina el %(day)s. Lo renueva, o da el rol a otra persona, "
        "quien administra el personal o la plataforma, en «Personal»."
    )


def _role_and_place(assignment: RoleAssignment) -> str:
    """«Planificación de RC»; roles of no entity already say whose they are."""
    role = assignment.get_role_display()
    if assignment.entity is None:
        return role
    return _("%(role)s de %(entity)s") % {"role": role, "entity": assignment.entity.short_name}
