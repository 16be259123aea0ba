"""The daily command: any number of times, one effect; one failing job stops no other."""

import io
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from entities import clock
from entities.vocabulary import Capacity, Role
from tests.factories import workflows as make
from tests.factories.entities import EntityFactory, RoleAssignmentFactory, UserFactory
from workflows.models import Notice, PublishedHead
from workflows.registries import daily_jobs
from workflows.services import expiring_roles

pytestmark = pytest.mark.django_db


def test_running_it_again_the_same_day_changes_nothing():
    make.dossier_at(make.Stage.QUALITY)
    call_command("diario", stdout=io.StringIO())
    before = (Notice.objects.count(), list(PublishedHead.objects.values_list()))
    call_command("diario", stdout=io.StringIO())
    assert (Notice.objects.count(), list(PublishedHead.objects.values_list())) == before


def test_sessions_that_ended_are_thrown_away_and_the_others_stay():
    for key, days in (("vencida", -1), ("vigente", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days)
        )
    out = io.StringIO()
    call_command("diario", stdout=out)
    assert list(Session.objects.values_list("pk", flat=True)) == ["vigente"]
    assert "Sesiones vencidas" in out.getvalue()


def test_a_failing_job_is_named_and_stops_no_other():
    def breaks(today):
        raise RuntimeError("no")

    daily_jobs.register(breaks)
    out = io.StringIO()
    try:
        with pytest.raises(SystemExit):
            call_command("diario", stdout=out)
    finally:
        daily_jobs._members.remove(breaks)
    assert "breaks: RuntimeError" in out.getvalue()
    assert PublishedHead.objects.filter(day=clock.today()).exists()


def test_the_end_of_a_role_is_told_in_steps_and_once_each():
    world = make.make_world()
    acting = UserFactory()
    end = clock.today() + timedelta(days=20)
    RoleAssignmentFactory(
        user=acting,
        role=Role.PLAN,
        entity=world.entity,
        capacity=Capacity.SUBROGANTE,
        document="Acción de personal 12",
        ends_on=end,
    )
    steps = ((-20, 0), (-15, 1), (-14, 1), (-5, 2), (-1, 2), (0, 3), (0, 3), (1, 4), (2, 4))
    for shift, expected in steps:
        expiring_roles.warn(end + timedelta(days=shift))
        told = Notice.objects.filter(recipient_id=acting.pk)
        assert told.count() == expected, shift
    manager = RoleAssignmentFactory(role=Role.STAFF, entity=world.entity).user
    expiring_roles.warn(end)
    for pk, expected in ((world.people[Role.CAL].pk, 4), (manager.pk, 1)):
        told = Notice.objects.filter(recipient_id=pk, key__startswith="role-")
        assert told.count() == expected, "quality misses the role, the manager can renew it"


def test_roles_that_end_are_told_in_the_right_words():
    """«1 día», not «1 días»; who runs the platform is not of MDT."""
    entity = EntityFactory(short_name="RC")
    end = clock.today() + timedelta(days=20)
    acting = {"capacity": Capacity.SUBROGANTE, "document": "AP-12", "ends_on": end}
    told = {}
    for role, of in ((Role.PLAN, entity), (Role.MDT_CONTROL, None), (Role.ADM, None)):
        user = UserFactory()
        RoleAssignmentFactory(user=user, role=role, entity=of, **acting)
        told[role] = user.pk
    for left in (5, 1, 0, -1):
        expiring_roles.warn(end - timedelta(days=left))
    subjects = {
        role: list(
            Notice.objects.filter(recipient_id=pk).order_by("pk").values_list("subject", flat=True)
        )
        for role, pk in told.items()
    }
    assert subjects[Role.PLAN] == [
        "Un rol termina en 5 días: Planificación de RC",
        "Hoy termina un rol: Planificación de RC",
        "Terminó un rol: Planificación de RC",
    ]
    bodies = Notice.objects.filter(recipient_id=told[Role.PLAN]).order_by("pk")
    said = [
        body.partition(f" el {end:%d/%m/%Y}")[0].split()[-1]
        for body in bodies.values_list("body", flat=True)
    ]
    assert said == ["Termina", "Termina", "Terminó"], "what is past is told as past"
    assert subjects[Role.ADM][0] == "Un rol termina en 5 días: Administración de la plataforma"
    assert (
        subjects[Role.MDT_CONTROL][0] == "Un rol termina en 5 días: Ministerio del Trabajo: control"
    )


def test_one_day_is_singular():
    user = UserFactory()
    end = clock.today() + timedelta(days=1)
    RoleAssignmentFactory(
        user=user, role=Role.ADM, capacity=Capacity.ENCARGADO, document="AP-1", ends_on=end
    )
    expiring_roles.warn(clock.today())
    assert Notice.objects.get(recipient_id=user.pk).subject.startswith("Un rol termina en 1 día: ")
