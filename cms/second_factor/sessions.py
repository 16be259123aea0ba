"""What a session remembers of the second factor, and what is still missing in a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.utils.crypto import constant_time_compare

from cms.second_factor.rules import OPTIONAL, Standing, standing
from entities.roles import active_assignments
from entities.second_factor import why_required

if TYPE_CHECKING:
    from django.http import HttpRequest

VERIFIED = "carta_segundo_factor"


def must_have(user: Any) -> str:
    """Why the person must have a second factor, by the roles of this moment; else empty."""
    roles = [assignment.role for assignment in active_assignments(user)]
    return why_required(roles, is_superuser=user.is_superuser)


def why_not_without(user: Any) -> str:
    """Why the person may not take their own factor away; empty when they may be without."""
    return "" if settings.CARTA_SECOND_FACTOR == OPTIONAL else must_have(user)


def standing_of(request: HttpRequest, user: Any) -> Standing:
    """What the signed-in person has still to do.

    Roles are asked for, as on every request, only when they may matter.
    """
    mode = settings.CARTA_SECOND_FACTOR
    found = standing(
        has_factor=user.has_second_factor,
        verified=is_verified(request, user),
        must_have=True,
        mode=mode,
    )
    if found is Standing.ENROL and not must_have(user):
        return Standing.PASSED
    return found


def is_verified(request: HttpRequest, user: Any) -> bool:
    """Whether this session gave a code of the factor the person has now."""
    given = request.session.get(VERIFIED, "")
    return bool(user.session_stamp) and constant_time_compare(given, user.session_stamp)


def passed(request: HttpRequest, user: Any) -> None:
    """A code was given: the session gets another key, and remembers it until it ends."""
    request.session.cycle_key()
    request.session[VERIFIED] = user.session_stamp


def factor_changed(request: HttpRequest, user: Any) -> None:
    """Keep this one session of those that a change of factor ended."""
    update_session_auth_hash(request, user)
    if user.has_second_factor:
        request.session[VERIFIED] = user.session_stamp
    else:
        request.session.pop(VERIFIED, None)


def forget_code(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Receiver of ``user_logged_in``: a password typed again asks for a code again."""
    request.session.pop(VERIFIED, None)
