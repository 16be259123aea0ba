"""Two people at the same moment over one invitation: one act, the other is told so."""

import pytest
from django.contrib.auth import get_user_model

from entities import roles
from entities.models import Invitation, RoleAssignment
from entities.services import invitation_links, invitations, staff
from entities.vocabulary import InvitationEnd, Role
from tests.entities.test_at_once import refusals
from tests.together import at_once
from tests.workflows.staff.conftest import NEW_PASSWORD, REASON, invite, side

pytestmark = pytest.mark.django_db(transaction=True)
User = get_user_model()
ROUNDS = 5


def accepting(invitation, password=NEW_PASSWORD):
    token = invitation_links.token_of(invitation)
    return lambda: invitations.accept(invitation.uuid, token, password)


def test_a_link_opened_twice_at_once_is_used_once():
    ours = side("NUESTRA")
    for round_ in range(ROUNDS):
        _given, invitation = invite(ours.manager, ours.entity, email=f"p{round_}@x.ec")
        words = ("Primera clave larga 2026", "Segunda clave larga 2026")
        results = at_once(*(accepting(invitation, word) for word in words))
        assert len(refusals(results)) == 1
        user = User.objects.get(pk=invitation.user_id)
        assert [user.check_password(word) for word in words].count(True) == 1


def test_accepted_or_taken_back_but_never_both():
    ours = side("NUESTRA")
    for round_ in range(ROUNDS):
        given, invitation = invite(ours.manager, ours.entity, email=f"p{round_}@x.ec")
        results = at_once(
            accepting(invitation),
            lambda invitation=invitation: invitations.cancel(
                ours.manager, invitation, reason=REASON
            ),
        )
        assert len(refusals(results)) == 1
        invitation.refresh_from_db()
        given.refresh_from_db()
        accepted = invitation.ended_as == InvitationEnd.ACCEPTED
        user = User.objects.get(pk=invitation.user_id)
        assert user.is_active is accepted
        assert roles.has_role(user, Role.COM, ours.entity.pk) is accepted
        assert (given.annulled_on is None) is accepted


def test_two_entities_inviting_the_same_address_share_one_account():
    ours, theirs = side("NUESTRA"), side("AJENA")
    for round_ in range(ROUNDS):
        email = f"p{round_}@x.ec"
        results = at_once(
            *(
                lambda here=here, email=email: invite(here.manager, here.entity, email=email)
                for here in (ours, theirs)
            )
        )
        assert User.objects.filter(email=email).count() == 1
        held = RoleAssignment.objects.filter(user__email=email).count()
        assert held == 2 - len(refusals(results)) >= 1
        assert Invitation.objects.filter(user__email=email).count() == held


def test_a_role_ended_by_two_managers_at_once_is_ended_once():
    ours = side("NUESTRA")
    other = side("OTRA")
    RoleAssignment.objects.filter(pk=other.held[Role.STAFF].pk).update(entity=ours.entity)
    row = ours.held[Role.COM]
    results = at_once(
        *(
            lambda actor=actor: staff.finish_role(actor, row, last_day=None, reason=REASON)
            for actor in (ours.manager, other.manager)
        )
    )
    assert len(refusals(results)) == 1
    assert row.history.count() == 2
