"""The house clock: Ecuador's day, settable only where the installation allows it."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from entities import clock


def test_the_day_is_ecuadors_not_greenwichs():
    with clock.frozen(datetime(2026, 3, 2, 3, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 3, 1)


def test_frozen_moments_nest_and_end():
    before = clock.now()
    with clock.frozen(date(2026, 1, 1)):
        with clock.frozen(date(2025, 1, 1)):
            assert clock.today() == date(2025, 1, 1)
        assert clock.today() == date(2026, 1, 1)
    assert clock.now() >= before


def test_a_failure_inside_lets_the_clock_go():
    with pytest.raises(RuntimeError), clock.frozen(date(2001, 1, 1)):
        raise RuntimeError
    assert clock.today().year > 2001


def test_nobody_sets_the_clock_of_a_real_installation(settings):
    settings.CARTA_CLOCK_MAY_BE_SET = False
    with pytest.raises(ImproperlyConfigured), clock.frozen(date(2026, 1, 1)):
        pass
    del settings.CARTA_CLOCK_MAY_BE_SET
    with pytest.raises(ImproperlyConfigured), clock.frozen(date(2026, 1, 1)):
        pass


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 1, 1)):
        pass
