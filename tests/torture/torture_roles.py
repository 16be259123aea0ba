"""A role that is given or ended counts on the next request of an open session (T34)."""

import pytest

from tests.workflows.staff import test_escalation as escalation
from tests.workflows.staff.conftest import side

pytestmark = pytest.mark.django_db


def torture_a_role_given_and_ended(rounds):
    """Each round is two changes, and each must be the next answer."""
    rounds(escalation.Changing(side("NUESTRA")).one_round, 100)
