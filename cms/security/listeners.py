"""Changes of roles, names, passwords and second factors, noted wherever in a request they happen.

A change without a request (a command, the demonstration) has nobody to hold accountable here:
roles enter the chained trace all the same, and a password set from the command line is told to
the log of the process.
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest
from simple_history.models import HistoricalRecords

from cms.middleware.security_log import Kind, note
from entities.models import RoleAssignment

logger = logging.getLogger("carta.seguridad")
#: What is noted of an account when it changes: its columns, and as what.
WATCHED = {
    Kind.NAME_CHANGED: ("first_name", "last_name"),
    Kind.ACCOUNT_CHANGED: ("email", "is_active", "username"),
    Kind.POWERS_CHANGED: ("is_staff", "is_superuser"),
}


def current_request() -> HttpRequest | None:
    """The request this thread is answering; django-simple-history keeps it for its own rows."""
    found: HttpRequest | None = getattr(HistoricalRecords.context, "request", None)
    return found


def _actor(request: HttpRequest | None) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def role_changed(sender: Any, instance: RoleAssignment, raw: bool = False, **kwargs: Any) -> None:
    """A role was given, corrected, ended or removed."""
    request = current_request()
    if not raw:
        note(
            request,
            Kind.ROLE_CHANGED,
            _actor(request),
            about_id=instance.user_id,
            entity_id=instance.entity_id,
        )


def password_changed(
    sender: Any, instance: Any, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """A person set a password, theirs or somebody's; a stronger hash of the same one is none."""
    if raw or created or instance._password is None:
        return
    request = current_request()
    if request is None:
        logger.warning("Contraseña cambiada sin petición", extra={"data": {"user": instance.pk}})
    note(request, Kind.PASSWORD_CHANGED, _actor(request), about_id=instance.pk)


def account_made(
    sender: Any, instance: Any, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """There is another account, and perhaps another person who administers the platform.

    Nobody makes one without having entered: what a stranger tries is not theirs to fill this with.
    """
    request = current_request()
    if raw or not created or _actor(request) is None:
        return
    kinds = [Kind.ACCOUNT_MADE, *([Kind.POWERS_CHANGED] if instance.is_superuser else [])]

    def tell() -> None:
        for kind in kinds:
            note(request, kind, _actor(request), about_id=instance.pk)

    transaction.on_commit(tell)  # an account whose making was undone is not there


def account_changed(
    sender: Any,
    instance: Any,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Somebody is about to be called otherwise, reached elsewhere, let in, shut out or raised."""
    columns = {name for names in WATCHED.values() for name in names}
    asked = sorted(columns & set(update_fields or columns))
    if raw or instance._state.adding or not asked:
        return
    stored = sender._default_manager.filter(pk=instance.pk).values(*asked).first() or {}
    changed = {name for name, value in stored.items() if value != getattr(instance, name)}
    request = current_request()
    for kind, names in WATCHED.items():
        if changed & set(names):
            note(request, kind, _actor(request), about_id=instance.pk)


def powers_given(
    sender: Any, instance: Any, action: str = "", reverse: bool = False, **kwargs: Any
) -> None:
    """Groups or permissions of Django's own were given to an account, or taken."""
    if action in {"post_add", "post_remove", "post_clear"} and not reverse:
        request = current_request()
        note(request, Kind.POWERS_CHANGED, _actor(request), about_id=instance.pk)


def second_factor_noted(kind: str, user_id: int) -> None:
    """Something happened to a second factor, or a code of it was typed.

    Args:
        kind: one of ``SecurityEvent.Kind``.
        user_id: whose factor it is; who did it is the person of the request.
    """
    request = current_request()
    note(request, kind, _actor(request), about_id=user_id)


def connect() -> None:
    """Listen to roles and accounts; safe to repeat."""
    post_save.connect(role_changed, sender=RoleAssignment, dispatch_uid="cms.role_changed")
    post_delete.connect(role_changed, sender=RoleAssignment, dispatch_uid="cms.role_removed")
    users = get_user_model()
    pre_save.connect(account_changed, sender=users, dispatch_uid="cms.account")
    post_save.connect(account_made, sender=users, dispatch_uid="cms.account_made")
    post_save.connect(password_changed, sender=users, dispatch_uid="cms.password")
    for given in ("groups", "user_permissions"):
        through = getattr(users, given).through
        m2m_changed.connect(powers_given, sender=through, dispatch_uid=f"cms.powers.{given}")
