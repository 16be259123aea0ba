"""Invite somebody to an account made for a role; send it again, take it back, take possession.

What the link of a letter opens is said in ``invitation_links``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from entities import clock, letters
from entities.errors import Problem, RuleViolation, raise_if
from entities.models import Entity, Invitation, RoleAssignment
from entities.rules import reason_problems, text_problems
from entities.sanitize import one_line
from entities.services import saving, staff
from entities.services.invitation_links import (
    digest,
    find,
    live_assignments,
    opens,
    secret_of,
    waits,
)
from entities.services.roles import assign_role, wanted_problems
from entities.staff_rules import Manager, manage_problems, person_problems, same_mailbox
from entities.vocabulary import InvitationEnd

DAYS = 7
PAUSE = timedelta(minutes=10)
"""Between two letters to the same person: nobody's mailbox is filled with them."""


# --- Invite -----------------------------------------------------------------------------


@transaction.atomic
def invite(
    actor: Any,
    entity: Entity | None,
    role: str,
    *,
    email: str,
    first_name: str,
    last_name: str,
    reason: str,
    **values: Any,
) -> tuple[RoleAssignment, Invitation | None]:
    """Give a role to whoever receives mail at an address.

    Somebody who already signs in keeps their account as it is and gets the role at once; for
    anybody else an inactive account without password is made and a letter sent.

    Args:
        actor: who invites.
        entity: where; None for the Ministry's roles.
        role: which.
        email: where the letter goes; also the account's name.
        first_name: of a new account only.
        last_name: of a new account only.
        reason: why, for the history.
        values: ``post``, ``starts_on`` and the rest of ``assign_role``.

    Returns:
        the assignment, and the invitation where one was needed.

    Raises:
        RuleViolation: naming every problem; nothing was written.
    """
    manager = staff.manager_now(actor, entity.pk if entity else None)
    email = one_line(email).lower()
    person = _person_at(email)
    staff.check_place(manager, person.pk if person else None, role, entity)
    problems = staff.new_problems(role, values) + reason_problems(reason)
    whose = [Problem("email", _("Nadie se da un rol a sí mismo."))]
    if not same_mailbox(email, manager.email):
        whose = _existing_problems(manager, person) if person is not None else []
    # Of an account that is out of reach nothing is told, not even what it holds here.
    problems += whose + wanted_problems(None if whose else person, role, entity, values)
    raise_if(dict.fromkeys(problems))
    if person is not None and person.is_active:
        given = staff.give_role(actor, person, role, entity, reason=reason, **values)
        return given, None
    if person is None:
        person = _new_account(email, first_name, last_name)
    given = assign_role(
        person, role, entity, actor_id=actor.pk, reason=reason, awaits_invitation=True, **values
    )
    return given, _open(person, entity, actor.pk, "role.invited")


def _person_at(email: str) -> Any | None:
    """The one account of an address. Raises RuleViolation when several share it."""
    found = get_user_model()._default_manager.filter(
        Q(email__iexact=email) | Q(username__iexact=email)
    )[:2]
    if len(found) > 1:
        raise RuleViolation([Problem("email", _ask_platform())])
    return found[0] if found else None


def _ask_platform() -> str:
    return _(
        "Con esta dirección no se puede desde aquí: pídalo a la administración de la plataforma."
    )


def _existing_problems(manager: Manager, person: Any) -> list[Problem]:
    """Whose account an entity may give a role to without asking the platform.

    Not one that acts for the Ministry or runs the platform: a role in an entity would bar it
    from that entity's dossiers (DESIGN §3.7). Not one that the platform switched off.
    """
    crosses = person.is_superuser or live_assignments(person.pk, None).exists()
    if crosses and not manager.is_platform:
        return [Problem("email", _ask_platform())]
    if not person.is_active and not waits(person):
        return [Problem("email", _ask_platform())]
    return []


def _new_account(email: str, first_name: str, last_name: str) -> Any:
    """An account that nobody can enter: inactive, without a usable password, without rights."""
    user = get_user_model()(
        username=email,
        email=email,
        first_name=one_line(first_name),
        last_name=one_line(last_name),
        is_active=False,
        is_staff=False,
        is_superuser=False,
    )
    user.set_unusable_password()
    problems = text_problems(
        {"first_name": user.first_name, "last_name": user.last_name}, ["first_name", "last_name"]
    )
    found = [*problems, *saving.model_problems(user)]
    raise_if(
        Problem("email" if each.field == "username" else each.field, each.message) for each in found
    )
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        taken = _("Alguien acaba de invitar a esta dirección: vuelva a intentarlo.")
        raise RuleViolation([Problem("email", taken)]) from error
    return user


def _open(person: Any, entity: Entity | None, actor_id: int, kind: str) -> Invitation:
    now = clock.now()
    Invitation.objects.filter(user=person, entity=entity, ended_at__isnull=True).update(
        ended_at=now, ended_as=InvitationEnd.REPLACED, ended_by_id=actor_id
    )
    days = int(getattr(settings, "CARTA_INVITATION_DAYS", DAYS))
    invitation = Invitation(
        user=person,
        entity=entity,
        created_at=now,
        created_by_id=actor_id,
        expires_at=now + timedelta(days=days),
    )
    invitation.digest = digest(secret_of(invitation), person.email)
    invitation.save()
    _tell(kind, invitation, actor_id)
    letters.invite(invitation)
    return invitation


def _tell(kind: str, invitation: Invitation, actor_id: int | None, reason: str = "") -> None:
    saving.tell(
        kind,
        invitation,
        entity_id=invitation.entity_id,
        actor_id=actor_id,
        reason=reason,
        values={"user_id": invitation.user_id},
    )


# --- Send again, take back --------------------------------------------------------------


def _own(actor: Any, invitation: Invitation) -> tuple[Invitation, list[RoleAssignment]]:
    """The invitation, locked, with what it is for. Raises RuleViolation.

    Every role it opens must be one that the actor gives: a manager does not take back what
    the platform gave.
    """
    manager = staff.manager_now(actor, invitation.entity_id)
    staff.lock_person(invitation.user_id)
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    held = list(live_assignments(row.user_id, row.entity_id))
    raise_if(person_problems(manager, user_id=row.user_id, entity_id=row.entity_id))
    for assignment in held:
        raise_if(
            manage_problems(
                manager, user_id=row.user_id, role=assignment.role, entity_id=row.entity_id
            )
        )
    if row.ended_at is not None or not waits(row.user):
        raise RuleViolation([Problem("", _("Esta invitación ya terminó."))])
    return row, held


@transaction.atomic
def send_again(actor: Any, invitation: Invitation) -> Invitation:
    """Another letter with another link; the one before opens nothing. Raises RuleViolation."""
    row, held = _own(actor, invitation)
    if not held:
        raise RuleViolation([Problem("", _("Ya no hay un rol para el que invitar."))])
    if clock.now() < row.created_at + PAUSE:
        raise RuleViolation(
            [Problem("", _("Se envió hace un momento: espere diez minutos para repetirla."))]
        )
    return _open(row.user, row.entity, actor.pk, "role.invitation_repeated")


@transaction.atomic
def cancel(actor: Any, invitation: Invitation, *, reason: str) -> None:
    """End the invitation and annul the roles it was for, which nobody exercised. RuleViolation."""
    row, held = _own(actor, invitation)
    raise_if(reason_problems(reason))
    _end([row], InvitationEnd.CANCELLED, actor.pk)
    for assignment in held:
        own = staff.locked(assignment.pk)
        staff.annul_role(own, actor_id=actor.pk, reason=reason, never_held=True)
    _tell("role.invitation_cancelled", row, actor.pk, reason)


def _end(rows: list[Invitation], how: InvitationEnd, actor_id: int) -> None:
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(
        ended_at=clock.now(), ended_as=how, ended_by_id=actor_id
    )


# --- Take possession --------------------------------------------------------------------


@transaction.atomic
def accept(uuid: Any, token: str, password: str) -> Any:
    """The invited person chooses a password; the account becomes theirs. Once only.

    Returns:
        the user.

    Raises:
        RuleViolation: the link opens nothing, or the password is refused.
    """
    gone = RuleViolation([Problem("", _("Esta invitación ya no vale."))])
    invitation = find(uuid, token)
    if invitation is None:
        raise gone
    user = staff.lock_person(invitation.user_id)
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    row.user = user
    if not opens(row, token):
        raise gone
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise RuleViolation(Problem("new_password1", text) for text in error.messages) from error
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    _end([row], InvitationEnd.ACCEPTED, user.pk)
    others = Invitation.objects.filter(user=user, ended_at__isnull=True)
    _end(list(others), InvitationEnd.REPLACED, user.pk)
    _tell("role.invitation_accepted", row, user.pk)
    return user
