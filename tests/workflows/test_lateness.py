"""Deadlines are of business days, and so is what is said of them."""

from datetime import date, timedelta

import pytest

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import HolidayFactory
from workflows import lateness
from workflows.models import Dossier, Notice
from workflows.services import notices
from workflows.stages import Stage

FRIDAY = date(2026, 7, 3)
REST = frozenset({date(2026, 7, 9)})

WORDS = [
    (-8, 0, "vence en 6 días laborables"),
    (-3, 0, "vence en 3 días laborables"),
    (-1, 0, "vence en 1 día laborable"),
    (0, 0, "vence hoy"),
    (1, 0, "venció el 03/07/2026"),
    (2, 0, "venció el 03/07/2026"),
    (3, 0, "1 día laborable de atraso"),
    (4, 0, "2 días laborables de atraso"),
    (6, 0, "3 días laborables de atraso"),
    (7, 0, "4 días laborables de atraso"),
    # a deadline that a holiday declared later made a day of rest
    (5, 6, "vence el 09/07/2026"),
]


@pytest.mark.parametrize(("shift", "due", "said"), WORDS)
def test_it_is_counted_and_said_in_business_days(shift, due, said):
    today = FRIDAY + timedelta(days=shift)
    assert lateness.in_words(FRIDAY + timedelta(days=due), today, REST) == said


@pytest.mark.django_db
def test_each_step_of_the_ladder_reminds_once_by_business_days():
    """Due on a Friday, with a holiday of the entity on the next Tuesday."""
    world, dossier = make.dossier_at(Stage.PLANNING)
    Dossier.objects.filter(pk=dossier.pk).update(due_on=FRIDAY)
    HolidayFactory(entity=world.entity, date=FRIDAY + timedelta(days=4))
    Notice.objects.all().delete()
    told = Notice.objects.filter(recipient_id=world.people[Role.PLAN].pk)
    for day, expected in (
        (-30, 0),
        (-3, 0),
        (-2, 1),
        (-2, 1),
        (0, 2),
        (1, 2),
        (2, 2),
        (3, 3),
        (4, 3),
        (7, 3),
        (10, 4),
        (13, 4),
        (17, 5),
    ):
        notices.remind(FRIDAY + timedelta(days=day))
        assert told.count() == expected, day
    subjects = [one.subject.split(": ")[1] for one in told.order_by("pk")]
    assert subjects == [
        "vence en 2 días laborables",
        "vence hoy",
        "1 día laborable de atraso",
        "5 días laborables de atraso",
        "10 días laborables de atraso",
    ]
