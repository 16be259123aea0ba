"""The table of attempts at the doors of a dossier: who may not, and what may not be said.

Each row acts with everything in order but one thing; page, dossier, trace and face stay.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, Revision

from entities import clock
from entities.models import RoleAssignment
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from tests.workflows.gate import running as under_way
from tests.workflows.gate.forms import text_of
from tests.workflows.gate.test_attempts import explains
from workflows import selectors
from workflows.models import Decision, Dossier, Observation
from workflows.screens.submission import sending
from workflows.services import decide as deciding
from workflows.stages import SPECS, Kind, Stage

REASON = "Un motivo que cualquiera entiende."


def url(name, *args):
    return reverse(f"carta_workflows:{name}", args=args)


def expire(user):
    """The appointment of the person ended yesterday."""
    RoleAssignment.objects.filter(user=user).update(ends_on=clock.today() - timedelta(days=1))
    return user


def appoint(user, role, entity=None):
    RoleAssignmentFactory(user=user, role=role, entity=entity)
    return user


def decide(client, running, where, user, action="approve", seen=None, **data):
    """A complete and valid decision, but for what the row changes."""
    dossier = running.dossier(where)
    client.force_login(user)
    form = {**make.evidence(dossier), "reason": REASON, "target": "unit", **data}
    form |= {"action": action, "seen": selectors.seen_token(dossier) if seen is None else seen}
    return client.post(url("decide", dossier.pk), form)


def withdraw(client, running, where, user, **data):
    dossier = running.dossier(where)
    client.force_login(user)
    form = {"seen": selectors.seen_token(dossier), "reason": REASON, **data}
    return client.post(url("withdraw", dossier.pk), form)


def mark(page):
    """What the screen carries of a page's newest draft."""
    return sending(Page.objects.get(pk=page.pk).specific).mark


def resubmit(client, running, user):
    dossier, page = running.dossier("returned"), running.page("returned")
    client.force_login(user)
    answers = {
        f"answer-{row.pk}": "Se corrigió." for row in Observation.objects.filter(dossier=dossier)
    }
    form = {f"revision-{page.pk}": mark(page), "change_note": "", **answers}
    return client.post(url("resubmit", dossier.pk), form)


def submit(client, running, page, user):
    client.force_login(user)
    form = {
        "kind": Kind.UPDATE.value,
        "change_note": make.NOTE,
        "cause": "",
        f"revision-{page.pk}": mark(page),
    }
    return client.post(url("submit", page.pk), form)


def draft(running):
    return make.add_commitment(running.world.service, who(running, Role.UNI), title="Sin enviar")


def who(running, role):
    return running.world.people[role]


def decided(running, where, stage):
    """Who decided an earlier stage."""
    done = Decision.objects.filter(dossier=running.at[where], stage=stage, outcome="approved")
    return type(who(running, Role.CAL)).objects.get(pk=done.get().actor_id)


#: name → (what is prepared, giving who acts; what is done; what may be answered)
ATTEMPTS = {
    # an expired role, alone: there is no way into the administrator
    "decide when every role expired": (
        lambda r: expire(who(r, Role.CAL)),
        lambda c, r, u: decide(c, r, "quality", u),
        {302},
    ),
    "publish when every role expired": (
        lambda r: expire(who(r, Role.MDT_PUBLICATION)),
        lambda c, r, u: decide(c, r, "publication", u),
        {302},
    ),
    "withdraw when every role expired": (
        lambda r: expire(who(r, Role.UNI)),
        lambda c, r, u: withdraw(c, r, "quality", u),
        {302},
    ),
    "send again when every role expired": (
        lambda r: expire(who(r, Role.UNI)),
        lambda c, r, u: resubmit(c, r, u),
        {302},
    ),
    # an expired role beside one that still reads the dossier
    "decide with an expired role": (
        lambda r: appoint(expire(who(r, Role.CAL)), Role.AUD, r.world.entity),
        lambda c, r, u: decide(c, r, "quality", u),
        {403},
    ),
    "publish with an expired role": (
        lambda r: appoint(expire(who(r, Role.MDT_PUBLICATION)), Role.MDT_RECEPTION),
        lambda c, r, u: decide(c, r, "publication", u),
        {403},
    ),
    "withdraw with an expired role": (
        lambda r: appoint(expire(who(r, Role.UNI)), Role.AUD, r.world.entity),
        lambda c, r, u: withdraw(c, r, "planning", u),
        {403},
    ),
    "withdraw as an authority that ended": (
        lambda r: appoint(expire(who(r, Role.MAX)), Role.AUD, r.world.entity),
        lambda c, r, u: withdraw(c, r, "control", u, oficio="OF-1", oficio_date=str(clock.today())),
        {403},
    ),
    "send again with an expired role": (
        lambda r: appoint(expire(who(r, Role.UNI)), Role.AUD, r.world.entity),
        lambda c, r, u: resubmit(c, r, u),
        {403},
    ),
    "send with an expired role": (
        lambda r: (draft(r), appoint(expire(who(r, Role.UNI)), Role.TER, r.world.entity))[1],
        lambda c, r, u: submit(c, r, Page.objects.get(title="Sin enviar"), u),
        {403},
    ),
    "an expired role beside one of another entity": (
        lambda r: appoint(expire(who(r, Role.CAL)), Role.CAL, r.other.entity),
        lambda c, r, u: decide(c, r, "quality", u),
        {404},
    ),
    # the wrong person
    "approve one's own work": (
        lambda r: appoint(who(r, Role.UNI), Role.CAL, r.world.entity),
        lambda c, r, u: decide(c, r, "quality", u),
        {403},
    ),
    "approve twice": (
        lambda r: appoint(decided(r, "planning", "quality"), Role.PLAN, r.world.entity),
        lambda c, r, u: decide(c, r, "planning", u),
        {403},
    ),
    "act for MDT on one's own entity": (
        lambda r: appoint(who(r, Role.MDT_CONTROL), Role.AUD, r.world.entity),
        lambda c, r, u: decide(c, r, "control", u, "verdict"),
        {403},
    ),
    "decide in another entity's dossier": (
        lambda r: r.other.people[Role.CAL],
        lambda c, r, u: decide(c, r, "quality", u),
        {404},
    ),
    "withdraw another entity's dossier": (
        lambda r: r.other.people[Role.CAL],
        lambda c, r, u: withdraw(c, r, "planning", u),
        {404},
    ),
    "decide as the superuser": (
        lambda r: UserFactory(superuser=True),
        lambda c, r, u: decide(c, r, "quality", u),
        {403},
    ),
    "publish as the superuser": (
        lambda r: UserFactory(superuser=True),
        lambda c, r, u: decide(c, r, "publication", u),
        {403},
    ),
    "send as the superuser": (
        lambda r: (draft(r), UserFactory(superuser=True))[1],
        lambda c, r, u: submit(c, r, Page.objects.get(title="Sin enviar"), u),
        {403, 404},
    ),
    # the wrong stage
    "skip to planning": (
        lambda r: who(r, Role.PLAN),
        lambda c, r, u: decide(c, r, "quality", u),
        {403},
    ),
    "publish before control": (
        lambda r: who(r, Role.MDT_PUBLICATION),
        lambda c, r, u: decide(c, r, "control", u, "verdict"),
        {403},
    ),
    "publish at the first stage": (
        lambda r: who(r, Role.CAL),
        lambda c, r, u: decide(c, r, "quality", u, "publish"),
        {403},
    ),
    "name the stage oneself": (
        lambda r: who(r, Role.CAL),
        lambda c, r, u: decide(c, r, "planning", u, stage="quality", role="cal", actor_id="1"),
        {403},
    ),
    # the wrong words
    "return without reason": (
        lambda r: who(r, Role.CAL),
        lambda c, r, u: decide(c, r, "quality", u, "return", reason=" "),
        {400},
    ),
    "withdraw without reason": (
        lambda r: who(r, Role.UNI),
        lambda c, r, u: withdraw(c, r, "quality", u, reason=""),
        {400},
    ),
    "publish in the future": (
        lambda r: who(r, Role.MDT_PUBLICATION),
        lambda c, r, u: decide(
            c, r, "publication", u, effective_date=str(clock.today() + timedelta(days=9))
        ),
        {400},
    ),
    "approve without saying what was seen": (
        lambda r: who(r, Role.CAL),
        lambda c, r, u: decide(c, r, "quality", u, seen=""),
        {409},
    ),
    "approve what was seen in another dossier": (
        lambda r: who(r, Role.CAL),
        lambda c, r, u: decide(
            c, r, "quality", u, seen=selectors.seen_token(r.dossier("planning"))
        ),
        {409},
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nothing_moves_and_the_answer_says_who_can(client, running, attempt):
    prepare, act, expected = ATTEMPTS[attempt]
    user = prepare(running)
    before = under_way.everything(running)
    response = act(client, running, user)
    assert response.status_code in expected, text_of(response)[:400]
    if response.status_code == 302:
        assert response["Location"].startswith(reverse("wagtailadmin_login"))
    if response.status_code == 403:
        assert explains(response), text_of(response)[:600]
    assert under_way.moved(before, under_way.everything(running)) == []


def test_the_same_acts_go_through_with_everything_in_order(client, running):
    """The control: a row that refuses for a reason of its own form would prove nothing."""
    assert submit(client, running, draft(running), who(running, Role.UNI)).status_code == 302
    assert resubmit(client, running, who(running, Role.UNI)).status_code == 302
    assert withdraw(client, running, "planning", who(running, Role.CAL)).status_code == 302
    for stage, action in (
        (Stage.QUALITY, deciding.APPROVE),
        (Stage.CONTROL, deciding.VERDICT),
        (Stage.PUBLICATION, deciding.APPROVE),
    ):
        user = who(running, SPECS[stage].role)
        response = decide(client, running, stage.value, user, action)
        assert response.status_code == 302, (stage, text_of(response)[:400])
    assert running.dossier("publication").status == Dossier.Status.PUBLISHED


@pytest.mark.parametrize("date", ["go_live_at", "expire_at"])
def test_a_date_planted_in_a_draft_is_refused_on_the_screen_too(client, running, date):
    page = draft(running)
    revision = page.latest_revision
    planted = revision.content | {date: (clock.now() + timedelta(days=9)).isoformat()}
    Revision.objects.filter(pk=revision.pk).update(content=planted)
    before = under_way.everything(running)
    response = submit(client, running, page, who(running, Role.UNI))
    assert response.status_code == 403
    assert "Nadie puede programar una página de la carta." in text_of(response)
    assert under_way.moved(before, under_way.everything(running)) == []


def test_purging_revisions_spares_every_text_of_a_dossier(running):
    """Newer drafts lie on top of what was pinned and what is public."""
    writer = who(running, Role.UNI)
    make.edit(running.page("returned"), writer, statement="Un texto más nuevo.")
    make.edit(running.world.commitment, writer, statement="Otro texto más nuevo.")
    loose = make.edit(running.world.commitment, writer, statement="El último.").pk - 1
    before = under_way.everything(running)
    call_command("purge_revisions", verbosity=0)
    assert not Revision.objects.filter(pk=loose).exists(), "what nobody pinned is purged"
    assert under_way.moved(before, under_way.everything(running)) == []
    assert running.walk_on("planning").status == Dossier.Status.PUBLISHED
