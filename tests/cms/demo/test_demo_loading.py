"""How the demonstration loads: only where it may, once, and to its end after an interruption."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Revision

from cms.demo import loader, papers, story
from cms.demo.calendar import (
    StoryCalendar,
    first_of_next_month,
    in_years,
    months_before,
)
from cms.demo.clockwork import holding, mail_unsent
from cms.demo.story.opening import START
from cms.demo.timeline import moments
from entities import clock, journal
from entities.models import Entity, OrganizationalUnit, PointOfService
from workflows import verify
from workflows.models import Dossier, Notice, TraceEntry


def run():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


# --- Where it may ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_refused_unless_the_installation_is_a_demonstration(settings):
    settings.CARTA_DEMO = False
    with pytest.raises(CommandError, match="CARTA_DEMO"):
        run()
    assert not Entity.objects.exists()
    assert not TraceEntry.objects.exists()


@pytest.mark.django_db
def test_refused_even_where_it_was_loaded_before(settings):
    journal.record(loader.ENDED, entity_id=None, subject="demo", payload={}, actor_id=None)
    assert "ya estaba cargada" in run()
    settings.CARTA_DEMO = False
    with pytest.raises(CommandError, match="CARTA_DEMO"):
        run()


@pytest.mark.django_db
def test_refused_where_the_clock_may_not_be_set(settings):
    settings.CARTA_CLOCK_MAY_BE_SET = False
    with pytest.raises(ImproperlyConfigured):
        run()
    assert not TraceEntry.objects.exists()


@pytest.mark.django_db
def test_refused_in_an_installation_with_data_of_its_own():
    journal.record("entity.created", entity_id=1, subject="entity:1", payload={}, actor_id=None)
    with pytest.raises(CommandError, match="datos propios"):
        run()
    assert not Entity.objects.exists()


# --- Interrupted -----------------------------------------------------------------------------


@pytest.fixture
def short_story(monkeypatch):
    """The first ten days: entities, people, points of service and the first cartas."""
    steps = [step for step in story.steps() if step.day <= START + 9]
    monkeypatch.setattr(story, "steps", lambda: steps)
    return steps


def _counts():
    models = (Entity, OrganizationalUnit, PointOfService, Dossier, Notice, Revision, TraceEntry)
    return {model: model.objects.count() for model in models}


class Cut(Exception):
    """The power goes out."""


@pytest.mark.slow
@pytest.mark.django_db
def test_a_load_that_was_interrupted_continues_where_it_stopped(short_story, monkeypatch):
    real = loader._do
    for stop in (1, 8, 12):
        count = iter(range(stop))

        def cut(*args, count=count, **kwargs):
            if next(count, None) is None:
                raise Cut
            real(*args, **kwargs)

        monkeypatch.setattr(loader, "_do", cut)
        with pytest.raises(Cut):
            run()
        assert not loader.is_loaded()
    monkeypatch.setattr(loader, "_do", real)
    run()
    assert loader.is_loaded()
    assert Entity.objects.count() == 6
    assert Entity.objects.get(slug="sri").units.count() == 10
    told = list(TraceEntry.objects.order_by("sequence").values_list("at", flat=True))
    assert told == sorted(told)
    assert list(verify.faults()) == []
    before = _counts()
    assert "ya estaba cargada" in run()
    assert _counts() == before


@pytest.mark.slow
@pytest.mark.django_db
def test_a_step_that_fails_leaves_nothing_of_itself(short_story, monkeypatch):
    monkeypatch.setattr("cms.demo.registers._open_unit", _broken)
    with pytest.raises(ZeroDivisionError) as failure:
        run()
    assert any("rc: entidad" in note for note in failure.value.__notes__)
    assert not Entity.objects.exists()


def _broken(*args):
    raise ZeroDivisionError


@pytest.mark.slow
@pytest.mark.django_db
def test_what_people_did_after_an_interruption_is_never_put_before_it(short_story, monkeypatch):
    monkeypatch.setattr("cms.demo.registers._open_unit", _broken)
    with pytest.raises(ZeroDivisionError):
        run()
    monkeypatch.undo()
    journal.record("prueba", entity_id=None, subject="x", payload={}, actor_id=None)
    with pytest.raises(CommandError, match="se interrumpió"):
        run()


@pytest.mark.slow
@pytest.mark.django_db
def test_a_load_continued_on_a_later_day_keeps_the_days_of_the_story(short_story, monkeypatch):
    monkeypatch.setattr("cms.demo.registers._open_unit", _broken)
    with pytest.raises(ZeroDivisionError):
        run()
    monkeypatch.undo()
    steps = [step for step in story.steps() if step.day <= START + 1]
    monkeypatch.setattr(story, "steps", lambda: steps)
    planned = moments(steps, StoryCalendar(clock.today()))
    with clock.frozen(clock.now() + timedelta(days=40)):
        run()
    assert set(TraceEntry.objects.values_list("at", flat=True)) <= set(planned)


# --- The clock and the mail ------------------------------------------------------------------


def test_the_house_and_wagtail_hold_the_same_moment_and_let_it_go():
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=clock.ZONE)
    real = timezone.now
    with holding(moment):
        assert clock.now() == timezone.now() == moment
    assert timezone.now is real
    with pytest.raises(ZeroDivisionError), holding(moment):
        _broken()
    assert timezone.now is real


def test_nobody_gets_mail_while_it_loads(settings):
    kept = settings.EMAIL_BACKEND
    with mail_unsent():
        assert mail.send_mail("Asunto", "Texto", None, ["x@example.org"]) == 1
        assert mail.outbox == []
    assert kept == settings.EMAIL_BACKEND


# --- The days --------------------------------------------------------------------------------


@pytest.mark.parametrize("year", range(2026, 2040))
def test_the_story_fits_in_twelve_months_whenever_it_is_loaded(year):
    for shift in range(0, 366, 5):
        end = date(year, 1, 1) + timedelta(days=shift)
        calendar = StoryCalendar(end)
        assert calendar.length >= -START
        assert end - timedelta(days=365) <= calendar.day(START) < calendar.day(-1) < end


def test_every_step_has_a_moment_of_its_own_in_working_hours():
    steps = story.steps()
    found = moments(steps, StoryCalendar(date(2026, 11, 20)))
    assert found == sorted(set(found))
    hours = {moment.astimezone(clock.ZONE).hour for moment in found}
    assert hours <= set(range(8, 18))


def test_a_day_outside_the_story_is_refused():
    calendar = StoryCalendar(date(2026, 11, 20))
    for index in (0, 1, -400):
        with pytest.raises(ValueError, match="is not in a story"):
            calendar.day(index)
    assert calendar.validity(0) == date(2026, 12, 1)


def test_months_in_words():
    assert months_before(date(2026, 8, 15), 6) == "de febrero a julio de 2026"
    assert months_before(date(2026, 2, 1), 6) == "de agosto de 2025 a enero de 2026"
    assert first_of_next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert in_years(date(2028, 2, 29), 1) == date(2029, 2, 28)


# --- The papers ------------------------------------------------------------------------------


def test_a_paper_is_a_whole_pdf_that_says_it_is_an_example():
    body = papers.pdf("Ficha (cédula)", ["Atención en todo el país: niñas y niños. " * 20])
    assert body.startswith(b"%PDF-1.4")
    start = int(body.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert body[start:].startswith(b"xref")
    offsets = [int(line[:10]) for line in body[start:].split(b"\n")[3:10]]
    for number, offset in enumerate(offsets, start=1):
        assert body[offset:].startswith(b"%d 0 obj" % number)
    assert "Datos de demostración".encode("cp1252") in body
    assert b"Ficha \\(c\xe9dula\\)" in body
