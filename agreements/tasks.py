"""What runs after a commit, in a worker where there is one."""

from django_tasks import task

from agreements.services import portfolio_sheets


@task()
def make_portfolio_sheet(pk: int) -> str:
    """Make a sheet that somebody asked for; one cut short is asked for again."""
    return portfolio_sheets.make_sheet(pk)
