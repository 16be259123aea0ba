"""The face that Wagtail's own workflow shows of a dossier; never its truth (DESIGN §3.4)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task

from workflows.errors import OutsideTheMachine
from workflows.stages import Stage


class StageTask(Task):
    """One stage as Wagtail's task: readable in its status and history, deciding nothing.

    Every native action is refused and leads to the dossier's own review screen.
    """

    stage = models.CharField(_("etapa"), max_length=20, choices=Stage.choices, unique=True)

    admin_form_fields: list[str] = []

    class Meta:
        verbose_name = _("etapa de aprobación")
        verbose_name_plural = _("etapas de aprobación")

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Access never comes from a task; it comes from roles."""
        return False

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        """Nobody locks by hand: the dossier does."""
        return False

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        """Nobody unlocks by hand: the dossier does."""
        return False

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """The lock is the dossier's (``GovernedPage.get_lock``)."""
        return False

    def get_actions(self, obj: Any, user: Any) -> list:
        """No native action exists."""
        return []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """Wagtail's own panel shows nothing; ours is paginated and asks the rules."""
        from wagtail.models import TaskState

        return TaskState.objects.none()

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Refuse: a decision goes through the dossier.

        Raises:
            OutsideTheMachine: always.
        """
        raise OutsideTheMachine(
            _("Esta etapa se decide en la pantalla de revisión de su expediente."),
            _("Puede hacerlo quien tiene a su cargo la etapa."),
        )

    @classmethod
    def get_description(cls) -> str:
        """Shown by Wagtail in its list of task types."""
        return _("Etapa de la máquina de aprobación de la carta")
