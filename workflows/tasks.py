"""What runs after a commit, in a worker where there is one."""

from django_tasks import task

from workflows.services import outbox


@task()
def deliver_notices(key: str | None = None) -> int:
    """Mail the pending notices of one decision, or the whole outbox."""
    return outbox.deliver(key)
