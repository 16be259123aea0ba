"""Publication plans: rows written directly, and one drawn up and approved by people."""

from datetime import date, timedelta
from typing import Any

from agreements.models import (
    CommitmentSignOff,
    InstrumentTick,
    PlanMeeting,
    PlannedService,
    PlanStage,
    PlanVersion,
    PublicationPlan,
    StageNote,
    TechnicalAssistance,
)
from agreements.selectors.plan_content import drawn_up
from agreements.services import approving, signing
from agreements.services import plan as planning
from agreements.vocabulary import SignOff
from carta_pages.models import CommitmentPage
from carta_pages.models.vocabulary import Frequency
from entities import clock
from entities.vocabulary import Role
from tests.factories.agreements import stand_behind, stand_behind_service
from tests.factories.carta_pages import CommitmentPageFactory, ServicePageFactory
from tests.factories.entities import person_with


def plan_of(entity: Any, year: int | None = None, **values: Any) -> PublicationPlan:
    """The plan of an entity for a year, this one when not given; kept if there is one."""
    found, _made = PublicationPlan.objects.get_or_create(
        entity=entity,
        year=year or clock.today().year,
        defaults={"unit": entity.units.first(), **values},
    )
    return found


def listed(service: Any, *, since: int | None = 1, **values: Any) -> PlannedService:
    """A service in the plan of its entity: approved since version 1 unless said otherwise."""
    plan = values.pop("plan", None) or plan_of(service.entity, version=since or 0)
    day: date = values.pop("publish_on", clock.today() + timedelta(days=60))
    dates = {"approved_publish_on": day, "original_publish_on": day} if since else {}
    return PlannedService.objects.create(
        entity=service.entity,
        plan=plan,
        service=service,
        publish_on=day,
        since_version=since,
        **{**dates, **values},
    )


def frozen(plan: PublicationPlan, number: int = 1) -> PlanVersion:
    """An approved version of what a plan says now, written directly."""
    found = drawn_up(plan)
    return PlanVersion.objects.create(
        plan=plan,
        number=number,
        content=found.content,
        sha256=found.sha256,
        approved_at=clock.now(),
        approver_id=1,
        post="Director",
        office="Planificación",
        capacity="titular",
        document="Memorando 1",
    )


class Office:
    """The people of an entity, with a complete service and its open plan."""

    def __init__(self, service: Any = None) -> None:
        self.service = service or complete_service()
        self.entity = self.service.entity
        self.unit = self.service.responsible_unit
        self.owner = person_with(Role.UNI, self.entity)
        self.quality = person_with(Role.CAL, self.entity)
        self.head = person_with(Role.PLAN, self.entity)
        self.plan = self.open()

    def open(self, **values: Any) -> PublicationPlan:
        """Begin the plan of this year, complete but for its services."""
        made = {
            "entity": self.entity,
            "year": clock.today().year,
            "unit": self.unit,
            "actor_id": self.quality.pk,
            "post": "Director de Calidad",
            "on_time_goal": 90,
            "review_frequency": Frequency.YEARLY,
            "review_conditions": "Cada año, o cuando cambie la norma.",
            **values,
        }
        return planning.open_plan(**made)

    def list_service(self, service: Any = None, **values: Any) -> PlannedService:
        """Put the service into the plan, for the last day of its year."""
        given = {"publish_on": date(self.plan.year, 12, 31), **values}
        return planning.save_listed(
            None,
            actor_id=self.quality.pk,
            plan=self.plan,
            service=service or self.service,
            **given,
        )

    def sign(self, service: Any = None) -> None:
        """The three signatures of each commitment of the service."""
        for page in CommitmentPage.objects.child_of(service or self.service):
            for kind in SignOff:
                who = self.quality if kind == SignOff.FORMAL else self.owner
                signing.sign(page, kind, who)

    def approve(self, who: Any = None, **values: Any) -> PlanVersion:
        """Approve what is on the screen."""
        row = PublicationPlan.objects.get(pk=self.plan.pk)
        given = {"document": "Memorando 12", "seen": drawn_up(row).sha256, **values}
        return approving.approve_plan(row, who or self.head, **given)

    def ready(self) -> "Office":
        """Everything that approval asks for."""
        self.list_service()
        self.sign()
        return self

    def reopen(self) -> PublicationPlan:
        """A new version."""
        reason = "Se ajusta el cronograma."
        self.plan = planning.open_version(self.plan, actor_id=self.quality.pk, reason=reason)
        return self.plan


def complete_service(level: int = 4, **values: Any) -> Any:
    """A service of that level, with a commitment and everything behind both."""
    service = ServicePageFactory(**values)
    commitment = CommitmentPageFactory(parent=service)
    stand_behind_service(service, level)
    stand_behind(commitment)
    return service


def every_plan_register(entity: Any, service: Any, unit: Any, process: Any) -> dict[str, Any]:
    """One row of each register of the plan, written directly: by model name."""
    today, here = clock.today(), {"entity": entity}
    plan = PublicationPlan.objects.create(**here, year=today.year, unit=unit)
    stage = PlanStage.objects.create(
        **here, plan=plan, activity="otra", name="Etapa", unit=unit, post="Jefe",
        planned_start=today, planned_end=today,
    )  # fmt: skip
    commitment = CommitmentPage.objects.child_of(service).first()
    commitment = commitment or CommitmentPageFactory(parent=service)
    return {
        "publicationplan": plan,
        "plannedservice": PlannedService.objects.create(
            **here, plan=plan, service=service, publish_on=today
        ),
        "planstage": stage,
        "commitmentsignoff": CommitmentSignOff.objects.create(
            **here, service=service, commitment=commitment, kind="validado",
            sha256="0" * 64, signed_on=today,
        ),
        "stagenote": StageNote.objects.create(
            **here, stage=stage, noted_on=today, text="Se avanzó."
        ),
        "instrumenttick": InstrumentTick.objects.create(
            **here, plan=plan, instrument="otro", name="Registro", ticked_on=today
        ),
        "planmeeting": PlanMeeting.objects.create(
            **here, plan=plan, held_on=today, topic="Reunión", attendees="Todos", agreements="Sí."
        ),
        "technicalassistance": TechnicalAssistance.objects.create(
            **here, process=process, given_on=today, topic="Tema", attendees="Todos"
        ),
    }  # fmt: skip
