"""Second factors set up, renewed and taken away; every act locks the person first (T63).

Codes that are typed are looked at in ``attempts``; nobody else writes a second factor.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from cms.models import RecoveryCode, SecondFactor, SecurityEvent, User
from cms.second_factor import codes, sealing
from cms.second_factor.holders import about, locked_factor, locked_person, tell
from cms.second_factor.sessions import why_not_without
from cms.security.listeners import second_factor_noted
from workflows.errors import Refused
from workflows.verdicts import no

logger = logging.getLogger("carta.seguridad")
Kind = SecurityEvent.Kind
STAMP_LENGTH = 32


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
    person = locked_person(user)
    step = codes.matched_step(offered.secret, typed, after=-1)
    if step is None or not is_current(person, offered):
        return None
    SecondFactor.objects.filter(user=person).delete()
    factor = SecondFactor.objects.create(
        user=person, sealed_key=sealing.seal(person.pk, offered.secret), last_step=step
    )
    _stamp(user, person, has_second_factor=True)
    second_factor_noted(Kind.FACTOR_SET, person.pk)
    tell(
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
    factor = locked_factor(user)
    if factor is None:
        raise Refused(no(_("Su cuenta ya no tiene segundo factor."), _("Puede activar otro.")))
    factor.recovery_codes.all().delete()
    second_factor_noted(Kind.RECOVERY_RENEWED, user.pk)
    tell(
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
    person = locked_person(user)
    check_may_be_without(person)
    _take_away(user, person)
    second_factor_noted(Kind.FACTOR_REMOVED, user.pk)
    tell(
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
            logger.warning("Segundo factor quitado desde la consola", extra=about(person))
        tell(
            person.pk,
            _("Quitaron el segundo factor de su cuenta"),
            _(
                "Lo hizo quien administra el personal o la plataforma, y sus sesiones abiertas se "
                "cerraron. Cuando entre, podrá activar otro. Si usted no lo pidió, avise hoy."
            ),
        )


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


def _not_you() -> str:
    return " " + _("Si no fue usted, avise hoy a quien administra el personal o la plataforma.")
