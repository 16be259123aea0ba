"""Who writes to a person that something waits for them outside (an invitation).

The outbox lives above, in the room of approvals; it registers its writer here. The writer runs
inside the caller's transaction and mails after the commit: a mail server that fails undoes
nothing, and a letter that could not be written undoes the act.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from entities.errors import Problem, RuleViolation

if TYPE_CHECKING:
    from entities.models import Invitation, RoleAssignment

InvitationWriter = Callable[["Invitation"], object]
AppointmentWriter = Callable[["RoleAssignment"], object]

_invitation: InvitationWriter | None = None
_appointment: AppointmentWriter | None = None


def set_writers(
    invitation: InvitationWriter | None, appointment: AppointmentWriter | None
) -> tuple[InvitationWriter | None, AppointmentWriter | None]:
    """Make these the ones that write; answers those they replace."""
    global _invitation, _appointment
    previous = (_invitation, _appointment)
    _invitation, _appointment = invitation, appointment
    return previous


def invite(invitation: Invitation) -> None:
    """Write the letter of an invitation.

    Raises:
        RuleViolation: this installation has nothing that sends letters.
    """
    if _invitation is None:
        raise RuleViolation(
            [Problem("email", _("Esta instalación no tiene por dónde enviar invitaciones."))]
        )
    _invitation(invitation)


def tell_appointment(assignment: RoleAssignment) -> None:
    """Tell somebody who already signs in that they were given a role."""
    if _appointment is not None:
        _appointment(assignment)
