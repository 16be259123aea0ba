"""Tables of the approval machine, one module per idea."""

from .decisions import Attachment, Clarification, Decision, ItemDecision, Observation
from .dossiers import Dossier, DossierItem, PinnedRevision
from .drafts import Contribution, KeptDraft
from .editions import Edition, EditionFile, FrozenFile, IndexEdition
from .notices import Notice, StageDeadline
from .projection import StageTask
from .trace import ChainHead, PublishedHead, TraceActor, TraceEntry

__all__ = [
    "Attachment",
    "ChainHead",
    "Clarification",
    "Contribution",
    "Decision",
    "Dossier",
    "DossierItem",
    "Edition",
    "EditionFile",
    "FrozenFile",
    "IndexEdition",
    "ItemDecision",
    "KeptDraft",
    "Notice",
    "Observation",
    "PinnedRevision",
    "PublishedHead",
    "StageDeadline",
    "StageTask",
    "TraceActor",
    "TraceEntry",
]
