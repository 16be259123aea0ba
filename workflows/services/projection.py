"""Writes the face that Wagtail's workflow shows of a dossier (DESIGN §3.4).

One function, in bulk; nothing is ever read back from these rows to decide anything.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, Site, TaskState, Workflow, WorkflowState, WorkflowTask

from entities import clock
from workflows import machine
from workflows.gate.governed import governed_models
from workflows.models import Dossier, StageTask
from workflows.stages import ROUTES, Route, Stage

WORKFLOW_NAMES = {
    Route.COMMITMENT: "Carta: compromiso",
    Route.INSTITUTIONAL: "Carta: institucional",
}

#: Its English name, whatever the language: a migration wrote it.
STOCK_WORKFLOW = "Moderators approval"

STATUS = {
    Dossier.Status.OPEN: WorkflowState.STATUS_IN_PROGRESS,
    Dossier.Status.PUBLISHED: WorkflowState.STATUS_APPROVED,
    Dossier.Status.UNFAVOURABLE: WorkflowState.STATUS_CANCELLED,
    Dossier.Status.WITHDRAWN: WorkflowState.STATUS_CANCELLED,
    Dossier.Status.MERGED: WorkflowState.STATUS_CANCELLED,
}


@transaction.atomic
def setup_workflows() -> dict[Route, Workflow]:
    """Create the workflows and tasks of the face; safe to repeat."""
    with machine.at_work():
        tasks: dict[Stage, StageTask] = {}
        for stage in Stage:
            if stage == Stage.UNIT:
                continue
            tasks[stage], _created = StageTask.objects.update_or_create(
                stage=stage, defaults={"name": str(stage.label), "active": True}
            )
        return {route: _workflow(route, tasks) for route in WORKFLOW_NAMES}


def _workflow(route: Route, tasks: dict[Stage, StageTask]) -> Workflow:
    name = WORKFLOW_NAMES[route]
    workflow = Workflow.objects.filter(name=name).order_by("pk").first() or Workflow(name=name)
    workflow.active = True
    workflow.save()
    for order, stage in enumerate(ROUTES[route][1:]):
        WorkflowTask.objects.update_or_create(
            workflow=workflow, task=tasks[stage], defaults={"sort_order": order}
        )
    return workflow


def _face_of(route: Route) -> tuple[int, dict[str, int]]:
    """The workflow of a route and its tasks by stage, made whole again where it is not.

    Somebody with the database in hand may have deleted, switched off or emptied it; a decision
    goes on all the same.
    """
    workflow_id, tasks = _stored_face(route)
    if workflow_id is None or not tasks.keys() >= set(ROUTES[route][1:]):
        setup_workflows()
        workflow_id, tasks = _stored_face(route)
    return workflow_id, tasks


def _stored_face(route: Route) -> tuple[Any, dict[str, int]]:
    steps = list(
        WorkflowTask.objects.filter(
            workflow__name=WORKFLOW_NAMES[route], workflow__active=True, task__active=True
        )
        .order_by("workflow_id")
        .values_list("workflow_id", "task__stagetask__stage", "task_id")
    )
    first = steps[0][0] if steps else None
    return first, {stage: task for workflow, stage, task in steps if workflow == first and stage}


def remove_stock_workflow() -> bool:
    """Take away «Moderators approval», which Wagtail's first migration gives to the whole tree.

    Every page of the carta follows its dossier and the site has no moderators. It stays where it
    was ever used, and where a site of its own pages could count on it: below the root there are
    only governed pages and the pages that sites begin with.

    Returns:
        Whether it was there and was removed.
    """
    stock = Workflow.objects.filter(name=STOCK_WORKFLOW).first()
    if stock is None or stock.workflow_states.exists() or _has_pages_of_its_own():
        return False
    tasks = [row.task for row in stock.workflow_tasks.select_related("task")]
    stock.delete()
    for task in tasks:
        if not task.workflow_tasks.exists() and not task.task_states.exists():
            task.specific.delete()
    return True


def _has_pages_of_its_own() -> bool:
    ours = ContentType.objects.get_for_models(*governed_models()).values()
    first = Site.objects.values("root_page")
    others = Page.objects.exclude(depth=1).exclude(pk__in=first)
    return bool(others.exclude(content_type__in=list(ours)).exists())


def project(dossier: Dossier) -> None:
    """Show the dossier's present stage and status as Wagtail's workflow states."""
    items = list(dossier.items.select_related("page").defer("snapshot"))
    if not items:
        return
    workflow_id, tasks = _face_of(Route(dossier.route))
    pages = {item.page_id: item for item in items}
    states = _states(dossier, workflow_id, items)
    _close_task_states(dossier, list(states.values()))
    if dossier.is_open and dossier.stage != Stage.UNIT:
        rows = [
            TaskState(
                workflow_state=state,
                revision_id=pages[page_id].pin_id,
                task_id=tasks[dossier.stage],
                status=TaskState.STATUS_IN_PROGRESS,
                started_at=clock.now(),
                content_type=ContentType.objects.get_for_model(TaskState),
            )
            for page_id, state in states.items()
        ]
        TaskState.objects.bulk_create(rows)
        current = {row.workflow_state_id: row.pk for row in rows}
        for state in states.values():
            state.current_task_state_id = current[state.pk]
    status = STATUS[Dossier.Status(dossier.status)]
    if dossier.is_open and dossier.stage == Stage.UNIT:
        status = WorkflowState.STATUS_NEEDS_CHANGES
    for state in states.values():
        state.status = status
    WorkflowState.objects.bulk_update(states.values(), ["status", "current_task_state"])


def _states(dossier: Dossier, workflow_id: int, items: list[Any]) -> dict[int, WorkflowState]:
    page_type = ContentType.objects.get_for_model(Page)
    active = WorkflowState.objects.filter(
        base_content_type=page_type,
        object_id__in=[str(item.page_id) for item in items],
        status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES],
    )
    states = {int(state.object_id): state for state in active}
    if not dossier.is_open:
        return states
    missing = [
        WorkflowState(
            content_type_id=item.page.content_type_id,
            base_content_type=page_type,
            object_id=str(item.page_id),
            workflow_id=workflow_id,
            status=WorkflowState.STATUS_IN_PROGRESS,
            created_at=clock.now(),
            requested_by_id=item.submitted_by_id,
        )
        for item in items
        if item.page_id not in states
    ]
    WorkflowState.objects.bulk_create(missing)
    states.update({int(state.object_id): state for state in missing})
    return states


def _close_task_states(dossier: Dossier, states: list[WorkflowState]) -> None:
    ended = {
        Dossier.Status.WITHDRAWN: TaskState.STATUS_CANCELLED,
        Dossier.Status.MERGED: TaskState.STATUS_CANCELLED,
        Dossier.Status.UNFAVOURABLE: TaskState.STATUS_REJECTED,
    }.get(Dossier.Status(dossier.status), TaskState.STATUS_APPROVED)
    if dossier.is_open and dossier.stage == Stage.UNIT:
        ended = TaskState.STATUS_REJECTED
    TaskState.objects.filter(workflow_state__in=states, status=TaskState.STATUS_IN_PROGRESS).update(
        status=ended, finished_at=clock.now()
    )
