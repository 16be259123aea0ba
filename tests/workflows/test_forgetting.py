"""A person is forgotten by law and the chain stays whole; only the platform's own may do it."""

import io

import pytest
from django.core.management import CommandError, call_command

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from workflows import verify
from workflows.errors import Refused
from workflows.models import Decision, Dossier, TraceActor, TraceEntry
from workflows.services import submission, trace
from workflows.stages import Stage

pytestmark = pytest.mark.django_db

REASON = "Solicitud 12-2026, LOPDP"


@pytest.fixture
def administrator():
    return RoleAssignmentFactory(role=Role.ADM, entity=None).user


def leave(user):
    user.is_active = False
    user.save()
    return user


def test_a_forgotten_person_leaves_the_chain_whole_and_says_nothing_of_them(administrator):
    world, _dossier = make.published()
    person = leave(world.people[Role.CAL])
    token = TraceActor.objects.get(user_id=person.pk).token
    before = TraceEntry.objects.count()
    out = io.StringIO()
    call_command("forget_person", person.pk, by=administrator.username, reason=REASON, stdout=out)
    actor = TraceActor.objects.get(token=token)
    assert (actor.user_id, actor.name, actor.salt) == (None, "", "")
    entry = TraceEntry.objects.latest("sequence")
    assert TraceEntry.objects.count() == before + 1
    assert (entry.kind, entry.subject) == ("actor.forgotten", f"actor:{token}")
    assert entry.data == {"reason": REASON}
    assert entry.actor == trace.actor_token(administrator.pk)
    assert str(entry.sequence) in out.getvalue()
    assert list(verify.faults()) == []


def test_a_forgotten_person_who_comes_back_is_somebody_new(administrator):
    world, _dossier = make.published()
    person = leave(world.people[Role.CAL])
    old = trace.actor_token(person.pk)
    trace.forget_actor(person.pk, by=administrator, reason=REASON)
    entry = trace.append(
        "page.discarded", entity_id=None, subject="page:1", payload={}, actor_id=person.pk
    )
    assert entry.actor != old
    assert Decision.objects.filter(actor_id=person.pk).exists()
    assert list(verify.faults()) == []


def test_the_next_text_of_a_page_does_not_name_again_a_writer_who_was_forgotten(administrator):
    world = make.make_world()
    make.publish_carta(world)
    gone = UserFactory()
    make.edit(world.commitment, gone, statement="Su cédula en 20 minutos.")
    make.submit(world)
    trace.forget_actor(leave(gone).pk, by=administrator, reason=REASON)
    dossier = make.return_to(world, Dossier.objects.latest("pk"), Stage.UNIT)
    answers = {one.pk: "Corregido." for one in dossier.observations.all()}
    submission.resubmit(dossier.pk, world.people[Role.UNI], answers=answers)
    assert not TraceActor.objects.filter(user_id=gone.pk).exists()
    assert list(verify.faults()) == []
    dossier = make.publish(world, dossier)
    assert dossier.status == Dossier.Status.PUBLISHED


REFUSED = {
    "no administrator": ("Solo la administración", {"by": "cal"}),
    "no reason": ("motivo", {"reason": "  \u200b "}),
    "still active": ("Desactive primero", {"person": "uni"}),
    "nobody": ("no guarda datos", {"person": None}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_erasing_is_refused(administrator, case):
    world, _dossier = make.published()
    gone = leave(world.people[Role.PLAN])
    words, change = REFUSED[case]
    people = {"cal": world.people[Role.CAL], "uni": world.people[Role.UNI]}
    by = people[change["by"]] if "by" in change else administrator
    person = people.get(change["person"], leave(UserFactory())) if "person" in change else gone
    before = (TraceEntry.objects.count(), list(TraceActor.objects.values_list()))
    with pytest.raises(Refused, match=words):
        trace.forget_actor(person.pk, by=by, reason=change.get("reason", REASON))
    with pytest.raises(CommandError, match=words):
        call_command(
            "forget_person", person.pk, by=by.username, reason=change.get("reason", REASON)
        )
    assert (TraceEntry.objects.count(), list(TraceActor.objects.values_list())) == before


def test_an_unknown_administrator_is_said():
    with pytest.raises(CommandError, match="No existe la cuenta"):
        call_command("forget_person", 1, by="nadie", reason=REASON)
