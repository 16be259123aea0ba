"""Wagtail's workflow is a face: it is not switched off, and nothing is decided from it (§3.4).

Every attempt is made under running dossiers; afterwards a decision goes on and publishes.
"""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    Task,
    TaskState,
    Workflow,
    WorkflowState,
    WorkflowTask,
)

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import UserFactory
from tests.workflows.gate import running as under_way
from tests.workflows.gate.test_attempts import explains
from workflows import machine
from workflows.errors import OutsideTheMachine
from workflows.models import Dossier, Edition, StageTask
from workflows.services import projection
from workflows.stages import Route, Stage

NAME = projection.WORKFLOW_NAMES[Route.COMMITMENT]


def workflow():
    return Workflow.objects.get(name=NAME)


def task(stage=Stage.PLANNING):
    return StageTask.objects.get(stage=stage)


def state(running):
    return WorkflowState.objects.get(
        object_id=str(running.page("planning").pk), status=WorkflowState.STATUS_IN_PROGRESS
    )


def task_state(running):
    found = state(running).current_task_state
    assert found.status == TaskState.STATUS_IN_PROGRESS
    return found


def changed(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def native_workflow():
    """A workflow of another part of the site, whose only step anybody of a group approves."""
    step = GroupApprovalTask.objects.create(name="Revisa cualquiera")
    step.groups.add(Group.objects.create(name="Cualquiera"))
    other = Workflow.objects.create(name="De otras páginas")
    WorkflowTask.objects.create(workflow=other, task=step, sort_order=0)
    return other


def go_on(running):
    found = state(running)
    TaskState.objects.filter(pk=found.current_task_state_id).update(status="approved")
    found.update(user=boss())


def draft(running):
    return make.add_commitment(running.world.service, running.world.people[Role.UNI])


def public(running):
    return type(running.world.commitment).objects.get(pk=running.world.commitment.pk)


def boss():
    return UserFactory(superuser=True)


#: Every one of them would change the face if nothing stood in its way.
ATTEMPTS = {
    "switch the workflow off": lambda r: workflow().deactivate(user=boss()),
    "switch the workflow off, as a field": lambda r: changed(workflow(), active=False),
    "rename the workflow": lambda r: changed(workflow(), name="Otro"),
    "delete the workflow": lambda r: workflow().delete(),
    "delete the workflows": lambda r: Workflow.objects.all().delete(),
    "switch the task off": lambda r: task().deactivate(user=boss()),
    "switch the task off as a base task": lambda r: Task.objects.get(pk=task().pk).deactivate(),
    "give the task another stage": lambda r: changed(task(), stage="otra"),
    "delete the task": lambda r: task().delete(),
    "delete the base task": lambda r: Task.objects.get(pk=task().pk).delete(),
    "delete the tasks": lambda r: Task.objects.all().delete(),
    "empty the steps": lambda r: WorkflowTask.objects.filter(workflow=workflow()).delete(),
    "take a step out": lambda r: WorkflowTask.objects.get(
        workflow=workflow(), task=task()
    ).delete(),
    "change the order": lambda r: changed(
        WorkflowTask.objects.get(workflow=workflow(), task=task()), sort_order=99
    ),
    "put a step of anybody in": lambda r: WorkflowTask.objects.create(
        workflow=workflow(), task=GroupApprovalTask.objects.create(name="Cualquiera")
    ),
    "approve": lambda r: task_state(r).approve(user=boss()),
    "approve without going on": lambda r: task_state(r).approve(user=boss(), update=False),
    "reject": lambda r: task_state(r).reject(user=boss()),
    "cancel the task's state": lambda r: task_state(r).cancel(user=boss()),
    "act by the task": lambda r: task().on_action(task_state(r), boss(), "approve"),
    "act by the base task": lambda r: Task.objects.get(pk=task().pk).on_action(
        task_state(r), boss(), "approve"
    ),
    "cancel": lambda r: state(r).cancel(user=boss()),
    "finish": lambda r: state(r).finish(user=boss()),
    "resume what was returned": lambda r: WorkflowState.objects.get(
        object_id=str(r.page("returned").pk), status=WorkflowState.STATUS_NEEDS_CHANGES
    ).resume(user=boss()),
    "go on after an approval by hand": lambda r: go_on(r),
    "delete the state": lambda r: state(r).delete(),
    "start it on a draft": lambda r: workflow().start(draft(r), boss()),
    "start it on a public page": lambda r: workflow().start(public(r), boss()),
    "start another workflow": lambda r: native_workflow().start(public(r), boss()),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_face_of_a_running_dossier_stays_and_says_who_can(running, attempt):
    before = under_way.everything(running)
    with pytest.raises(OutsideTheMachine) as refusal, transaction.atomic():
        ATTEMPTS[attempt](running)
    assert str(refusal.value.verdict.who)
    assert under_way.moved(before, under_way.everything(running)) == []


#: By SQL, or by an older version of the house: no guard is asked.
BY_HAND = {
    "the workflow is off": lambda: Workflow.objects.filter(name=NAME).update(active=False),
    "every workflow is off": lambda: Workflow.objects.all().update(active=False),
    "the task is off": lambda: Task.objects.filter(pk=task().pk).update(active=False),
    "the workflow has another name": lambda: Workflow.objects.update(name="Otro"),
    "the workflow is gone": lambda: workflow().delete(),
    "the task is gone": lambda: task(Stage.AUTHORITY).delete(),
    "every task is gone": lambda: StageTask.objects.all().delete(),
    "a step is gone": lambda: WorkflowTask.objects.filter(task=task(Stage.RECEPTION)).delete(),
    "no step is left": lambda: WorkflowTask.objects.all().delete(),
    "the states are gone": lambda: WorkflowState.objects.all().delete(),
    "the states are approved": lambda: WorkflowState.objects.update(status="approved"),
    "the task states are approved": lambda: TaskState.objects.update(status="approved"),
    "two workflows of the same name": lambda: Workflow.objects.create(name=NAME),
}


@pytest.mark.parametrize("harm", BY_HAND)
def test_a_decision_goes_on_whatever_was_done_to_the_face(running, harm):
    with machine.at_work():
        BY_HAND[harm]()
    dossier = running.walk_on("planning")
    assert dossier.status == Dossier.Status.PUBLISHED
    page = running.page("planning")
    assert page.live
    assert Edition.objects.filter(page_id=page.pk).count() == 1
    assert StageTask.objects.filter(active=True).count() == len(Stage) - 1
    assert Workflow.objects.get(name=NAME, workflow_tasks__task=task()).active


def _open(view, kind):
    def address():
        pk = workflow().pk if kind == "workflow" else task().pk
        return reverse(f"wagtailadmin_workflows:{view}", args=[pk])

    return address


SCREENS = {
    "disable": _open("disable", "workflow"),
    "enable": _open("enable", "workflow"),
    "edit": _open("edit", "workflow"),
    "usage": _open("usage", "workflow"),
    "disable_task": _open("disable_task", "task"),
    "enable_task": _open("enable_task", "task"),
    "edit_task": _open("edit_task", "task"),
    "task_chosen": _open("task_chosen", "task"),
    "add_task": lambda: reverse("wagtailadmin_workflows:add_task", args=["workflows", "stagetask"]),
}
#: What empties the workflow in Wagtail's own form.
EMPTY = {
    "name": "Vacío",
    "workflow_tasks-TOTAL_FORMS": "0",
    "workflow_tasks-INITIAL_FORMS": "0",
    "workflow_tasks-MIN_NUM_FORMS": "0",
    "workflow_tasks-MAX_NUM_FORMS": "1000",
    "pages-TOTAL_FORMS": "0",
    "pages-INITIAL_FORMS": "0",
    "pages-MIN_NUM_FORMS": "0",
    "pages-MAX_NUM_FORMS": "1000",
}


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_switches_the_face_off(running, client, screen):
    before = under_way.everything(running)
    wrong = []
    for name, person in {**running.world.people, "superuser": boss()}.items():
        client.force_login(person)
        for send in (client.get, client.post):
            response = send(SCREENS[screen](), EMPTY, headers={"accept": "application/json"})
            if response.status_code != 403 or not explains(response):
                wrong.append((str(name), send.__name__, response.status_code))
    assert wrong == []
    assert under_way.moved(before, under_way.everything(running)) == []


def test_other_workflows_of_the_site_are_still_its_own(running, client):
    """The guards are about the carta: a page of another part of the site follows its workflow."""
    other = native_workflow()
    plain = running.world.portal.get_parent().add_child(
        instance=running.world.portal.get_parent().__class__(title="Noticias", slug="noticias")
    )
    plain.save_revision()
    started = other.start(plain, boss())
    started.current_task_state.approve(user=boss())
    started.refresh_from_db()
    assert started.status == WorkflowState.STATUS_APPROVED
    other.deactivate(user=boss())
    client.force_login(boss())
    assert client.get(reverse("wagtailadmin_workflows:edit", args=[other.pk])).status_code == 200
    other.delete()


def test_natives_of_the_editor_change_no_face(running, client):
    """Each role posts every native key to the page under review of the running dossier."""
    address = reverse("wagtailadmin_pages:edit", args=[running.page("planning").pk])
    before = under_way.everything(running)
    for role in (Role.UNI, Role.CAL, Role.PLAN, Role.MAX, Role.MDT_PUBLICATION):
        client.force_login(running.world.people[role])
        for key in ("action-publish", "action-submit", "action-cancel-workflow"):
            response = client.post(address, {key: "true"}, headers={"accept": "application/json"})
            assert response.status_code in {400, 403, 404, 409}, (role, key)
    assert under_way.moved(before, under_way.everything(running)) == []
