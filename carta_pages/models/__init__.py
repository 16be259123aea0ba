"""What citizens read: the portal, the cartas, services, commitments and annexes."""

from carta_pages.models.annex import AnnexRow, TerritorialAnnexPage
from carta_pages.models.carta import (
    CartaCitation,
    CartaPage,
    CartaParticipation,
    CartaRight,
    ComplaintChannel,
)
from carta_pages.models.commitment import CommitmentPage
from carta_pages.models.discovery import LifeEvent, SynonymGroup
from carta_pages.models.importing import ColumnMemory, ImportedCode, ImportRun
from carta_pages.models.norms import Norm
from carta_pages.models.portal import PortalPage, PortalStep
from carta_pages.models.quality import IndicatorSheet, QualityFactor
from carta_pages.models.remedies import (
    CommitmentCitation,
    FeedbackChannel,
    RemedyMeasure,
    ScopeTerritory,
    ScopeUnit,
)
from carta_pages.models.search import (
    SearchDocument,
    SearchGram,
    SearchPosting,
    SearchState,
    SearchTerm,
)
from carta_pages.models.service import ServicePage
from carta_pages.models.service_rows import (
    ServiceChannel,
    ServiceCitation,
    ServiceCost,
    ServiceProcedure,
    ServiceProcess,
    ServiceProvider,
    ServiceRequirement,
)
from carta_pages.models.state import ServiceState
from carta_pages.models.stories import ChangeStory
from carta_pages.models.writing import VagueExpression, WritingLimit

__all__ = [
    "AnnexRow",
    "CartaCitation",
    "CartaPage",
    "CartaParticipation",
    "CartaRight",
    "ChangeStory",
    "ColumnMemory",
    "CommitmentCitation",
    "CommitmentPage",
    "ComplaintChannel",
    "FeedbackChannel",
    "ImportRun",
    "ImportedCode",
    "IndicatorSheet",
    "LifeEvent",
    "Norm",
    "PortalPage",
    "PortalStep",
    "QualityFactor",
    "RemedyMeasure",
    "ScopeTerritory",
    "ScopeUnit",
    "SearchDocument",
    "SearchGram",
    "SearchPosting",
    "SearchState",
    "SearchTerm",
    "ServiceChannel",
    "ServiceCitation",
    "ServiceCost",
    "ServicePage",
    "ServiceProcedure",
    "ServiceProcess",
    "ServiceProvider",
    "ServiceRequirement",
    "ServiceState",
    "SynonymGroup",
    "TerritorialAnnexPage",
    "VagueExpression",
    "WritingLimit",
]
