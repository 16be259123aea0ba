"""Work after a commit, in a thread beside the requests, where there is no worker process.

With ``make run`` a decision would otherwise wait for the mail server it causes letters to. Only
what can be done again later may be left to a thread: letters wait in the outbox. In a command (a
load, the daily work) nobody waits, so there all is done at once. An import that is cut short leaves
nothing behind and may be begun again.
"""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult

MAY_BE_LATE = frozenset(
    {
        "workflows.tasks.deliver_notices",
        "carta_pages.tasks.run_import",
        "agreements.tasks.make_portfolio_sheet",
    }
)
_beside: list[ThreadPoolExecutor] = []


def begin() -> None:
    """From now on this process serves requests: what is enqueued is done beside them."""
    if not _beside:
        _beside.append(ThreadPoolExecutor(max_workers=1, thread_name_prefix="tareas"))


class BesideRequestsBackend(ImmediateBackend):
    """One task after another; what a process leaves undone, the daily work finds in the outbox."""

    def _execute_task(self, task_result: TaskResult) -> None:
        if _beside and task_result.task.module_path in MAY_BE_LATE:
            _beside[0].submit(self._do, task_result)
        else:
            super()._execute_task(task_result)

    def _do(self, task_result: TaskResult) -> None:
        try:
            super()._execute_task(task_result)
        finally:
            connections.close_all()
