"""Keys, six-digit codes and recovery codes: what is shown, typed and compared (RFC 6238)."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from base64 import b32encode
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.utils.safestring import SafeString, mark_safe
from django_otp.oath import TOTP

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET_BYTES = 20
STEP_SECONDS = 30
DRIFT_STEPS = 1
"""A phone's clock may be one step of thirty seconds early or late."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""Eighty bits: no number of tries finds one, so that a plain digest is enough to keep them."""
_BLANKS = re.compile(r"[\s\-·]+")
_CODE = re.compile(r"[0-9]{6}", re.ASCII)


def new_secret() -> bytes:
    """A key for a new factor."""
    return secrets.token_bytes(SECRET_BYTES)


def in_letters(secret: bytes) -> str:
    """The key as applications take it by hand: base 32."""
    return b32encode(secret).decode()


def grouped(text: str, size: int = 4) -> list[str]:
    """A long word in pieces that people copy without losing their place."""
    return [text[start : start + size] for start in range(0, len(text), size)]


def address(secret: bytes, account: str, issuer: str) -> str:
    """The ``otpauth`` address that an application reads from the drawing."""
    label = quote(f"{issuer}:{account}", safe="")
    query = urlencode({"secret": in_letters(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"


def drawing(text: str) -> SafeString:
    """A QR of the text as inline SVG, made here: nothing is asked of another host."""
    import segno  # only where a factor is set up (P12)

    svg: str = segno.make(text, error="m", micro=False).svg_inline(
        scale=5, border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(svg)  # noqa: S308  (segno's own markup; the text is dots in it)


def matched_step(secret: bytes, typed: str, *, after: int, now: float | None = None) -> int | None:
    """The step of time whose code was typed, if it is near now and later than the last used.

    Args:
        secret: the key.
        typed: what the person wrote; blanks and hyphens do not count.
        after: the last step that was accepted; it and those before it are spent.
        now: seconds since 1970; the machine's own clock when not given.

    Returns:
        the step, or None when the code is wrong, spent or not six digits.
    """
    clean = _BLANKS.sub("", typed)
    if not _CODE.fullmatch(clean):
        return None
    totp = TOTP(secret, step=STEP_SECONDS)
    totp.time = time.time() if now is None else now
    if not totp.verify(int(clean), tolerance=DRIFT_STEPS, min_t=after + 1):
        return None
    step: int = totp.t()
    return step


def new_recovery_codes() -> Iterator[str]:
    """Ten words of sixteen letters and digits, as they are shown: in groups of four."""
    for _number in range(RECOVERY_CODES):
        yield "-".join(grouped(b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()))


def recovery_digest(user_id: int, typed: str) -> str:
    """What is kept of a recovery code; of one person, so that rows cannot be exchanged."""
    clean = _BLANKS.sub("", typed).lower()
    return hashlib.sha256(f"carta.recovery:{user_id}:{clean}".encode()).hexdigest()
