"""Two requests with the same code: one is accepted (T63)."""

import pytest

from cms.models import SecondFactor
from cms.second_factor import attempts
from entities.vocabulary import Role
from tests.factories.entities import EntityFactory, person_with
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def holder(with_phone):
    return with_phone(person_with(Role.PLAN, EntityFactory()))


def test_the_same_code_is_accepted_once(holder):
    code = holder.phone.code()
    answers = at_once(*[lambda: attempts.check_code(holder.user, code)] * 4)
    assert sorted(answer.accepted for answer in answers) == [False, False, False, True]


def test_the_same_recovery_code_is_accepted_once(holder):
    code = holder.recovery[0]
    answers = at_once(*[lambda: attempts.check_recovery_code(holder.user, code)] * 4)
    assert sorted(answer.accepted for answer in answers) == [False, False, False, True]


def test_mistakes_made_together_are_all_counted(holder):
    wrong = holder.phone.wrong()
    at_once(*[lambda: attempts.check_code(holder.user, wrong)] * 4)
    assert SecondFactor.objects.get().throttling_failure_count == 4
