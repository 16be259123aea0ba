"""What only whoever has the machine does."""

import pytest
from django.core.management import CommandError, call_command

from cms.models import SecondFactor
from tests.cms.second_factor.conftest import enter, is_in, sign_in
from workflows.models import Notice

pytestmark = pytest.mark.django_db


def test_a_lost_factor_is_taken_away_from_the_machine(required, decider, with_phone, capsys):
    inside = enter(with_phone(decider))
    call_command("second_factor", "--reset", decider.username)
    assert not SecondFactor.objects.exists()
    assert not is_in(inside)
    assert not is_in(sign_in(decider)), "they must set up another"
    subject = "Quitaron el segundo factor de su cuenta"
    assert Notice.objects.filter(recipient_id=decider.pk, subject=subject).exists()


def test_it_says_when_there_is_nothing_to_do(decider, with_phone, settings, capsys):
    for account in ("nadie", decider.username):
        with pytest.raises(CommandError):
            call_command("second_factor", "--reset", account)
    with_phone(decider)
    call_command("second_factor", "--reseal")
    assert "Claves selladas de nuevo: 1." in capsys.readouterr().out
    settings.SECRET_KEY = "another-" + "y" * 50
    with pytest.raises(CommandError, match="Ninguna llave del entorno abre 1"):
        call_command("second_factor", "--reseal")
