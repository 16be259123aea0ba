"""Whoever manages an entity's people tries to get further than that (issue item 2, T33).

Each row is one attempt by the manager of our entity. None may change an account, a role, a
group, an invitation or a session of anybody; foreign and unknown ids answer alike.
"""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from entities import clock, roles
from entities.models import Invitation, RoleAssignment
from entities.services import invitation_links, invitations
from entities.vocabulary import CROSS_ENTITY_ROLES, Role
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from tests.workflows.staff.conftest import (
    NEW_PASSWORD,
    REASON,
    enter,
    given,
    invite,
    invited,
    link,
    passwords,
    url,
)
from workflows.models import TraceEntry

pytestmark = pytest.mark.django_db

GONE = 999_999
User = get_user_model()


def day(shift):
    return (clock.today() + timedelta(days=shift)).isoformat()


def everything():
    """All that an attempt must leave exactly as it was."""
    people = User.objects.order_by("pk").values(
        "pk", "username", "email", "password", "first_name", "last_name",
        "is_active", "is_staff", "is_superuser",
    )  # fmt: skip
    units = RoleAssignment.units.through.objects.order_by("pk").values_list(
        "roleassignment_id", "organizationalunit_id"
    )
    return {
        "people": list(people),
        "groups": list(User.groups.through.objects.values_list("user_id", "group_id")),
        "group names": list(Group.objects.values_list("name", flat=True)),
        "permissions": list(User.user_permissions.through.objects.values_list()),
        "group permissions": list(Group.permissions.through.objects.values_list()),
        "roles": list(RoleAssignment.objects.order_by("pk").values()),
        "units": list(units),
        "invitations": list(Invitation.objects.order_by("pk").values()),
        "sessions": set(Session.objects.values_list("session_key", flat=True)),
        "trace": TraceEntry.objects.count(),
    }


class Case:
    """What an attempt may aim at."""

    def __init__(self, ours, theirs, ministry, superuser):
        self.ours, self.theirs = ours, theirs
        self.ministry, self.superuser = ministry, superuser
        self.manager = ours.manager
        self.clerk = ours.people[Role.COM]
        self.clerks_role = ours.held[Role.COM]
        self.peer = RoleAssignmentFactory(role=Role.STAFF, entity=ours.entity)
        self.over = RoleAssignmentFactory(role=Role.COM, entity=ours.entity, expired=True)
        self.dated = RoleAssignmentFactory(
            role=Role.COM, entity=ours.entity, ends_on=clock.today() + timedelta(days=20)
        )
        self.waiting = invite(ours.manager, ours.entity, email="espera@ejemplo.gob.ec")[1]
        self.theirs_waiting = invite(theirs.manager, theirs.entity, email="ajena@x.ec")[1]
        self.mdt_waiting = invite(superuser, None, Role.MDT_CONTROL, email="mdt@x.ec")[1]
        self.peer_waiting = invite(superuser, ours.entity, Role.STAFF, email="par@x.ec")[1]
        self.taken = self._taken()
        self.client = enter(ours.manager)

    def _taken(self):
        _given, invitation = invite(self.ours.manager, self.ours.entity, email="ya@x.ec")
        invitations.accept(invitation.uuid, invitation_links.token_of(invitation), NEW_PASSWORD)
        invitation.refresh_from_db()
        return invitation


@pytest.fixture
def case(ours, theirs, ministry, superuser):
    return Case(ours, theirs, ministry, superuser)


# -- how one tries -------------------------------------------------------------------------------


def post(address, data=None):
    """Post to an address that depends on the case."""

    def attempt(case):
        where = address(case) if callable(address) else address
        what = data(case) if callable(data) else (data or {})
        return case.client.post(where, what)

    return attempt


def by(method, address):
    def attempt(case):
        where = address(case) if callable(address) else address
        return getattr(case.client, method)(where)

    return attempt


def wagtail(name, *targets):
    """A screen of Wagtail's own, about people of the case."""
    return lambda case: reverse(name, args=[getattr(case, target).pk for target in targets])


def act(name, target, key="pk"):
    return lambda case: url(name, getattr(target(case), key))


PERSON = {
    "username": "jefe", "email": "jefe@ejemplo.org", "first_name": "Jefe", "last_name": "De Todo",
    "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "is_superuser": "on",
    "is_active": "on", "groups": "1",
}  # fmt: skip


RENAMED = {"first_name": "Jefe", "last_name": "De Todo", "reason": REASON}


def bulk(action, **data):
    def attempt(case):
        where = reverse("wagtail_bulk_action", args=["cms", "user", action])
        return case.client.post(f"{where}?id={case.clerk.pk}&id={case.superuser.pk}", data)

    return attempt


def reset_with_foreign_token(case):
    uid = urlsafe_base64_encode(force_bytes(case.superuser.pk))
    token = default_token_generator.make_token(case.manager)
    address = reverse("wagtailadmin_password_reset_confirm", args=[uid, token])
    case.client.post(address, passwords(), follow=True)
    return case.client.post(
        reverse("wagtailadmin_password_reset_confirm", args=[uid, "set-password"]), passwords()
    )


def own_account(case):
    data = {
        "name_email-first_name": case.manager.first_name,
        "name_email-last_name": case.manager.last_name,
        "is_superuser": "on", "is_staff": "on", "groups": "1", "user_permissions": "1",
    }  # fmt: skip
    return case.client.post(reverse("wagtailadmin_account"), data)


WAGTAILS_SCREENS = {
    "the list of accounts": by("get", wagtail("wagtailusers_users:index")),
    "the list of accounts, exported": by(
        "get", lambda case: reverse("wagtailusers_users:index") + "?export=csv"
    ),
    "the head of the list of accounts": by("head", wagtail("wagtailusers_users:index")),
    "a superuser's password": post(wagtail("wagtailusers_users:edit", "superuser"), PERSON),
    "own clerk's password and e-mail": post(wagtail("wagtailusers_users:edit", "clerk"), PERSON),
    "own account in the accounts": post(wagtail("wagtailusers_users:edit", "manager"), PERSON),
    "a new superuser": post(wagtail("wagtailusers_users:add"), PERSON),
    "a copy of a superuser": post(wagtail("wagtailusers_users:copy", "superuser"), PERSON),
    "an account deleted": post(wagtail("wagtailusers_users:delete", "clerk")),
    "an account's history": by("get", wagtail("wagtailusers_users:history", "superuser")),
    "a new group": post(
        wagtail("wagtailusers_groups:add"), {"name": "Jefes", "permissions": "1"}
    ),
    "the groups": by("get", wagtail("wagtailusers_groups:index")),
    "many into a group": bulk("assign_role", role="1"),
    "many switched off": bulk("set_active_state", mark_as_active=""),
    "many deleted": bulk("delete"),
    "a reset of a superuser's password": reset_with_foreign_token,
    "flags in the own account": own_account,
    "another name in the own account": lambda case: case.client.post(
        reverse("wagtailadmin_account"),
        {"name_email-first_name": "Jefe", "name_email-last_name": "De Todo"},
    ),
    "the own name in the staff screen": post(
        lambda case: url("rename", case.manager.pk), RENAMED
    ),
    "a peer's name": post(lambda case: url("rename", case.peer.user_id), RENAMED),
    "the name of somebody of another entity": post(
        lambda case: url("rename", case.theirs.manager.pk), RENAMED
    ),
    "Django's own admin": by("get", "/django-admin/"),
    "an API token": post("/admin/api/v3/tokens/", {"user": "1"}),
    "a role in the register": post(
        reverse("entities_roleassignment_modeladmin_create"),
        lambda case: {**given(role="adm"), "user": case.manager.pk},
    ),
    "the own role in the register": post(
        lambda case: reverse(
            "entities_roleassignment_modeladmin_edit", args=[case.ours.held[Role.STAFF].pk]
        ),
        {"post": "Jefe", "ends_on": "2090-01-01", "reason": REASON},
    ),
    "a clerk's role in the register": post(
        lambda case: reverse(
            "entities_roleassignment_modeladmin_edit", args=[case.clerks_role.pk]
        ),
        {"post": "Jefe", "reason": REASON},
    ),
}  # fmt: skip


def inviting(**values):
    return post(url("invite"), lambda case: invited(**{
        name: value(case) if callable(value) else value for name, value in values.items()
    }))  # fmt: skip


def inviting_at(key):
    return post(
        lambda case: url("invite") + f"?entidad={key(case) if callable(key) else key}", invited()
    )


INVITATIONS = {
    **{
        f"invite with the role «{role}»": inviting(role=role)
        for role in ("per", "adm", "mdt_rec", "mdt_ctl", "mdt_pub", "superuser", "", "com,adm")
    },
    "invite in another entity": inviting_at(lambda case: case.theirs.entity.pk),
    "invite for the Ministry": inviting_at("mdt"),
    "invite in an entity that is none": inviting_at(GONE),
    "invite with an injected entity": inviting_at("1%20OR%201=1"),
    "invite the superuser": inviting(email=lambda case: case.superuser.email),
    "invite the Ministry's control": inviting(
        email=lambda case: case.ministry[Role.MDT_CONTROL].email
    ),
    "invite who waits for the Ministry": inviting(email="mdt@x.ec"),
    "invite oneself": inviting(email=lambda case: case.manager.email),
    "invite oneself by account": inviting(email=lambda case: case.manager.username),
    "invite oneself with a label": inviting(
        email=lambda case: case.manager.email.replace("@", "+jefe@")
    ),
    "invite with units of another entity": inviting(
        role="uni", units=lambda case: [unit.pk for unit in case.theirs.units]
    ),
    "invite with own and foreign units": inviting(
        role="uni", units=lambda case: [case.ours.units[0].pk, case.theirs.units[0].pk]
    ),
    "invite with units that are none": inviting(role="uni", units=[GONE]),
    "limit to units what is of the entity": inviting(
        role="com", units=lambda case: [case.ours.units[0].pk]
    ),
    "invite from yesterday": inviting(starts_on=day(-1)),
    "invite from years ago": inviting(starts_on="2001-01-01"),
    "invite from two years on": inviting(starts_on=day(800)),
    "invite until yesterday": inviting(ends_on=day(-1)),
    "invite until the next century": inviting(ends_on="2190-01-01"),
    "invite until before it begins": inviting(starts_on=day(5), ends_on=day(3)),
    "invite on a day that is none": inviting(starts_on="NaN"),
    "a second titular of quality": inviting(role="cal"),
    "act for somebody without document": inviting(
        role="cal", capacity="subrogante", ends_on=day(9)
    ),
    "act for somebody without end": inviting(
        role="cal", capacity="subrogante", document="Acción 1"
    ),
    "a capacity that is none": inviting(capacity="dueño"),
    "without a reason": inviting(reason=""),
}  # fmt: skip


def giving(target, **values):
    return post(lambda case: url("give", target(case).pk), given(**values))


GIVING = {
    "give oneself a role": giving(lambda case: case.manager),
    "give a role to a stranger": giving(lambda case: case.theirs.people[Role.COM]),
    "give a role to the superuser": giving(lambda case: case.superuser),
    "give a role to the Ministry's control": giving(lambda case: case.ministry[Role.MDT_CONTROL]),
    "make another manager": giving(lambda case: case.clerk, role="per"),
    "make an administrator": giving(lambda case: case.clerk, role="adm"),
    "make a publisher of the Ministry": giving(lambda case: case.clerk, role="mdt_pub"),
    "give the same role twice": giving(lambda case: case.clerk, role="com"),
    "give an own person a role elsewhere": post(
        lambda case: url("give", case.clerk.pk) + f"?entidad={case.theirs.entity.pk}", given()
    ),
}  # fmt: skip

ACTS = {
    "rescope": lambda case: {"units": [case.ours.units[0].pk], "reason": REASON},
    "renew": lambda case: {"ends_on": day(200), "document": "Acción 9", "reason": REASON},
    "finish": lambda case: {"when": "ahora", "reason": REASON},
}
ROLES_OF_OTHERS = {
    "the own role": lambda case: case.ours.held[Role.STAFF],
    "another manager's role": lambda case: case.peer,
    "a role of another entity": lambda case: case.theirs.held[Role.UNI],
    "another entity's manager": lambda case: case.theirs.held[Role.STAFF],
    "a role of the Ministry": lambda case: RoleAssignment.objects.get(
        user=case.ministry[Role.MDT_CONTROL]
    ),
}
ON_ROLES = {
    f"{name}: {what}": post(act(name, target), data)
    for name, data in ACTS.items()
    for what, target in ROLES_OF_OTHERS.items()
}


def on_dated(name, target="dated", **data):
    return post(act(name, lambda case: getattr(case, target)), {"reason": REASON, **data})


DATES = {
    "renew what ended": on_dated("renew", "over", ends_on=day(9), document="Acción 1"),
    "renew what has no end": on_dated("renew", "clerks_role", ends_on=day(9), document="A"),
    "renew to a day before": on_dated("renew", ends_on=day(3), document="Acción 1"),
    "renew to the past": on_dated("renew", ends_on=day(-3), document="Acción 1"),
    "renew for a lifetime": on_dated("renew", ends_on="2099-12-31", document="Acción 1"),
    "renew without a document": on_dated("renew", ends_on=day(60), document=""),
    "end in the past": on_dated("finish", when="dia", ends_on=day(-40)),
    "end later than it ends": on_dated("finish", when="dia", ends_on=day(90)),
    "end what ended": on_dated("finish", "over", when="ahora"),
    "end on no day": on_dated("finish", when="dia", ends_on=""),
    "end at no time": on_dated("finish", when="nunca"),
    "end without a reason": on_dated("finish", when="ahora", reason=""),
    "rescope to foreign units": post(
        lambda case: url("rescope", case.ours.held[Role.UNI].pk),
        lambda case: {"units": [case.theirs.units[0].pk], "reason": REASON},
    ),
    "rescope what ended": on_dated("rescope", "over"),
}  # fmt: skip

LETTERS = {
    f"{name}: {target}": post(
        act(name, lambda case, target=target: getattr(case, target)), {"reason": REASON}
    )
    for name in ("send_again", "cancel")
    for target in ("theirs_waiting", "mdt_waiting", "peer_waiting", "taken")
}
LETTERS["send again at once"] = post(act("send_again", lambda case: case.waiting))

READING = {
    f"{method} {name}": by(method, address)
    for method in ("get", "head", "options", "put", "delete")
    for name, address in {
        "finish by reading": lambda case: (
            url("finish", case.clerks_role.pk) + f"?when=ahora&reason={REASON}"
        ),
        "cancel by reading": lambda case: url("cancel", case.waiting.pk) + f"?reason={REASON}",
        "invite by reading": lambda case: url("invite") + "?email=otra@x.ec&role=com",
    }.items()
}
READING |= {
    "post to the list": post(url("index"), given()),
    "post to a person": post(lambda case: url("person", case.clerk.pk), {**PERSON, **given()}),
}


def without_csrf(case):
    client = Client(enforce_csrf_checks=True)
    client.force_login(case.manager, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(url("finish", case.clerks_role.pk), ACTS["finish"](case))


def as_somebody(make_user):
    def attempt(case):
        user = make_user(case)
        client = Client()
        if user is not None:
            client = enter(user)
        client.get(url("index"))
        client.post(url("invite") + f"?entidad={case.ours.entity.pk}", invited())
        client.post(url("cancel", case.waiting.pk), {"reason": REASON})
        return client.post(url("finish", case.clerks_role.pk), ACTS["finish"](case))

    return attempt


PEOPLE = {
    "without a CSRF token": without_csrf,
    "a stranger": as_somebody(lambda case: None),
    "the other entity's manager": as_somebody(lambda case: case.theirs.manager),
    **{
        f"our {role.value}": as_somebody(lambda case, role=role: case.ours.people[role])
        for role in (Role.UNI, Role.TER, Role.CAL, Role.PLAN, Role.MAX, Role.AUD)
    },
    "the Ministry's control": as_somebody(lambda case: case.ministry[Role.MDT_CONTROL]),
}

ATTEMPTS = {
    **WAGTAILS_SCREENS, **INVITATIONS, **GIVING, **ON_ROLES, **DATES, **LETTERS, **READING,
    **PEOPLE,
}  # fmt: skip
AT_LEAST = 60


def test_the_table_is_as_long_as_was_asked():
    assert len(ATTEMPTS) >= AT_LEAST


@pytest.mark.parametrize("name", ATTEMPTS)
def test_no_attempt_gets_anywhere(case, name):
    before = everything()
    try:
        response = ATTEMPTS[name](case)
    except NoReverseMatch:
        response = None  # the door does not exist at all
    after = everything()
    # Strangers' sessions of this very attempt are not somebody else's.
    assert before["sessions"] <= after["sessions"]
    before.pop("sessions"), after.pop("sessions")
    assert after == before
    assert response is None or response.status_code < 500
    assert case.client.get(url("index")).status_code == 200, "the manager works on"


def test_a_foreign_id_answers_like_one_that_never_was(case):
    foreign = case.theirs.held[Role.COM]
    pairs = [
        *((url(name, foreign.pk), url(name, GONE)) for name in ACTS),
        (url("person", foreign.user_id), url("person", GONE)),
        (url("give", foreign.user_id), url("give", GONE)),
        (url("send_again", case.theirs_waiting.pk), url("send_again", GONE)),
        (url("cancel", case.theirs_waiting.pk), url("cancel", GONE)),
        (url("index") + f"?entidad={case.theirs.entity.pk}", url("index") + f"?entidad={GONE}"),
    ]
    for known, unknown in pairs:
        for method in ("get", "post", "head", "options"):
            one = getattr(case.client, method)(known)
            other = getattr(case.client, method)(unknown)
            assert one.status_code == other.status_code, (known, method)
            expected = {404} if method in ("get", "head") else {404, 405, 200}
            assert one.status_code in expected, (known, method)
            without_path = partial(bytes.replace, one.content, known.encode())
            assert len(without_path(unknown.encode())) == len(other.content), (known, method)


def test_extra_fields_change_nothing_but_what_was_asked(case):
    extra = {
        "is_superuser": "on", "is_staff": "on", "is_active": "on", "groups": "1",
        "password": NEW_PASSWORD, "username": "jefe", "user": case.manager.pk,
        "entity": case.theirs.entity.pk, "entidad": case.theirs.entity.pk, "annulled_on": day(0),
        "digest": "0" * 64, "expires_at": "2099-01-01", "created_by_id": "1", "actor_id": "1",
        "awaits_invitation": "",
    }  # fmt: skip
    response = case.client.post(url("invite"), {**invited(), **extra})
    assert response.status_code == 302
    person = User.objects.get(email="nueva.persona@ejemplo.gob.ec")
    assert (person.username, person.is_active) == ("nueva.persona@ejemplo.gob.ec", False)
    assert not (person.is_staff)
    assert not (person.is_superuser)
    assert not person.has_usable_password()
    assert person.groups.count() == 0
    row = RoleAssignment.objects.get(user=person)
    assert (row.entity, row.role) == (case.ours.entity, "com")
    invitation = Invitation.objects.get(user=person)
    assert invitation.created_by_id == case.manager.pk
    assert invitation.expires_at < clock.now() + timedelta(days=8)


def test_who_invites_cannot_use_the_link_of_somebody_else(case, letters):
    with letters():
        invite(case.manager, case.ours.entity)
    assert link() is not None, "it is only in the letter"
    page = case.client.get(url("person", User.objects.latest("pk").pk)).content.decode()
    assert "/invitacion/" not in page


class Changing:
    """Somebody of the audit, in one session, to whom the quality office is given and taken."""

    def __init__(self, ours):
        self.manager, self.person = enter(ours.manager), UserFactory()
        RoleAssignmentFactory(user=self.person, role=Role.AUD, entity=ours.entity)
        self.client = enter(self.person)
        RoleAssignment.objects.filter(pk=ours.held[Role.CAL].pk).update(ends_on="2021-01-01")

    def one_round(self, number=0):
        """Given: the next request enters. Ended: the next one does not."""
        board = reverse("carta_workflows:board")
        given_now = self.manager.post(
            url("give", self.person.pk), given(role="cal", capacity="titular")
        )
        assert given_now.status_code == 302
        assert self.client.get(board).status_code == 200, number
        row = RoleAssignment.objects.filter(user=self.person, role=Role.CAL).latest("pk")
        ended = self.manager.post(url("finish", row.pk), {"when": "ahora", "reason": REASON})
        assert ended.status_code == 302
        assert self.client.get(board).status_code == 403, number


def test_a_role_given_or_ended_counts_on_the_next_request(ours):
    """100 of 100 changes (T34): the same session, in and out; ``make torture`` does 200."""
    changing = Changing(ours)
    for number in range(50):
        changing.one_round(number)


@pytest.mark.parametrize("change", ["ended", "annulled", "switched off"])
def test_a_manager_whose_role_ends_does_nothing_more(case, change):
    assert case.client.get(url("index")).status_code == 200
    own = RoleAssignment.objects.filter(pk=case.ours.held[Role.STAFF].pk)
    if change == "ended":
        own.update(ends_on=clock.today() - timedelta(days=1))
    elif change == "annulled":
        own.update(annulled_on=clock.today())
    else:
        User.objects.filter(pk=case.manager.pk).update(is_active=False)
    before = everything()
    for address, data in [
        (url("invite"), invited()),
        (url("finish", case.clerks_role.pk), ACTS["finish"](case)),
        (url("cancel", case.waiting.pk), {"reason": REASON}),
    ]:
        assert case.client.get(address).status_code in {302, 403, 404}
        assert case.client.post(address, data).status_code in {302, 403, 404}
    assert everything() == before
    assert not roles.has_role_somewhere(User.objects.get(pk=case.manager.pk), Role.STAFF)


@pytest.mark.parametrize("role", list(Role))
def test_wagtails_own_screens_of_people_are_the_superusers_alone(case, role):
    """The platform's administrators by role keep people on the staff screen, like everybody."""
    entity = None if role in CROSS_ENTITY_ROLES else case.ours.entity
    client = enter(RoleAssignmentFactory(role=role, entity=entity).user)
    for name, targets in [
        ("wagtailusers_users:index", []),
        ("wagtailusers_users:add", []),
        ("wagtailusers_users:edit", [case.clerk.pk]),
        ("wagtailusers_groups:index", []),
        ("wagtailusers_groups:add", []),
    ]:
        assert client.get(reverse(name, args=targets)).status_code in {302, 403}, name
    assert enter(case.superuser).get(reverse("wagtailusers_users:index")).status_code == 200


def test_permissions_of_django_give_a_manager_nothing(case):
    """Somebody's leftover permissions open no door of the staff screen, nor Wagtail's."""
    clerk = case.clerk
    wanted = ("change_user", "add_user", "change_group", "add_roleassignment")
    clerk.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client = enter(clerk)
    assert client.get(url("index")).status_code == 403
    for name in ("wagtailusers_users:index", "wagtailusers_groups:index"):
        assert client.get(reverse(name)).status_code == 403
