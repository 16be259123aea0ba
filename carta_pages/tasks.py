"""What runs after a commit, in a worker where there is one."""

from django_tasks import task

from carta_pages.services import import_runs, search_index


@task()
def refresh_search(service_ids: list[int]) -> int:
    """Make the public search say what is published of some services."""
    return search_index.refresh(service_ids).changed


@task()
def run_import(pk: int) -> str:
    """Import the file that somebody confirmed; one cut short may be begun again."""
    return import_runs.do_run(pk)
