"""Tables of the approval machine, one module per idea."""

from workflows.models.backing import FrozenBacking
from workflows.models.decisions import (
    Attachment,
    Clarification,
    Decision,
    ItemDecision,
    Observation,
)
from workflows.models.dossiers import Dossier, DossierItem, PinnedRevision
from workflows.models.drafts import Contribution, KeptDraft
from workflows.models.editions import Edition, EditionFile, FrozenFile, IndexEdition
from workflows.models.notices import Notice, StageDeadline
from workflows.models.projection import StageTask
from workflows.models.trace import ChainHead, PublishedHead, TraceActor, TraceEntry

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
    "FrozenBacking",
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
