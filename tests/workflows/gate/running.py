"""A dossier under way, made by the real services, and everything an attempt must leave alone."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.test import Client
from wagtail.models import Page

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.remembered import remembered
from tests.workflows.gate import world as small_country
from workflows.models import Dossier, PinnedRevision
from workflows.stages import Kind, Stage

FACE = ("Workflow", "Task", "WorkflowTask", "WorkflowState", "TaskState")
MACHINE = ("Dossier", "DossierItem", "Decision", "ItemDecision", "Observation", "PinnedRevision")


@dataclass
class Running:
    """Two entities; one has a public commitment, and dossiers at several stages."""

    world: make.World
    other: make.World
    at: dict[str, Dossier]

    def dossier(self, where: str) -> Dossier:
        return Dossier.objects.get(pk=self.at[where].pk)

    def page(self, where: str) -> Any:
        """The page under review in a dossier."""
        return Page.objects.get(pk=self.at[where].items.get().page_id).specific

    def walk_on(self, where: str) -> Dossier:
        """Decide every stage that is left; it must go on whatever was done to the face."""
        return make.publish(self.world, self.at[where])


@remembered
def build() -> Running:
    """Make it by the real services; call inside a test's transaction."""
    world, _first = make.published()
    other = make.make_world({role: world.people[role] for role in make.MINISTRY})
    writer = world.people[Role.UNI]
    at = {}
    for stage in (Stage.QUALITY, Stage.PLANNING, Stage.CONTROL, Stage.PUBLICATION):
        page = make.add_commitment(world.service, writer, title=f"Compromiso en {stage.label}")
        sent = make.submit(world, page, kind=Kind.UPDATE)
        at[stage.value] = make.walk(world, sent, stage)
    page = make.add_commitment(world.service, writer, title="Compromiso devuelto")
    sent = make.submit(world, page, kind=Kind.UPDATE)
    at["returned"] = make.return_to(world, sent, Stage.UNIT)
    at["foreign"] = make.submit(other, other.carta, user=other.people[Role.COM])
    return Running(world, other, at)


def everything(running: Running) -> dict[str, Any]:
    """What citizens read, the trace, the dossiers and the face of them in Wagtail."""
    public = Client().get(Page.objects.get(pk=running.world.commitment.pk).url)
    return {
        "read by citizens": (public.status_code, public.content),
        **small_country.public_life(),
        **{name: _rows("wagtailcore", name) for name in FACE},
        **{name: _rows("workflows", name) for name in MACHINE},
        "pinned": list(
            PinnedRevision.objects.order_by("pk").values_list("pk", "revision__content")
        ),
    }


def _rows(app_label: str, model: str) -> list[tuple]:
    return list(apps.get_model(app_label, model).objects.order_by("pk").values_list())


def moved(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The names of what is not as it was."""
    return [name for name, value in before.items() if after[name] != value]
