"""Codes that are typed: looked at, spent, counted; every look locks the person first (T63).

What is answered to a wrong code, a spent one and one that is no code is the same. Nothing here
tells a code or a key to a log.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import SecondFactor, SecurityEvent, User
from cms.second_factor import codes, sealing
from cms.second_factor.holders import about, codes_left, locked_factor, tell
from cms.second_factor.rules import FREE_FAILURES
from cms.security.listeners import second_factor_noted

logger = logging.getLogger("carta.seguridad")
Kind = SecurityEvent.Kind


@dataclass(frozen=True)
class Answer:
    """What became of a code that was typed.

    Args:
        accepted: whether it was right.
        closed_until: until when no code is looked at, when that is why.
    """

    accepted: bool
    closed_until: datetime | None = None


WRONG = Answer(accepted=False)
RIGHT = Answer(accepted=True)


@transaction.atomic
def check_code(user: User, typed: str) -> Answer:
    """Look at a code of the application; a right one is spent.

    Of two requests with the same code one is accepted: they wait for each other.
    """
    factor = locked_factor(user)
    if factor is None:
        return WRONG
    if factor.closed_until is not None:
        return Answer(accepted=False, closed_until=factor.closed_until)
    secret = sealing.unseal(user.pk, factor.sealed_key)
    if secret is None:
        logger.error("Segundo factor ilegible con las llaves de hoy", extra=about(user))
        return WRONG
    step = codes.matched_step(secret, typed, after=factor.last_step)
    if step is None:
        return _failed(user, factor)
    factor.last_step = step
    factor.sealed_key = sealing.seal(user.pk, secret)
    factor.throttle_reset()
    return RIGHT


@transaction.atomic
def check_recovery_code(user: User, typed: str) -> Answer:
    """Look at a recovery code; a right one is spent and the person is told how many are left.

    Right ones are accepted while codes are not looked at: nobody guesses eighty bits, and the
    person may be locked out by somebody else's guesses.
    """
    factor = locked_factor(user)
    if factor is None:
        return WRONG
    digest = codes.recovery_digest(user.pk, typed)
    spent = factor.recovery_codes.filter(digest=digest, used_at=None).update(used_at=timezone.now())
    if not spent:
        return _failed(user, factor)
    factor.throttle_reset()
    left = codes_left(user)
    second_factor_noted(Kind.RECOVERY_USED, user.pk)
    tell(
        user.pk,
        _("Se usó un código de recuperación de su cuenta"),
        ngettext(
            "Le queda %(left)d. Si no fue usted, cambie su contraseña y sus códigos ahora mismo.",
            "Le quedan %(left)d. Si no fue usted, cambie su contraseña y sus códigos ahora mismo.",
            left,
        )
        % {"left": left},
    )
    return RIGHT


def confirm(user: User, password: str, typed: str, *, recovery: bool = False) -> Answer:
    """Who they are, before a change: password and code. A wrong password counts as a code.

    The password is looked at outside of any transaction: its hash is slow on purpose.
    """
    right = user.check_password(password)
    check = check_recovery_code if recovery else check_code
    return check(user, typed if right else "")


def _failed(user: User, factor: SecondFactor) -> Answer:
    """Count it; said to the log until no code is looked at, and then once that it closed.

    Tries during the pause, with recovery codes too, are not noted one by one: whoever has the
    password must not fill a log that is never emptied by hand.
    """
    was_closed = factor.closed_until is not None
    factor.throttle_increment()
    if not was_closed:
        second_factor_noted(Kind.FACTOR_FAILED, user.pk)
        if factor.closed_until is not None:
            second_factor_noted(Kind.LOCKED_OUT, user.pk)
    if factor.throttling_failure_count == FREE_FAILURES:
        tell(
            user.pk,
            _("Intentos fallidos con su segundo factor"),
            _(
                "Alguien que entró con su contraseña, o que usa una sesión suya abierta, falló "
                "cinco veces al escribir un código o al confirmar su contraseña. Si no fue usted, "
                "cambie su contraseña ahora mismo y avise."
            ),
        )
    return Answer(accepted=False, closed_until=factor.closed_until)
