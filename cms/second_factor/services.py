"""The only place where second factors are written; every act locks the person first (T63).

What is answered to a wrong code, a spent one and one that is no code is the same. Nothing here
tells a code or a key to a log.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import RecoveryCode, SecondFactor, SecurityEvent, User
from cms.second_factor import codes, sealing
from cms.second_factor.rules import FREE_FAILURES
from cms.second_factor.sessions import why_not_without
from cms.security.listeners import second_factor_noted
from workflows.errors import Refused
from workflows.services import notices
from workflows.verdicts import no

logger = logging.getLogger("carta.seguridad")
Kind = SecurityEvent.Kind
STAMP_LENGTH = 32


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
    factor = _locked_factor(user)
    if factor is None:
        return WRONG
    if factor.closed_until is not None:
        return Answer(accepted=False, closed_until=factor.closed_until)
    secret = sealing.unseal(user.pk, factor.sealed_key)
    if secret is None:
        logger.error("Segundo factor ilegible con las llaves de hoy", extra=_about(user))
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
    factor = _locked_factor(user)
    if factor is None:
        return WRONG
    digest = codes.recovery_digest(user.pk, typed)
    spent = factor.recovery_codes.filter(digest=digest, used_at=None).update(used_at=timezone.now())
    if not spent:
        return _failed(user, factor)
    factor.throttle_reset()
    left = codes_left(user)
    second_factor_noted(Kind.RECOVERY_USED, user.pk)
    _tell(
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


def offer(user: User, *, replaces: bool = False) -> sealing.Offer:
    """A new key for somebody to enrol with; nothing is kept until its first code is typed."""
    return sealing.Offer(codes.new_secret(), user.session_stamp, replaces)


@transaction.atomic
def enrol(user: User, offered: sealing.Offer, typed: str) -> list[str] | None:
    """Set up the factor whose first code was typed, in place of the one there was, if any.

    Every session of the person ends but the one that its view keeps.

    Returns:
        the recovery codes, to be shown once; None when the code is wrong, or when the offer is
        not of this moment (another tab, or somebody else, was first).
    """
    person = _locked_person(user)
    step = codes.matched_step(offered.secret, typed, after=-1)
    if step is None or not is_current(person, offered):
        return None
    SecondFactor.objects.filter(user=person).delete()
    factor = SecondFactor.objects.create(
        user=person, sealed_key=sealing.seal(person.pk, offered.secret), last_step=step
    )
    _stamp(user, person, has_second_factor=True)
    second_factor_noted(Kind.FACTOR_SET, person.pk)
    _tell(
        person.pk,
        _("Se activó el segundo factor de su cuenta"),
        _("Desde ahora, además de la contraseña, se pide el código de la aplicación.") + _not_you(),
    )
    return _write_recovery_codes(factor)


def is_current(user: User, offered: sealing.Offer) -> bool:
    """Whether an offer still holds; a factor there is, only a confirmed person replaces."""
    unchanged = offered.stamp == user.session_stamp
    return unchanged and (offered.replaces or not user.has_second_factor)


@transaction.atomic
def renew_recovery_codes(user: User) -> list[str]:
    """Ten new recovery codes; those before open nothing any more. To be shown once.

    Raises:
        Refused: the factor was taken away meanwhile.
    """
    factor = _locked_factor(user)
    if factor is None:
        raise Refused(no(_("Su cuenta ya no tiene segundo factor."), _("Puede activar otro.")))
    factor.recovery_codes.all().delete()
    second_factor_noted(Kind.RECOVERY_RENEWED, user.pk)
    _tell(
        user.pk,
        _("Se cambiaron los códigos de recuperación de su cuenta"),
        _("Los anteriores ya no sirven.") + _not_you(),
    )
    return _write_recovery_codes(factor)


@transaction.atomic
def remove(user: User) -> None:
    """The person takes their own factor away; every other session of theirs ends.

    Raises:
        Refused: their roles of this moment ask for one.
    """
    person = _locked_person(user)
    check_may_be_without(person)
    _take_away(user, person)
    second_factor_noted(Kind.FACTOR_REMOVED, user.pk)
    _tell(
        user.pk,
        _("Se quitó el segundo factor de su cuenta"),
        _("Desde ahora basta la contraseña para entrar.") + _not_you(),
    )


def check_may_be_without(user: User) -> None:
    """Asked before the password is, so that nobody types it for nothing, and again at the act.

    Raises:
        Refused: the person must have a second factor.
    """
    if why := why_not_without(user):
        raise Refused(no(why, _("Puede cambiar de teléfono o de aplicación.")))


class FactorKeeper:
    """What the rooms below ask of this site (``entities.second_factor``)."""

    def lacking(self, user_ids: Collection[int]) -> frozenset[int]:
        """Those of them who have no second factor."""
        without = User.objects.filter(pk__in=user_ids, has_second_factor=False)
        return frozenset(without.values_list("pk", flat=True))

    @transaction.atomic
    def reset(self, user_id: int, *, actor_id: int | None) -> None:
        """Somebody else takes a factor away; who may, the staff service asked."""
        person = User.objects.select_for_update().get(pk=user_id)
        if not person.has_second_factor:
            return
        _take_away(person, person)
        second_factor_noted(Kind.FACTOR_RESET, person.pk)
        if actor_id is None:
            logger.warning("Segundo factor quitado desde la consola", extra=_about(person))
        _tell(
            person.pk,
            _("Quitaron el segundo factor de su cuenta"),
            _(
                "Lo hizo quien administra el personal o la plataforma, y sus sesiones abiertas se "
                "cerraron. Cuando entre, podrá activar otro. Si usted no lo pidió, avise hoy."
            ),
        )


def codes_left(user: User) -> int:
    """How many recovery codes are not spent."""
    return RecoveryCode.objects.filter(factor__user=user, used_at=None).count()


def seal_again() -> tuple[int, int]:
    """Seal every key with today's first sealing key.

    Returns:
        how many were sealed again, and how many no key of this installation opens.
    """
    done = unreadable = 0
    for pk in SecondFactor.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            factor = SecondFactor.objects.select_for_update().get(pk=pk)
            secret = sealing.unseal(factor.user_id, factor.sealed_key)
            if secret is None:
                unreadable += 1
                continue
            factor.sealed_key = sealing.seal(factor.user_id, secret)
            factor.save(update_fields=["sealed_key"])
            done += 1
    return done, unreadable


# --- Inside ------------------------------------------------------------------------------


def _locked_person(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _locked_factor(user: User) -> SecondFactor | None:
    _locked_person(user)
    return SecondFactor.objects.filter(user_id=user.pk).first()


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
        _tell(
            user.pk,
            _("Intentos fallidos con su segundo factor"),
            _(
                "Alguien que entró con su contraseña, o que usa una sesión suya abierta, falló "
                "cinco veces al escribir un código o al confirmar su contraseña. Si no fue usted, "
                "cambie su contraseña ahora mismo y avise."
            ),
        )
    return Answer(accepted=False, closed_until=factor.closed_until)


def _write_recovery_codes(factor: SecondFactor) -> list[str]:
    shown = list(codes.new_recovery_codes())
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=codes.recovery_digest(factor.user_id, code))
        for code in shown
    )
    return shown


def _take_away(user: User, person: User) -> None:
    SecondFactor.objects.filter(user=person).delete()
    _stamp(user, person, has_second_factor=False)


def _stamp(user: User, person: User, *, has_second_factor: bool) -> None:
    """End the sessions there are; the instance of the request learns it too."""
    stamp = get_random_string(STAMP_LENGTH)
    User.objects.filter(pk=person.pk).update(
        has_second_factor=has_second_factor, session_stamp=stamp
    )
    user.has_second_factor, user.session_stamp = has_second_factor, stamp


def _tell(user_id: int, subject: str, body: str) -> None:
    key = f"second-factor-{user_id}-{get_random_string(12)}"
    notices.write([user_id], key, None, subject, body)


def _not_you() -> str:
    return " " + _("Si no fue usted, avise hoy a quien administra el personal o la plataforma.")


def _about(user: User) -> dict[str, dict[str, int]]:
    return {"data": {"user": user.pk}}
