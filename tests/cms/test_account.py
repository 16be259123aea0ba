"""One's own account: no guessing of its password, and a name is a name (T55, T63)."""

from itertools import chain

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from cms import account
from cms.entrance import rules
from cms.models import EntranceTry, SecurityEvent
from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory
from tests.hostile.files import bomb, picture

OLD, NEW = "una frase larga 7", "otra frase larga 8"
ACCOUNT = "/admin/account/"


@pytest.fixture
def person(db, client):
    made = get_user_model().objects.create_superuser("una", "una@ejemplo.gob.ec", OLD)
    client.force_login(made)
    return made


def change(client, **values):
    """What the screen would send, with these changes."""
    panels = chain.from_iterable(client.get(ACCOUNT).context["panels_by_tab"].values())
    form = {field.html_name: field.value() or "" for one in panels for field in one.get_form()}
    form.update({"name_email-first_name": "Una", "name_email-last_name": "Persona"})
    return client.post(ACCOUNT, {**form, **values})


def new_password(client, old):
    names = ("password-new_password1", "password-new_password2")
    return change(client, **{"password-old_password": old, **dict.fromkeys(names, NEW)})


def test_the_account_is_ours_wherever_it_is_linked_from(client, person):
    assert reverse("wagtailadmin_account") == ACCOUNT
    answer = client.get(ACCOUNT)
    assert type(answer.context["view"]).__module__ == "cms.account"
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))


def test_a_stranger_reaches_no_account(client, db):
    assert client.get(ACCOUNT).status_code == 302


def test_a_stolen_session_does_not_guess_the_password(client, person, monkeypatch):
    looked = []
    model = get_user_model()
    with monkeypatch.context() as patch:
        patch.setattr(model, "check_password", lambda self, raw: looked.append(raw) or False)
        for number in range(12):
            answer = new_password(client, f"equivocada {number}")
    assert len(looked) == rules.FAILURES_OF_A_BROWSER
    assert "demasiadas contraseñas" in answer.content.decode()
    assert "demasiadas contraseñas" in new_password(client, OLD).content.decode()
    EntranceTry.objects.all().delete()
    assert new_password(client, OLD).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert not EntranceTry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_hash_is_computed_while_others_wait_to_write(client, person, monkeypatch):
    inside = []
    model = get_user_model()
    check = model.check_password

    def noted(self, raw):
        inside.append(connection.in_atomic_block)
        return check(self, raw)

    def made(raw):
        inside.append(connection.in_atomic_block)
        return make_password(raw)

    monkeypatch.setattr(model, "check_password", noted)
    monkeypatch.setattr(account, "make_password", made)
    monkeypatch.setattr(model, "set_password", lambda self, raw: pytest.fail("while saving"))
    assert new_password(client, OLD).status_code == 302
    assert inside == [False, False]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana\r\nBcc: otra@ejemplo.ec", "Ana Bcc: otra@ejemplo.ec"),
        ("Ana\u202eofitsinim", "Anaofitsinim"),
        ("\x07Ana  María\u200b", "Ana María"),
        ("\u3164\u200b", None),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(client, person, typed, kept):
    answer = change(client, **{"name_email-first_name": typed})
    person.refresh_from_db()
    assert answer.status_code == (200 if kept is None else 302)
    assert person.first_name == (kept or "")


HELD = {
    "in force": {},
    "ended": {"starts_on": "2020-01-01", "ends_on": "2020-12-31"},
    "to come": {"starts_on": "2090-01-01"},
}


@pytest.mark.parametrize("held", HELD)
def test_whoever_acts_with_a_role_does_not_rename_themselves(client, person, held):
    """The trace names people: a name that signs is corrected by somebody else."""
    type(person).objects.filter(pk=person.pk).update(
        is_superuser=held != "in force", first_name="Ana", last_name="Suárez"
    )
    role = RoleAssignmentFactory(user=person, **HELD[held])
    manager = RoleAssignmentFactory(role=Role.STAFF, entity=role.entity).user
    page = client.get(ACCOUNT).content.decode()
    assert "Con este nombre queda lo que usted hace" in page
    asked = manager.get_full_name() if held == "in force" else "la administración"
    assert asked in page
    assert page.count(" disabled") >= 2
    answer = change(client, **{"name_email-first_name": "Otra", "name_email-last_name": "Jefa"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.get_full_name() == "Ana Suárez"
    assert not SecurityEvent.objects.filter(kind=SecurityEvent.Kind.NAME_CHANGED).exists()


def test_the_platform_does_not_rename_itself_in_the_list_of_accounts(client, person):
    type(person).objects.filter(pk=person.pk).update(first_name="Ana", last_name="Suárez")
    form = {"username": "una", "email": person.email, "is_superuser": "on", "is_active": "on"}
    where = reverse("wagtailusers_users:edit", args=[person.pk])
    other = RoleAssignmentFactory().user
    RoleAssignmentFactory(user=person, role=Role.ADM, entity=None)

    def rename(user, **names):
        form_of = {**form, "username": user.username, **names}
        address = reverse("wagtailusers_users:edit", args=[user.pk])
        return client.post(address, form_of).status_code

    assert client.get(where).status_code == 200
    assert rename(person, first_name="Otra", last_name="Jefa") == 403
    assert rename(person, first_name="Ana", last_name="Suárez") == 302
    assert rename(other, first_name="Otra", last_name="Jefa") == 302
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.get_full_name(), other.get_full_name()) == ("Ana Suárez", "Otra Jefa")
    (event,) = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.NAME_CHANGED)
    assert (event.user_id, event.about_id) == (person.pk, other.pk)


def test_a_name_that_signs_and_is_empty_stops_nobody_from_changing_the_password(client, person):
    RoleAssignmentFactory(user=person)
    assert new_password(client, OLD).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_without_a_role_a_name_is_ones_own_and_its_change_is_noted(client, person):
    RoleAssignmentFactory(user=person, annulled_on="2026-01-01")
    assert change(client, **{"name_email-first_name": "Rosa"}).status_code == 302
    person.refresh_from_db()
    assert person.first_name == "Rosa"
    (event,) = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.NAME_CHANGED)
    assert (event.user_id, event.about_id) == (person.pk, person.pk)
    assert change(client, **{"name_email-first_name": "Rosa"}).status_code == 302
    assert SecurityEvent.objects.filter(kind=SecurityEvent.Kind.NAME_CHANGED).count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", bomb(12_000)), ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n"), ("a.png", picture())],
)
def test_no_portrait_is_uploaded(client, person, name, content):
    answer = change(client, **{"avatar-avatar": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302
    assert not person.wagtail_userprofile.avatar
