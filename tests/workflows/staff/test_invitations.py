"""An invitation opens one account, once, for whoever reads its letter, and for nobody else."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

from entities import clock, roles, staff
from entities.errors import RuleViolation
from entities.models import Invitation, RoleAssignment
from entities.services import invitation_links, invitations
from entities.staff import Standing
from entities.vocabulary import InvitationEnd, Role
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from tests.workflows.staff.conftest import (
    NEW_PASSWORD,
    enter,
    invite,
    invited,
    link,
    passwords,
    url,
)
from workflows.models import Notice, TraceEntry
from workflows.services import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(ours, letters):
    """Somebody was invited: the assignment, the invitation and its address."""
    with letters():
        assignment, invitation = invite(ours.manager, ours.entity)
    return assignment, invitation, link()


def test_the_invited_persons_account_is_closed_until_they_take_it(ours, letter):
    assignment, invitation, _address = letter
    user = assignment.user
    assert not user.is_active
    assert not user.has_usable_password()
    assert not user.is_staff
    assert not user.is_superuser
    assert not roles.has_role(user, Role.COM, ours.entity.pk)
    assert not roles.holders(Role.COM, ours.entity.pk).filter(pk=user.pk).exists()
    assert mail.outbox[0].to == ["nueva.persona@ejemplo.gob.ec"]
    assert invitation.is_open(clock.now())


def test_they_choose_a_password_and_enter(ours, letter):
    assignment, invitation, address = letter
    client = Client()
    page = client.get(address)
    assert page.status_code == 200
    assert "Entidad NUESTRA" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert client.post(address, passwords()).status_code == 302
    user = get_user_model().objects.get(pk=assignment.user_id)
    assert user.is_active
    assert user.check_password(NEW_PASSWORD)
    assert "_auth_user_id" not in client.session, "they enter by the door, like everybody"
    assert roles.has_role(user, Role.COM, ours.entity.pk)
    invitation.refresh_from_db()
    assert invitation.ended_as == InvitationEnd.ACCEPTED
    assert client.login(username=user.username, password=NEW_PASSWORD)
    assert client.get("/admin/").status_code == 200


def test_neither_the_database_nor_the_inbox_holds_the_secret(letter):
    _assignment, invitation, address = letter
    token = address.rstrip("/").rsplit("/", 1)[-1]
    stored = repr(list(Invitation.objects.values()) + list(Notice.objects.values()))
    stored += repr(list(TraceEntry.objects.values_list("payload", flat=True)))
    assert len(token) == 64
    assert token not in stored
    assert invitation.digest in stored


def test_every_act_is_in_the_trace_without_names(ours, letters):
    with letters():
        _given, first = invite(ours.manager, ours.entity)
    with clock.frozen(clock.now() + timedelta(hours=1)), letters():
        second = invitations.send_again(ours.manager, first)
    invitations.accept(second.uuid, invitation_links.token_of(second), NEW_PASSWORD)
    with letters():
        _given, third = invite(ours.manager, ours.entity, email="otra@ejemplo.gob.ec")
    invitations.cancel(ours.manager, third, reason="Se escribió mal el correo.")
    kinds = list(TraceEntry.objects.order_by("sequence").values_list("kind", flat=True))
    assert kinds == [
        "role.assigned",
        "role.invited",
        "role.invitation_repeated",
        "role.invitation_accepted",
        "role.assigned",
        "role.invited",
        "role.annulled",
        "role.invitation_cancelled",
    ]
    told = repr(list(TraceEntry.objects.values_list("payload", flat=True)))
    assert "Persona" not in told
    assert "@" not in told


def test_a_letter_that_could_not_be_sent_is_sent_by_the_next_run(ours, settings):
    invite(ours.manager, ours.entity)  # nothing runs after the commit: as if the worker died
    assert mail.outbox == []
    assert outbox.deliver() == 1
    assert Client().get(link()).status_code == 200


def test_an_accepted_invitation_is_no_unread_notice(client, letter, theirs):
    """Whoever took possession of the account has nothing to read about how to."""
    assignment, _invitation, address = letter
    invite(theirs.manager, theirs.entity, email=assignment.user.email)
    own = Notice.objects.filter(recipient_id=assignment.user_id, read_at=None)
    assert own.count() == 2
    client.post(address, passwords())
    assert not own.exists()
    assert Notice.objects.filter(recipient_id=assignment.user_id).count() == 2


def test_a_letter_whose_invitation_is_over_is_not_sent(ours):
    _given, invitation = invite(ours.manager, ours.entity)
    invitations.cancel(ours.manager, invitation, reason="Se escribió mal el correo.")
    assert outbox.deliver() == 0
    assert mail.outbox == []


def test_changing_the_installations_key_keeps_the_letters_alive(ours, settings):
    invite(ours.manager, ours.entity)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "otra-llave-" + "y" * 60
    assert outbox.deliver() == 1
    assert Client().get(link()).status_code == 200


# -- links that open nothing ---------------------------------------------------------------------


def used(ours, invitation, address):
    Client().post(address, passwords("Otra clave larga de antes 77"))
    return address


def expired(ours, invitation, address):
    past = clock.now() - timedelta(seconds=1)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=past)
    return address


def cancelled(ours, invitation, address):
    invitations.cancel(ours.manager, invitation, reason="Se escribió mal el correo.")
    return address


def replaced(ours, invitation, address):
    with clock.frozen(clock.now() + timedelta(hours=1)):
        invitations.send_again(ours.manager, invitation)
    return address


def role_over(ours, invitation, address):
    RoleAssignment.objects.filter(user=invitation.user).update(annulled_on=clock.today())
    return address


def address_corrected(ours, invitation, address):
    get_user_model().objects.filter(pk=invitation.user_id).update(email="correcta@ejemplo.gob.ec")
    return address


def account_in_use(ours, invitation, address):
    get_user_model().objects.filter(pk=invitation.user_id).update(is_active=True)
    return address


def account_with_password(ours, invitation, address):
    user = invitation.user
    user.set_password("Ya tenía una clave 12345")
    user.save()
    return address


def one_letter_off(ours, invitation, address):
    flipped = "0" if address[-2] != "0" else "1"
    return address[:-2] + flipped + "/"


def cut_short(ours, invitation, address):
    return address[:-10] + "/"


def digest_as_token(ours, invitation, address):
    return address.rsplit("/", 2)[0] + f"/{invitation.digest}/"


def token_of_another(ours, invitation, address):
    _given, other = invite(ours.manager, ours.entity, email="otra@ejemplo.gob.ec")
    return address.rsplit("/", 2)[0] + f"/{invitation_links.token_of(other)}/"


def unknown(ours, invitation, address):
    return address.replace(str(invitation.uuid), "00000000-0000-4000-8000-000000000000")


DEAD = [
    used, expired, cancelled, replaced, role_over, address_corrected, account_in_use,
    account_with_password, one_letter_off, cut_short, digest_as_token, token_of_another, unknown,
]  # fmt: skip


@pytest.mark.parametrize("spoil", DEAD, ids=lambda spoil: spoil.__name__)
def test_a_link_that_does_not_count_opens_nothing_and_says_the_same(ours, letter, spoil):
    _assignment, invitation, address = letter
    dead = spoil(ours, invitation, address)
    before = get_user_model().objects.get(pk=invitation.user_id).password
    for client in (Client(), enter(ours.manager)):
        page = client.get(dead)
        assert page.status_code == 404
        assert "Esta invitación no vale" in page.content.decode()
        assert client.post(dead, passwords("Clave de quien no debe 99")).status_code == 404
    user = get_user_model().objects.get(pk=invitation.user_id)
    assert user.password == before
    assert not user.check_password("Clave de quien no debe 99")


@pytest.mark.parametrize(
    "data",
    [
        {},
        passwords("corta"),
        passwords("123456789012345"),
        passwords("password1234"),
        passwords(NEW_PASSWORD, "Otra cosa distinta 2026"),
        passwords("nueva.persona@ejemplo.gob.ec"),
    ],
)
def test_a_password_that_is_refused_leaves_the_link_alive(letter, data):
    _assignment, invitation, address = letter
    client = Client()
    assert client.post(address, data).status_code == 400
    user = get_user_model().objects.get(pk=invitation.user_id)
    assert not user.is_active
    assert client.get(address).status_code == 200


def test_what_is_wrong_with_a_password_stands_beside_the_first_field(letter):
    page = Client().post(letter[2], passwords("123"))
    errors = page.context["form"].errors
    assert "new_password1" in errors
    assert "new_password2" not in errors
    assert 'role="alert"\n         tabindex="-1"\n         autofocus' in page.content.decode()


def test_extra_fields_of_the_form_change_nothing(letter):
    _assignment, invitation, address = letter
    extra = {
        "is_superuser": "on", "is_staff": "on", "groups": "1", "email": "yo@ejemplo.org",
        "username": "jefa", "user": "1", "entity": "1",
    }  # fmt: skip
    Client().post(address, {**passwords(), **extra})
    user = get_user_model().objects.get(pk=invitation.user_id)
    assert user.is_active
    assert not user.is_staff
    assert not user.is_superuser
    assert user.groups.count() == 0
    assert (user.username, user.email) == ("nueva.persona@ejemplo.gob.ec",) * 2


@pytest.mark.parametrize("method", ["head", "options", "put", "delete", "patch"])
def test_reading_the_link_uses_nothing_up(letter, method):
    _assignment, invitation, address = letter
    getattr(Client(), method)(address)
    invitation.refresh_from_db()
    assert invitation.ended_at is None
    assert Client().get(address).status_code == 200


# -- who is invited ------------------------------------------------------------------------------


def test_somebody_of_another_entity_gets_the_role_and_keeps_their_account(ours, theirs, letters):
    person = theirs.people[Role.COM]
    before = (person.username, person.email, person.first_name, person.password, person.is_active)
    with letters():
        assignment, invitation = invite(ours.manager, ours.entity, email=person.email.upper())
    assert invitation is None
    assert assignment.user == person
    assert "Le asignaron un rol" in mail.outbox[-1].subject
    assert "invitacion" not in mail.outbox[-1].body
    person.refresh_from_db()
    after = (person.username, person.email, person.first_name, person.password, person.is_active)
    assert after == before


def test_two_entities_may_wait_for_the_same_person(ours, theirs, letters):
    with letters():
        first, one = invite(ours.manager, ours.entity)
        second, two = invite(theirs.manager, theirs.entity)
    assert first.user == second.user
    invitations.accept(two.uuid, invitation_links.token_of(two), NEW_PASSWORD)
    one.refresh_from_db()
    assert one.ended_as == InvitationEnd.REPLACED
    assert Client().get(link(mail.outbox[0])).status_code == 404
    user = get_user_model().objects.get(pk=first.user_id)
    assert roles.own_entity_ids(user) == {ours.entity.pk, theirs.entity.pk}


def test_taking_an_invitation_back_leaves_the_other_entitys_alone(ours, theirs):
    first, one = invite(ours.manager, ours.entity)
    second, two = invite(theirs.manager, theirs.entity)
    invitations.cancel(ours.manager, one, reason="No vendrá a trabajar aquí.")
    first.refresh_from_db()
    second.refresh_from_db()
    two.refresh_from_db()
    assert first.annulled_on == clock.today()
    assert second.annulled_on is None
    assert two.ended_at is None


def test_a_role_that_was_to_begin_later_is_taken_back_whole(ours):
    later = clock.today() + timedelta(days=30)
    assignment, invitation = invite(ours.manager, ours.entity, starts_on=later)
    invitations.cancel(ours.manager, invitation, reason="Se escribió mal el correo.")
    get_user_model().objects.filter(pk=assignment.user_id).update(is_active=True)
    user = get_user_model().objects.get(pk=assignment.user_id)
    assert not roles.has_role(user, Role.COM, ours.entity.pk, on=later)


def test_a_role_that_began_before_its_invitation_was_taken_back_is_annulled(ours):
    """Nobody exercised it: it is «Anulada», not one that ended after some days."""
    assignment, invitation = invite(ours.manager, ours.entity)
    began = clock.today() - timedelta(days=2)
    RoleAssignment.objects.filter(pk=assignment.pk).update(starts_on=began)
    invitations.cancel(ours.manager, invitation, reason="No vendrá a trabajar aquí.")
    (member,) = staff.members(ours.entity, assignment.user_id)
    assert [held.standing for held in member.held] == [Standing.ANNULLED]
    assignment.refresh_from_db()
    assert (assignment.starts_on, assignment.ends_on) == (began, None)
    assert assignment.annulled_on == clock.today()


def refused(ours, email):
    with pytest.raises(RuleViolation) as caught:
        invite(ours.manager, ours.entity, email=email)
    return " ".join(caught.value.messages)


def test_whose_account_an_entity_does_not_touch(ours, ministry, superuser):
    switched_off = UserFactory(inactive=True)
    waiting = invite(superuser, None, Role.MDT_CONTROL, email="mdt@ejemplo.gob.ec")[0].user
    later = RoleAssignmentFactory(role=Role.MDT_CONTROL, future=True).user
    twin = UserFactory(email="doble@ejemplo.gob.ec")
    UserFactory(email=twin.email.upper())
    people = [superuser, switched_off, waiting, later, twin, *ministry.values()]
    said = {refused(ours, person.email) for person in people}
    assert len(said) == 1, "the answer does not tell why"
    assert "administración de la plataforma" in said.pop()


@pytest.mark.parametrize("form", ["{0}", "{1}", "{2}", " {0} "])
def test_nobody_invites_themselves(ours, form):
    ours.manager.email = "Jefa.Personal@Ejemplo.gob.ec"
    ours.manager.save()
    shapes = (
        "jefa.personal@ejemplo.gob.ec",
        "jefa.personal+otra@ejemplo.gob.ec",
        ours.manager.username,
    )
    refused(ours, form.format(*shapes))
    assert RoleAssignment.objects.filter(user=ours.manager).count() == 1
    assert not get_user_model().objects.filter(email__contains="+otra").exists()


@pytest.mark.parametrize(
    "email",
    ["", "sin-arroba", "a@b\nBcc: c@d.ec", "dos@x.ec,otro@y.ec", "<script>@x.ec", "ñ\x00@x.ec",
     f"{'a' * 200}@ejemplo.gob.ec", "raro'nombre@ejemplo.gob.ec"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_beside_its_field(ours, email):
    client = enter(ours.manager)
    page = client.post(url("invite"), invited(email=email))
    assert page.status_code == 400
    assert "email" in page.context["form"].errors
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_the_same_mailbox_is_not_filled_with_letters(ours):
    _given, invitation = invite(ours.manager, ours.entity)
    with pytest.raises(RuleViolation):
        invitations.send_again(ours.manager, invitation)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        invitations.send_again(ours.manager, invitation)
    assert Invitation.objects.count() == 2


def test_a_person_does_not_change_the_address_by_which_others_know_them(ours):
    """Otherwise whoever takes another's address is given what that other is invited to."""
    person = ours.people[Role.COM]
    data = {
        "name_email-first_name": "Otra", "name_email-last_name": "Cosa",
        "name_email-email": "ministra@ajena.gob.ec",
    }  # fmt: skip
    client = enter(person)
    assert client.get("/admin/account/").status_code == 200
    client.post("/admin/account/", data)
    email = get_user_model().objects.get(pk=person.pk).email
    assert email == person.email
