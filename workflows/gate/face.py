"""Guards of the face that Wagtail's workflow shows of the dossiers (DESIGN §3.4).

Nothing is decided from it, and it repairs itself with the next decision; but a stage switched
off or a native approval would show people a lie until then. Our projection writes in bulk,
which sends no signals: whatever arrives here came by another route.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, Workflow, WorkflowState, WorkflowTask

from workflows import machine
from workflows.errors import OutsideTheMachine
from workflows.governed import GovernedPage
from workflows.models import StageTask
from workflows.services.projection import WORKFLOW_NAMES


def is_stage(task: Task) -> bool:
    """Whether the task is one of the machine's stages."""
    return task.content_type.model_class() is StageTask


def is_face(workflow: Workflow) -> bool:
    """Whether the workflow is ours: by its stored name, or by any of its steps."""
    if workflow.pk is None:
        return False
    names = Workflow.objects.filter(pk=workflow.pk).values_list("name", flat=True)
    return (
        names.first() in WORKFLOW_NAMES.values()
        or StageTask.objects.filter(workflow_tasks__workflow_id=workflow.pk).exists()
    )


def _refuse_stages() -> None:
    raise OutsideTheMachine(
        _("Las etapas de aprobación no se cambian, desactivan ni eliminan."),
        _("Nadie puede: son parte del programa."),
    )


def keep_stage(sender: Any, instance: Task, **kwargs: Any) -> None:
    """A stage is neither changed nor switched off nor deleted."""
    if kwargs.get("raw") or machine.is_at_work() or instance._state.adding:
        return
    if is_stage(instance):
        _refuse_stages()


def keep_workflow(sender: Any, instance: Workflow, **kwargs: Any) -> None:
    """Nor is the workflow that shows them."""
    if kwargs.get("raw") or machine.is_at_work() or instance._state.adding:
        return
    if is_face(instance):
        _refuse_stages()


def keep_steps(sender: Any, instance: WorkflowTask, **kwargs: Any) -> None:
    """Nor is it emptied, or given other steps."""
    if not kwargs.get("raw") and not machine.is_at_work() and is_face(instance.workflow):
        _refuse_stages()


def keep_states(sender: Any, instance: WorkflowState | TaskState, **kwargs: Any) -> None:
    """No native start, approval, rejection, restart or cancellation on a governed page."""
    if kwargs.get("raw") or machine.is_at_work():
        return
    state = instance.workflow_state if isinstance(instance, TaskState) else instance
    model = state.content_type.model_class()
    if (model is not None and issubclass(model, GovernedPage)) or is_face(state.workflow):
        raise OutsideTheMachine(
            _("Las páginas de la carta no siguen los flujos de Wagtail."),
            _(
                "Quien edita la página la envía con «Enviar a revisión»; cada etapa la decide, en "
                "la pantalla de revisión del expediente, quien la tiene a su cargo."
            ),
        )


def connect() -> None:
    """Connect the guards; safe to repeat."""
    for signal, verb in ((pre_save, "save"), (pre_delete, "delete")):
        for sender, guard in (
            (Task, keep_stage),
            (StageTask, keep_stage),
            (Workflow, keep_workflow),
            (WorkflowTask, keep_steps),
            (WorkflowState, keep_states),
        ):
            uid = f"gate.{guard.__name__}.{sender.__name__}.{verb}"
            signal.connect(guard, sender=sender, dispatch_uid=uid)
    # A task's state goes with its revision when the draft it belongs to is discarded.
    pre_save.connect(keep_states, sender=TaskState, dispatch_uid="gate.keep_states.TaskState.save")
