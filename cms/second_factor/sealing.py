"""Keys of second factors are kept sealed: a copy of the database gives no code.

The sealing key comes from the environment and is another for each person, so that neither a
stolen dump nor a row moved from one person to another opens anything.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from cms.models import User

KEPT, OFFERED = "carta.second_factor", "carta.second_factor.offer"
OFFER_SECONDS = 30 * 60
"""How long an enrolment screen may stay open."""


def _sealer(purpose: str, user_id: int) -> MultiFernet:
    """The first key seals; every one opens: the factor's own, then the installation's."""
    keys = [
        *settings.CARTA_SECOND_FACTOR_KEYS,
        settings.SECRET_KEY,
        *settings.SECRET_KEY_FALLBACKS,
    ]
    return MultiFernet([Fernet(_derived(purpose, user_id, key)) for key in keys])


def _derived(purpose: str, user_id: int, key: str | bytes) -> bytes:
    digest = salted_hmac(purpose, str(user_id), secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest)


def seal(user_id: int, secret: bytes) -> str:
    """The key of a factor as the database keeps it."""
    return _sealer(KEPT, user_id).encrypt(secret).decode()


def unseal(user_id: int, sealed: str) -> bytes | None:
    """The key; None when no key of this installation opens it, or it is somebody else's."""
    try:
        return _sealer(KEPT, user_id).decrypt(sealed.encode())
    except InvalidToken:
        return None


@dataclass(frozen=True)
class Offer:
    """A key that an enrolment screen shows and nothing keeps until its first code is typed.

    Args:
        secret: the key.
        stamp: ``User.session_stamp`` when it was offered: a factor set meanwhile voids it.
        replaces: whether the person confirmed who they are to replace the factor they have.
    """

    secret: bytes
    stamp: str
    replaces: bool


def seal_offer(user: User, offer: Offer) -> str:
    """What the enrolment form carries; it opens for this person alone, for half an hour."""
    told = {"secret": offer.secret.hex(), "stamp": offer.stamp, "replaces": offer.replaces}
    return _sealer(OFFERED, user.pk).encrypt(json.dumps(told).encode()).decode()


def open_offer(user: User, sealed: str) -> Offer | None:
    """The offer; None when it is too old, made up or somebody else's."""
    try:
        told = json.loads(_sealer(OFFERED, user.pk).decrypt(sealed.encode(), ttl=OFFER_SECONDS))
    except (InvalidToken, UnicodeEncodeError):
        return None
    return Offer(bytes.fromhex(told["secret"]), told["stamp"], told["replaces"])
