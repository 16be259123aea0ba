"""Letters about roles, through the same outbox as every notice (DESIGN §3.16).

The notice of an invitation says who invites and to what; its link is made when the mail is
sent, so that neither the inbox nor the database holds a secret.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from entities.models import Invitation, RoleAssignment
from entities.names import name_of
from entities.services import invitation_links
from workflows.models import Notice
from workflows.services import notices

KEY = "invitation-"


def write_invitation(invitation: Invitation) -> None:
    """The letter of an invitation, mailed after the commit and tried again by the daily job."""
    held = invitation_links.live_assignments(invitation.user_id, invitation.entity_id)
    roles = ", ".join(assignment.get_role_display() for assignment in held)
    notices.write(
        [invitation.user_id],
        f"{KEY}{invitation.pk}",
        None,
        _("Le invitan a Carta: %(place)s") % {"place": _place(invitation)},
        _(
            "%(name)s: %(place)s le asignó en Carta este rol: %(roles)s. Para usarlo, abra la "
            "dirección de abajo y elija su contraseña antes del %(until)s; sirve una sola vez. "
            "Su cuenta es %(account)s. Si no esperaba esta invitación, no haga nada: la cuenta "
            "seguirá cerrada."
        )
        % {
            "name": name_of(invitation.user),
            "place": _place(invitation),
            "roles": roles,
            "until": date_format(localtime(invitation.expires_at), "d/m/Y H:i"),
            "account": invitation.user.get_username(),
        },
    )


def settle(user_id: int) -> int:
    """Mark the letters of whoever took possession of their account as read: nothing waits there.

    Returns:
        how many were unread.
    """
    letters = Notice.objects.filter(recipient_id=user_id, key__startswith=KEY, read_at__isnull=True)
    return notices.mark_read(letters.values_list("pk", flat=True), user_id)


def write_appointment(assignment: RoleAssignment) -> None:
    """Tell somebody with an account that they have one more role."""
    notices.write(
        [assignment.user_id],
        f"role-given-{assignment.pk}",
        None,
        _("Le asignaron un rol: %(role)s") % {"role": assignment.get_role_display()},
        _("En %(place)s, desde el %(day)s, con el cargo: %(post)s.")
        % {
            "place": assignment.entity.short_name if assignment.entity else _("la plataforma"),
            "day": date_format(assignment.starts_on, "d/m/Y"),
            "post": assignment.post,
        },
    )


def _place(invitation: Invitation) -> str:
    return invitation.entity.name if invitation.entity else str(_("Ministerio del Trabajo"))


def letter(notice: Notice) -> tuple[str, str] | None:
    """Address and link of an invitation's mail.

    Returns:
        ``None`` for any other notice; two empty texts when the link opens nothing any more,
        so that no dead letter is mailed.
    """
    if not notice.key.startswith(KEY):
        return None
    number = notice.key.removeprefix(KEY)
    rows = Invitation.objects.select_related("user").filter(pk=int(number))
    invitation = rows.filter(user_id=notice.recipient_id).first()
    token = invitation_links.token_of(invitation) if invitation is not None else None
    if invitation is None or token is None:
        return "", ""
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "").rstrip("/")
    path = reverse("carta_joining:accept", args=[invitation.uuid, token])
    return invitation.user.email, base + path
