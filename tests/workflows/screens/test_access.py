"""Who reaches which screen: own, foreign and unknown, signed in or not (T30, T61)."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from entities.vocabulary import Role
from tests.factories.entities import UserFactory
from workflows import access
from workflows.models import Attachment, Decision, Dossier, Notice
from workflows.stages import Stage

GONE = 999_999


def url(name, *args):
    return reverse(f"carta_workflows:{name}", args=args)


def attachment(dossier):
    decision = dossier.decisions.first()
    return Attachment.objects.create(
        dossier=dossier,
        decision=decision,
        kind=Attachment.Kind.SUPPORT,
        title="sustento.pdf",
        file=ContentFile(b"%PDF-1.4 secreto", name="sustento.pdf"),
        size=16,
        sha256="0" * 64,
        uploaded_by_id=decision.actor_id,
        uploaded_at=decision.at,
    )


def reading_urls(dossier):
    item = dossier.items.first()
    return [
        url("dossier", dossier.pk),
        url("preview", dossier.pk, item.pk),
        url("attachment", attachment(dossier).pk),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_the_dossiers_the_rule_allows_and_no_other(stand, client, role):
    user = stand.world.people.get(role) or UserFactory(superuser=True)
    client.force_login(user)
    for dossier in [*stand.at.values(), stand.returned, stand.asked, stand.foreign]:
        allowed = access.may_read_dossier(user, dossier, frozenset())
        for address in reading_urls(dossier):
            response = client.get(address)
            assert response.status_code == (200 if allowed else 404), (role, dossier, address)


def test_a_foreign_dossier_answers_like_one_that_never_was(stand, client):
    client.force_login(stand.person(Role.CAL))
    foreign = stand.foreign
    item = foreign.items.first()
    page = foreign.items.first().page
    pairs = [
        (url("dossier", foreign.pk), url("dossier", GONE)),
        (url("preview", foreign.pk, item.pk), url("preview", GONE, item.pk)),
        (url("attachment", attachment(foreign).pk), url("attachment", GONE)),
        (url("resubmit", foreign.pk), url("resubmit", GONE)),
        (url("withdraw", foreign.pk), url("withdraw", GONE)),
        (url("decide", foreign.pk), url("decide", GONE)),
        (url("answer", foreign.pk, 1), url("answer", GONE, 1)),
        (url("submit", page.pk), url("submit", GONE)),
        (url("discard", page.pk), url("discard", GONE)),
    ]
    for theirs, nobodys in pairs:
        for method in (client.get, client.post, client.head):
            one, two = method(theirs), method(nobodys)
            assert one.status_code == two.status_code, theirs
            assert one.status_code in (404, 405), theirs
            assert _body(one) == _body(two), theirs
            assert foreign.number.encode() not in one.content


def _body(response):
    """The page without what differs from one request to the next."""
    return re.sub(rb'"?csrf\w*"?[^,>]*[,>]', b"", response.content, flags=re.IGNORECASE)


def test_a_preview_of_another_dossiers_page_is_unknown(stand, client):
    client.force_login(stand.person(Role.CAL))
    mine = stand.at[Stage.QUALITY]
    for item in (stand.foreign.items.first(), stand.at[Stage.PLANNING].items.first()):
        assert client.get(url("preview", mine.pk, item.pk)).status_code == 404


def test_whoever_is_not_signed_in_is_sent_to_the_door(stand, client):
    dossier = stand.at[Stage.QUALITY]
    item = dossier.items.first()
    before = Decision.objects.count()
    for address in [
        url("index"),
        url("index_results"),
        url("dossier", dossier.pk),
        url("preview", dossier.pk, item.pk),
        url("attachment", attachment(dossier).pk),
        url("resubmit", dossier.pk),
        url("submit", item.page_id),
        url("discard", item.page_id),
        url("board"),
        url("notices"),
    ]:
        response = client.get(address)
        assert response.status_code == 302, address
        assert "/login/" in response.url
    for address in [
        url("decide", dossier.pk),
        url("withdraw", dossier.pk),
        url("answer", dossier.pk, 1),
        url("merge"),
        url("split"),
        url("notice_read"),
    ]:
        assert client.post(address).status_code == 302, address
    assert Decision.objects.count() == before


def test_whoever_has_no_role_reaches_nothing(stand, client):
    client.force_login(UserFactory())
    assert client.get(url("dossier", stand.at[Stage.QUALITY].pk)).status_code == 302
    assert client.get(url("index")).status_code == 302


@pytest.mark.parametrize("pk", [0, 2**63, 2**64, 10**60])
def test_a_malformed_number_is_unknown_and_not_an_error(stand, client, pk):
    client.force_login(stand.person(Role.CAL))
    own = stand.at[Stage.QUALITY].pk
    addresses = [
        url("dossier", pk),
        url("preview", pk, 1),
        url("preview", own, pk),
        url("attachment", pk),
        url("resubmit", pk),
        url("decide", pk),
        url("withdraw", pk),
        url("answer", own, pk),
        url("submit", pk),
        url("discard", pk),
    ]
    for address in addresses:
        assert client.post(address, {"answer": "Un texto largo."}).status_code in (404, 405), (
            address
        )
    for address in addresses:
        if "aclaraciones" not in address:
            assert client.get(address).status_code == 404, address


def test_reading_an_action_does_nothing(stand, client):
    """0 effects by GET and HEAD (T61)."""
    client.force_login(stand.person(Role.CAL))
    before = Decision.objects.count()
    dossier = stand.at[Stage.QUALITY]
    for address in [
        url("decide", dossier.pk),
        url("withdraw", dossier.pk),
        url("answer", dossier.pk, 1),
        url("merge"),
        url("split"),
    ]:
        data = {"action": "approve", "dossier": [dossier.pk], "reason": "Un motivo largo."}
        assert client.get(address, data).status_code == 302, address
        assert client.head(address, data).status_code == 302, address
    assert client.get(url("notice_read")).status_code == 405
    assert Decision.objects.count() == before
    assert Dossier.objects.get(pk=dossier.pk).stage == Stage.QUALITY


def test_a_post_without_its_token_changes_nothing(stand, settings):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(stand.person(Role.CAL))
    dossier = stand.at[Stage.QUALITY]
    before = Decision.objects.count()
    for address in [
        url("decide", dossier.pk),
        url("withdraw", dossier.pk),
        url("resubmit", stand.returned.pk),
        url("submit", dossier.items.first().page_id),
        url("merge"),
        url("split"),
        url("notice_read"),
    ]:
        assert client.post(address, {"action": "approve"}).status_code == 403, address
    assert Decision.objects.count() == before


def test_an_attachment_is_saved_and_never_shown_inline(stand, client):
    client.force_login(stand.person(Role.CAL))
    response = client.get(url("attachment", attachment(stand.at[Stage.QUALITY]).pk))
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert b"".join(response.streaming_content) == b"%PDF-1.4 secreto"


def test_an_attachment_whose_file_is_gone_is_not_an_error(stand, client):
    lost = attachment(stand.at[Stage.QUALITY])
    lost.file.delete(save=False)
    Attachment.objects.filter(pk=lost.pk).update(file="expedientes/2020/01/no-hay.pdf")
    client.force_login(stand.person(Role.CAL))
    assert client.get(url("attachment", lost.pk)).status_code == 404


def test_a_preview_stands_only_in_our_own_frame(stand, client):
    client.force_login(stand.person(Role.CAL))
    dossier = stand.at[Stage.QUALITY]
    response = client.get(url("preview", dossier.pk, dossier.items.first().pk))
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert b"noindex" in response.content


def test_another_persons_notice_is_unknown(stand, client):
    notice = Notice.objects.exclude(recipient_id=stand.person(Role.CAL).pk).first()
    client.force_login(stand.person(Role.CAL))
    assert client.post(url("notice_read"), {"open": notice.pk}).status_code == 404
    client.post(url("notice_read"), {"notice": [notice.pk]})
    assert Notice.objects.get(pk=notice.pk).read_at is None
