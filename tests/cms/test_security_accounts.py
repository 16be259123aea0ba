"""Accounts made, raised, let in or shut out leave a row of the security log (T40)."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from simple_history.models import HistoricalRecords

from cms.middleware import security_log
from cms.models import SecurityEvent
from tests.factories.entities import UserFactory

pytestmark = pytest.mark.django_db
Kind = SecurityEvent.Kind

ACCOUNTS = {
    "made": (lambda person: get_user_model()(username="otra"), {}, {Kind.ACCOUNT_MADE}),
    "made to administer": (
        lambda person: get_user_model()(username="otra"),
        {"is_superuser": True},
        {Kind.ACCOUNT_MADE, Kind.POWERS_CHANGED},
    ),
    "raised": (lambda person: person, {"is_superuser": True}, {Kind.POWERS_CHANGED}),
    "let into the admin of Django": (
        lambda person: person,
        {"is_staff": True},
        {Kind.POWERS_CHANGED},
    ),
    "reached elsewhere": (lambda person: person, {"email": "x@example.ec"}, {Kind.ACCOUNT_CHANGED}),
    "shut out": (lambda person: person, {"is_active": False}, {Kind.ACCOUNT_CHANGED}),
    "called otherwise": (lambda person: person, {"last_name": "Otro"}, {Kind.NAME_CHANGED}),
    "saved as it was": (lambda person: person, {}, set()),
}


@pytest.mark.parametrize("what", ACCOUNTS)
def test_whatever_changes_about_an_account_is_written(rf, what, django_capture_on_commit_callbacks):
    find, values, expected = ACCOUNTS[what]
    request = rf.post("/admin/users/")
    request.user, person = UserFactory(is_superuser=True), UserFactory()
    HistoricalRecords.context.request = request
    try:
        account = find(person)
        for name, value in values.items():
            setattr(account, name, value)
        with django_capture_on_commit_callbacks(execute=True):
            account.save()
    finally:
        del HistoricalRecords.context.request
    notes = getattr(request, security_log.NOTES, [])
    assert {one.kind for one in notes} == expected
    assert {one.about_id for one in notes} <= {account.pk}


@pytest.mark.parametrize("which", ["groups", "user_permissions"])
def test_powers_of_djangos_own_are_written_too(rf, which):
    request = rf.post("/admin/users/")
    request.user, person = UserFactory(is_superuser=True), UserFactory()
    given = Group.objects.create(name="Otro") if which == "groups" else Permission.objects.first()
    HistoricalRecords.context.request = request
    try:
        getattr(person, which).add(given)
    finally:
        del HistoricalRecords.context.request
    (one,) = getattr(request, security_log.NOTES)
    assert (one.kind, one.about_id) == (Kind.POWERS_CHANGED, person.pk)
