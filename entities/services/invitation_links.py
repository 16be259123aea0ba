"""The link of an invitation: what it opens, and for whom.

The link's secret is derived from the invitation and the installation's key when the letter is
mailed, and never stored: a copy of the database opens no account. Its digest includes the
address, so that a link mailed to a wrong address dies when the address is corrected.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from entities import clock
from entities.models import Invitation, RoleAssignment


def digest(token: str, email: str) -> str:
    """What is stored of a secret: nothing that opens, and only for that address."""
    return hashlib.sha256(f"{token}:{email.casefold()}".encode()).hexdigest()


def secret_of(invitation: Invitation, key: str | bytes | None = None) -> str:
    """The secret of an invitation, by a key of the installation (today's when not said)."""
    return salted_hmac(
        "carta.invitation", str(invitation.uuid), secret=key, algorithm="sha256"
    ).hexdigest()


def token_of(invitation: Invitation) -> str | None:
    """The secret of an open invitation, for its letter; None when it opens nothing any more."""
    if not invitation.is_open(clock.now()):
        return None
    for key in (None, *settings.SECRET_KEY_FALLBACKS):
        token = secret_of(invitation, key)
        if constant_time_compare(digest(token, invitation.user.email), invitation.digest):
            return token
    return None


def find(uuid: Any, token: str) -> Invitation | None:
    """The invitation that this link opens, or None for whatever reason it opens nothing."""
    invitation = Invitation.objects.select_related("user", "entity").filter(uuid=uuid).first()
    if invitation is None or not opens(invitation, token):
        return None
    return invitation


def opens(invitation: Invitation, token: str) -> bool:
    """Whether the secret opens the invitation at this moment."""
    user = invitation.user
    return (
        constant_time_compare(digest(token, user.email), invitation.digest)
        and invitation.is_open(clock.now())
        and waits(user)
        and live_assignments(user.pk, invitation.entity_id).exists()
    )


def waits(user: Any) -> bool:
    """Whether nobody has taken possession of the account yet."""
    return not user.is_active and not user.has_usable_password()


def live_assignments(user_id: Any, entity_id: int | None) -> Any:
    """What the person holds, or will hold, in an entity (None: over all of them)."""
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today())
    rows = RoleAssignment.objects.filter(not_over, user_id=user_id, annulled_on__isnull=True)
    if entity_id is None:
        return rows.filter(entity__isnull=True)
    return rows.filter(entity_id=entity_id)
