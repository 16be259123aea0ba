"""What a plan says in its five parts: the same words on screen, on paper and frozen (R83, R85)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date

from agreements.models import PlannedService, PlanStage, PublicationPlan
from agreements.rules.plan_parts import ActivityFacts, ListedFacts, PlanFacts
from agreements.selectors.plan_offer import Offered, services_of
from agreements.selectors.signing import Signed, signed_of
from entities.models import Entity
from workflows.snapshots import Content, decimal_text, digest

SCHEMA = 1
DATES = ("_on", "_start", "_end")


@dataclass(frozen=True)
class DrawnUp:
    """A plan as it stands today, read once.

    Args:
        plan: the plan.
        listed: the services in it.
        stages: its activities, in order.
        signed: commitments by service, with their signatures.
        offered: every service of the entity by id, with its level and its state.
        entity: whose it is.
    """

    plan: PublicationPlan
    listed: list[PlannedService]
    stages: list[PlanStage]
    signed: dict[int, list[Signed]]
    offered: dict[int, Offered]
    entity: Entity

    @property
    def facts(self) -> PlanFacts:
        """What the rule of the five parts reads."""
        return PlanFacts(
            services=[self._listed_facts(row) for row in self.listed],
            activities=[
                ActivityFacts(stage.name, bool(stage.unit_id and stage.post))
                for stage in self.stages
            ],
            has_goal=self.plan.on_time_goal is not None,
            has_review_frequency=bool(self.plan.review_frequency),
            has_review_conditions=bool(self.plan.review_conditions),
        )

    def _listed_facts(self, row: PlannedService) -> ListedFacts:
        one = self.offered.get(row.service_id)
        return ListedFacts(
            title=row.service.title,
            is_in_force=bool(one and one.is_in_force),
            suffices=bool(one and one.capability.suffices),
            validated=sum(1 for signed in self.signed[row.service_id] if signed.is_validated),
        )

    @property
    def content(self) -> Content:
        """The five parts, JSON-safe."""
        plan = self.plan
        return {
            "schema": SCHEMA,
            "entity": self.entity.name,
            "year": plan.year,
            "unit": plan.unit.name,
            "services": [self._service(row) for row in self.listed],
            "commitments": [
                _commitment(row, signed)
                for row in self.listed
                for signed in self.signed[row.service_id]
                if signed.is_validated
            ],
            "schedule": [_stage(stage) for stage in self.stages],
            "indicators": {
                "goal": None if plan.on_time_goal is None else decimal_text(plan.on_time_goal),
                "other": plan.other_indicators,
            },
            "review": {
                "frequency": plan.get_review_frequency_display(),
                "conditions": plan.review_conditions,
            },
        }

    @property
    def sha256(self) -> str:
        """Hash of the content."""
        return digest(self.content)

    def _service(self, row: PlannedService) -> Content:
        one = self.offered.get(row.service_id)
        return {
            "key": str(row.uuid),
            "page": row.service_id,
            "title": row.service.title,
            "level": one.level if one else "",
            "publish_on": _iso(row.publish_on),
            "original_publish_on": _iso(row.original_publish_on or row.publish_on),
        }


def drawn_up(plan: PublicationPlan) -> DrawnUp:
    """Read a plan with everything it names."""
    listed = list(plan.services.filter(in_force=True).select_related("service"))
    stages = list(plan.stages.filter(in_force=True).select_related("unit"))
    return DrawnUp(
        plan=plan,
        listed=listed,
        stages=stages,
        signed=signed_of([row.service for row in listed]),
        offered={one.service.pk: one for one in services_of(plan.entity)},
        entity=plan.entity,
    )


def _commitment(row: PlannedService, signed: Signed) -> Content:
    return {
        "service": row.service.title,
        "title": signed.draft.title,
        "statement": signed.draft.statement,
        "sha256": signed.sha256,
        "signatures": [
            {
                "kind": str(one.get_kind_display()),
                "signed_on": _iso(one.signed_on),
                "post": one.post,
                "office": one.office,
            }
            for one in signed.signatures
        ],
    }


def _stage(stage: PlanStage) -> Content:
    return {
        "key": str(stage.uuid),
        "position": stage.position,
        "name": stage.name,
        "unit": stage.unit.name if stage.unit else "",
        "post": stage.post,
        "planned_start": _iso(stage.planned_start),
        "planned_end": _iso(stage.planned_end),
        "original_start": _iso(stage.original_start or stage.planned_start),
        "original_end": _iso(stage.original_end or stage.planned_end),
    }


def _iso(day: date) -> str:
    return day.isoformat()


def readable(content: Any) -> Any:
    """The content with its days as dates again, for a screen or a sheet."""
    if isinstance(content, dict):
        return {
            key: parse_date(value)
            if isinstance(value, str) and key.endswith(DATES)
            else readable(value)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [readable(one) for one in content]
    return content
