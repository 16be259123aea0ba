"""Keeps files that came with a decision, privately, with their hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files import File

from entities.sanitize import one_line
from workflows.models import Attachment, Decision

if TYPE_CHECKING:
    from workflows.forms import DecisionForm

KINDS = {
    "planning": Attachment.Kind.APPROVAL,
    "authority": Attachment.Kind.OFICIO,
    "control": Attachment.Kind.CONTROL,
}


def attach_from(form: DecisionForm, decision: Decision) -> Attachment | None:
    """Keep the upload of a valid decision form, if there is one."""
    upload = form.cleaned_data.get("attachment")
    if not upload:
        return None
    kind = form.attachment_kind or KINDS.get(decision.stage, Attachment.Kind.SUPPORT)
    return attach(decision, upload, kind)


def attach(decision: Decision, upload: Any, kind: str) -> Attachment:
    """Store a file under the dossier of a decision.

    Args:
        decision: what it came with.
        upload: an uploaded file.
        kind: one of ``Attachment.Kind``.
    """
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    # Wrapped, because a storage may move an upload's temporary file away, and one report can
    # come with several verdicts.
    upload.seek(0)
    title = one_line(upload.name)[:200] or "adjunto"
    return Attachment.objects.create(
        dossier=decision.dossier,
        decision=decision,
        kind=kind,
        title=title,
        file=File(upload, name=upload.name),
        size=upload.size,
        sha256=digest.hexdigest(),
        uploaded_by_id=decision.actor_id,
        uploaded_at=decision.at,
    )
