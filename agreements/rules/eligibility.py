"""The four tests of a service that may be postulated (R16; guide 5, «Alcance»). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.rules.capability import Capability

Text = str | Promise


@dataclass(frozen=True)
class Measured:
    """What backs one indicator.

    Args:
        name: of the indicator.
        is_measurable: whether the three ticks of R44 are given with their reasons.
        is_stable: whether its observed mean and limits are known, with how many and when.
        shown_by: names of what shows it.
    """

    name: str
    is_measurable: bool
    is_stable: bool
    shown_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agreed:
    """What backs one factor: names of its operation agreements."""

    name: str
    agreements: tuple[str, ...]


@dataclass(frozen=True)
class Test:
    """One of the four tests.

    Args:
        code: a-d, as the guide lists them.
        label: what it asks.
        holds: whether the service passes.
        shown_by: what shows it.
        lacking: what is missing.
    """

    __test__ = False  # it is no test of ours

    code: str
    label: Text
    holds: bool
    shown_by: tuple[str, ...]
    lacking: tuple[str, ...]


def four_tests(
    capability: Capability, measured: Sequence[Measured], agreed: Sequence[Agreed]
) -> tuple[Test, ...]:
    """The four tests with what shows each and what it lacks.

    Args:
        capability: of the service today.
        measured: every indicator of its commitments.
        agreed: every factor of its commitments.
    """
    unproved = tuple(one.name for one in measured if not one.is_measurable)
    unstable = tuple(one.name for one in measured if not one.is_stable)
    without = tuple(one.name for one in agreed if not one.agreements)
    assessed = tuple(f"{code}: {level}" for code, level in capability.levels)
    shown = tuple(dict.fromkeys(name for one in measured for name in one.shown_by))
    backed = tuple(dict.fromkeys(name for one in agreed for name in one.agreements))
    return (
        Test(
            "a",
            _("Sus procesos se evaluaron con el modelo de capacidad."),
            bool(assessed) and not capability.lacking,
            assessed,
            capability.lacking,
        ),
        Test(
            "b",
            _("Sus resultados son medibles, controlados y verificables."),
            bool(measured) and not unproved,
            shown,
            unproved,
        ),
        Test(
            "c",
            _("Tiene estabilidad operativa."),
            bool(measured) and not unstable,
            shown,
            unstable,
        ),
        Test(
            "d",
            _("Sus acuerdos de operación respaldan el nivel."),
            bool(agreed) and not without,
            backed,
            without,
        ),
    )
