"""Tells of every act that changes what citizens see, in the transaction of the act.

Every model is in one of two tables: ``SHOWN`` says to whom a change of its rows belongs,
``NOT_SHOWN`` that no public page reads it. A model in neither stops a test
(tests/architecture/test_page_cache.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from carta_pages.public.published import COMMON, change_listeners, entity_scope
from cms.page_cache import marks

Scope = Callable[[Any], str]


def _common(row: Any) -> str:
    return COMMON


def _own(entity_id: int | None) -> str:
    return entity_scope(entity_id) if entity_id else COMMON


SHOWN: Mapping[str, Scope] = {
    "agreements.Evidence": lambda row: _own(row.entity_id),
    "carta_pages.ChangeStory": lambda row: _own(row.edition.dossier.entity_id),
    "carta_pages.LifeEvent": _common,
    "carta_pages.Norm": _common,
    "carta_pages.PortalPage": _common,
    "carta_pages.PortalStep": _common,
    # What is in force is on the page of methods.
    "carta_pages.VagueExpression": _common,
    "carta_pages.WritingLimit": _common,
    "carta_pages.ServiceState": lambda row: _own(row.service.entity_key),
    "entities.CampaignNotice": lambda row: _own(row.entity_id),
    "entities.Entity": lambda row: _own(row.pk),
    "entities.FeaturedServices": lambda row: _own(row.entity_id),
    "entities.Holiday": _common,
    "entities.OrganizationalUnit": lambda row: _own(row.entity_id),
    "entities.PointOfService": lambda row: _own(row.entity_id),
    "entities.TemporaryClosure": lambda row: _own(row.point.entity_id),
    "entities.TerritorialUnit": lambda row: _own(row.entity_id),
    "wagtailcore.Locale": _common,
    "wagtailcore.Page": _common,
    "wagtailcore.PageViewRestriction": _common,
    "wagtailcore.Site": _common,
    "workflows.Edition": lambda row: _own(row.dossier.entity_id),
    "workflows.IndexEdition": lambda row: _own(row.dossier.entity_id),
    # Shown with what anybody verifies, which depends on everything; the pages do not.
    "workflows.PublishedHead": lambda row: "head",
}
NOT_SHOWN = frozenset(
    # Drafts: what is published of them is in an edition. A page type is told of as a page.
    {
        f"carta_pages.{name}"
        for name in [
            "AnnexRow",
            "CartaCitation",
            "CartaPage",
            "CartaParticipation",
            "CartaRight",
            "CommitmentCitation",
            "CommitmentPage",
            "ComplaintChannel",
            "FeedbackChannel",
            "IndicatorSheet",
            "QualityFactor",
            "RemedyMeasure",
            "ScopeTerritory",
            "ScopeUnit",
            "ServiceChannel",
            "ServiceCitation",
            "ServiceCost",
            "ServicePage",
            "ServiceProcedure",
            "ServiceProcess",
            "ServiceProvider",
            "ServiceRequirement",
            "TerritorialAnnexPage",
        ]
    }
    # Measured values become public with their verification, which is not built yet.
    | {"monitoring.RawValue"}
    # How the files of an entity are read.
    | {"carta_pages.ColumnMemory", "carta_pages.ImportRun", "carta_pages.ImportedCode"}
    # Answers of the search are not kept.
    | {
        "carta_pages.SearchDocument",
        "carta_pages.SearchGram",
        "carta_pages.SearchPosting",
        "carta_pages.SearchState",
        "carta_pages.SearchTerm",
        "carta_pages.SynonymGroup",
    }
    # The way of a dossier; files become public with the edition that shows them.
    | {
        f"workflows.{name}"
        for name in [
            "Attachment",
            "ChainHead",
            "Clarification",
            "Contribution",
            "Decision",
            "Dossier",
            "DossierItem",
            "EditionFile",
            "FrozenBacking",
            "FrozenFile",
            "ItemDecision",
            "KeptDraft",
            "Notice",
            "Observation",
            "PinnedRevision",
            "StageDeadline",
            "StageTask",
            "TraceActor",
            "TraceEntry",
        ]
    }
    # What stands behind a promise is the entity's own, but for the evidence that it opens.
    | {
        f"agreements.{name}"
        for name in [
            "Acknowledgement",
            "CapabilityAssessment",
            "CommitmentSignOff",
            "EntityRules",
            "InstrumentTick",
            "InternalTime",
            "OperationAgreement",
            "OperationalRequirement",
            "PlanMeeting",
            "PlanStage",
            "PlanVersion",
            "PlannedService",
            "PortfolioSheet",
            "Process",
            "PublicationPlan",
            "ReviewCase",
            "ServiceConditions",
            "StageNote",
            "StandardSupport",
            "TechnicalAssistance",
        ]
    }
    # People; what is only proposed.
    | {"entities.Invitation", "entities.PointChange", "entities.RoleAssignment"}
    | {
        f"cms.{name}"
        for name in [
            "EntranceTry",
            "PublicChange",
            "RecoveryCode",
            "SecondFactor",
            "SecurityEvent",
            "User",
        ]
    }
)
#: Columns of a page that a reader may notice; a draft that is saved writes others.
COLUMNS = frozenset(
    {
        "live",
        "slug",
        "title",
        "url_path",
        "path",
        "depth",
        "expired",
        "locale",
        "first_published_at",
    }
)


class _Told:
    """Runs after the commit; as long as Django has it in its list, the row stands too."""

    def __init__(self, scope: str):
        self.scope = scope

    def __call__(self) -> None:
        marks.tell()


def change(scope: str) -> None:
    """Write down that something in a scope changed; once for each transaction.

    Args:
        scope: ``entity_scope(...)`` or ``COMMON``.
    """
    from cms.page_cache.models import PublicChange

    # Django drops these when it undoes the savepoint in which they, and so the row, were made.
    told = {getattr(waiting[1], "scope", None) for waiting in connection.run_on_commit}
    if scope in told:
        return
    PublicChange.objects.create(scope=scope)
    transaction.on_commit(_Told(scope))


def saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Receiver of ``post_save`` and ``post_delete`` of every model."""
    scope = _scopes.get(sender)
    if scope is not None and not issubclass(sender, Page):
        change(scope(instance))
    elif issubclass(sender, Page) and _is_noticed(instance, kwargs):
        change(_of_page(instance))


def _is_noticed(page: Page, told: Mapping[str, Any]) -> bool:
    if told.get("created") and not page.live:
        return False
    written = told.get("update_fields")
    return written is None or bool(COLUMNS & set(written))


def _of_page(page: Any) -> str:
    return _own(getattr(page, "entity_key", None))


def linked(sender: Any, instance: Any, action: str, **kwargs: Any) -> None:
    """Receiver of ``m2m_changed``."""
    scope = _scopes.get(type(instance))
    if scope is not None and action.startswith("post_"):
        change(scope(instance))


def moved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Receiver of what Wagtail says of a page whose place or address changed, as of many."""
    change(COMMON)


_scopes: dict[type[models.Model], Scope] = {}


def listen() -> None:
    """Connect to every model; repeating it is once."""
    _scopes.update({apps.get_model(label): scope for label, scope in SHOWN.items()})
    change_listeners.register(change)
    post_save.connect(saved, dispatch_uid="cms.page_cache.saved")
    post_delete.connect(saved, dispatch_uid="cms.page_cache.deleted")
    m2m_changed.connect(linked, dispatch_uid="cms.page_cache.linked")
    for signal in (page_slug_changed, page_unpublished, post_page_move):
        signal.connect(moved, dispatch_uid="cms.page_cache.moved")
