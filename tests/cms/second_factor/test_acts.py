"""What the service itself refuses, whoever calls it and however late (T63)."""

import re

import pytest

from cms.models import RecoveryCode, SecondFactor
from cms.second_factor import services
from tests.cms.second_factor.conftest import VERIFY, sign_in
from workflows.errors import Refused

pytestmark = pytest.mark.django_db


def test_who_must_have_a_factor_does_not_take_it_away(required, decider, with_phone):
    holder = with_phone(decider)
    with pytest.raises(Refused):
        services.remove(holder.user)
    assert SecondFactor.objects.filter(user=decider).exists()


def test_who_may_be_without_takes_it_away(required, reader, with_phone):
    holder = with_phone(reader)
    services.remove(holder.user)
    assert not SecondFactor.objects.filter(user=reader).exists()


def test_a_factor_taken_away_meanwhile_gets_no_new_codes(required, decider, with_phone):
    holder = with_phone(decider)
    services.FactorKeeper().reset(decider.pk, actor_id=None)
    with pytest.raises(Refused):
        services.renew_recovery_codes(holder.user)
    assert not RecoveryCode.objects.exists()


def test_the_code_is_typed_on_arrival(decider, with_phone):
    """The screen asks for one thing only: its field has the focus, before and after an error."""
    with_phone(decider)
    client = sign_in(decider)
    for page in (client.get(VERIFY), client.post(VERIFY, {"code": "no"})):
        (field,) = re.findall(r'<input[^>]*name="code"[^>]*>', page.content.decode())
        assert "autofocus" in field
