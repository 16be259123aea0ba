"""The only writer of the chained trace (DESIGN §3.13).

Every entry is written in the transaction of what it tells, under the row lock of the head. The
order of locks is dossiers → pages → head, each kind by its key. Whoever holds the head may go on
to rows that nobody locks without it: states of services, editions and their indexes, whose
numbers follow one another because of that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from entities import clock, roles
from entities.names import name_of
from entities.sanitize import one_line
from workflows.errors import Refused
from workflows.models import ChainHead, PublishedHead, TraceActor, TraceEntry
from workflows.verdicts import no

GENESIS = "0" * 64
HEAD_ID = 1


def payload_text(payload: dict[str, Any]) -> str:
    """The one text of a payload.

    Args:
        payload: JSON values; a number with decimals goes as text, because a float has as many
            spellings as programs that read it.

    Raises:
        TypeError: a float, however deep, or a value that JSON does not know.
    """
    _refuse_floats(payload)
    return json.dumps(
        payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has many spellings: write it as text")
    if isinstance(value, dict):
        for key, member in value.items():
            _refuse_floats(key)
            _refuse_floats(member)
    elif isinstance(value, list | tuple):
        for member in value:
            _refuse_floats(member)


def stamp(at: datetime) -> str:
    """The one spelling of a moment in a hash: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def entry_hash(
    sequence: int,
    at: datetime,
    kind: str,
    entity_id: int | None,
    subject: str,
    actor: str,
    payload: str,
    previous: str,
) -> str:
    """SHA-256 over every column of an entry and the hash of the one before."""
    parts = (
        str(sequence),
        stamp(at),
        kind,
        str(entity_id or ""),
        subject,
        actor,
        payload,
        previous,
    )
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        digest.update(str(len(raw)).encode() + b":" + raw)
    return digest.hexdigest()


def hold_head() -> None:
    """Wait for the head before what is told is known: nobody else writes until this commits."""
    _locked_head()


@transaction.atomic
def append(
    kind: str,
    *,
    entity_id: int | None,
    subject: str,
    payload: dict[str, Any],
    actor_id: int | None = None,
) -> TraceEntry:
    """Write the next entry of the chain.

    Args:
        kind: what happened, dotted («dossier.approved»).
        entity_id: whose; ``None`` for the installation itself.
        subject: what it is about («dossier:12»).
        payload: facts without personal data; JSON values without floats.
        actor_id: who acted; stored as a salted token only.
    """
    head = _locked_head()
    sequence = head.count + 1
    at = clock.now()
    text = payload_text(payload)
    actor = actor_token(actor_id)
    hash_ = entry_hash(sequence, at, kind, entity_id, subject, actor, text, head.hash)
    entry = TraceEntry(
        sequence=sequence,
        at=at,
        kind=kind,
        entity_id=entity_id,
        subject=subject,
        actor=actor,
        payload=text,
        previous_hash=head.hash,
        hash=hash_,
    )
    entry.save(force_insert=True)
    ChainHead.objects.filter(pk=HEAD_ID).update(count=sequence, hash=hash_)
    return entry


def record(
    kind: str,
    *,
    entity_id: int | None,
    subject: str,
    payload: dict[str, Any],
    actor_id: int | None = None,
) -> None:
    """The recorder that ``entities.journal`` calls."""
    append(kind, entity_id=entity_id, subject=subject, payload=payload, actor_id=actor_id)


def _locked_head() -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(pk=HEAD_ID).first()
    if head is None:
        ChainHead.objects.get_or_create(pk=HEAD_ID, defaults={"count": 0, "hash": GENESIS})
        head = ChainHead.objects.select_for_update().get(pk=HEAD_ID)
    return head


def token_of(salt: str, user_id: int) -> str:
    """The salted hash that stands for a person."""
    return hashlib.sha256(f"{salt}:{user_id}".encode()).hexdigest()


def actor_token(user_id: int | None) -> str:
    """The token that stands for a person in the chain; made on first use."""
    if user_id is None:
        return ""
    actor = TraceActor.objects.filter(user_id=user_id).first()
    if actor is None:
        user = get_user_model()._default_manager.filter(pk=user_id).first()
        actor = TraceActor(user_id=user_id, name=name_of(user))
        actor.token = token_of(actor.salt, user_id)
        actor.save(force_insert=True)
    return actor.token


def actor_tokens(user_ids: Collection[int]) -> dict[int, str]:
    """By person, their token; made on first use, as :func:`append` does, under the head's lock.

    Whoever left without a token gets none: the next entry would name again a person who was
    lawfully forgotten.
    """
    rows = TraceActor.objects.filter(user_id__in=user_ids)
    known = {row.user_id: row.token for row in rows if row.user_id is not None}
    unknown = set(user_ids) - set(known)
    if unknown:
        _locked_head()
        active = get_user_model()._default_manager.filter(pk__in=unknown, is_active=True)
        for user_id in active.order_by("pk").values_list("pk", flat=True):
            known[user_id] = actor_token(user_id)
    return known


@transaction.atomic
def forget_actor(user_id: int, *, by: Any, reason: str) -> TraceEntry:
    """Lawful erasure: the chain keeps the token, nobody can say any more whose it was.

    The act is an entry of the chain itself, which names the token and never the person.

    Args:
        user_id: whose name and salt are erased; their account must be deactivated before.
        by: the platform administrator who does it.
        reason: the request it answers, without personal data: it stays for ever.

    Raises:
        Refused: not a platform administrator, no reason, an active account, or nobody of the
            trace has that number.
    """
    if not roles.is_platform_admin(by):
        raise Refused(no(_("Solo la administración de la plataforma suprime datos personales.")))
    reason = one_line(reason)
    if not reason:
        raise Refused(no(_("Indique el motivo: la solicitud o la norma que se cumple.")))
    if get_user_model()._default_manager.filter(pk=user_id, is_active=True).exists():
        raise Refused(no(_("Desactive primero la cuenta de esta persona.")))
    actor = TraceActor.objects.select_for_update().filter(user_id=user_id).first()
    if actor is None:
        raise Refused(no(_("La traza no guarda datos de esta persona.")))
    TraceActor.objects.filter(pk=actor.pk).update(name="", salt="", user_id=None)
    return append(
        "actor.forgotten",
        entity_id=None,
        subject=f"actor:{actor.token}",
        payload={"reason": reason},
        actor_id=by.pk,
    )


@transaction.atomic
def publish_head(day: date) -> PublishedHead:
    """Fix the head of the day, once, so that a rewritten tail is caught from outside."""
    head = _locked_head()
    published, _created = PublishedHead.objects.get_or_create(
        day=day, defaults={"count": head.count, "hash": head.hash}
    )
    return published
