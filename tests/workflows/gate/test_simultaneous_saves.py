"""Two saves at the same moment: one goes in, the other is kept and answered (T21)."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory
from tests.together import at_once
from tests.workflows.gate import world as small_country
from tests.workflows.gate.forms import page_form
from workflows.models import KeptDraft

pytestmark = [pytest.mark.django_db(transaction=True)]

WRITERS = 4


def one_round(world, number=0):
    """Four tabs save from the same text; what is not saved is kept."""
    texts = [f"Texto {number}-{tab}" for tab in range(WRITERS)]
    page, writer = world.own.draft, world.own.people["uni"]
    client = Client()
    client.force_login(writer)
    form = page_form(client, page)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    def save(text):
        tab = Client(raise_request_exception=False)
        tab.cookies = client.cookies
        return tab.post(url, {**form, "statement": text}).status_code

    answers = at_once(*(partial(save, text) for text in texts))

    assert Counter(answers) == {302: 1, 409: WRITERS - 1}
    page.refresh_from_db()
    saved = page.get_latest_revision_as_object().statement
    kept = {draft.content["snapshot"]["statement"] for draft in KeptDraft.objects.all()}
    assert saved in texts
    assert set(texts) <= kept | {saved}


def test_saves_from_the_same_text_lose_nothing():
    one_round(small_country.build())


@dataclass
class Tab:
    """The editor in one tab, with Wagtail's autosave on, and every answer that it got."""

    user: object
    client: Client
    url: str
    form: dict
    revision: str = ""
    told: list = field(default_factory=list)

    @classmethod
    def opened(cls, page, user, client):
        """A tab of a browser: its own form, the session of the others."""
        tab = Client(raise_request_exception=False)
        tab.cookies = client.cookies
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return cls(user, tab, url, page_form(tab, page))

    def autosave(self, text):
        """What ``w-autosave`` sends, and what it and ``autosave.js`` remember of the answer."""
        data = {**self.form, "statement": text}
        if self.revision:
            data["overwrite_revision_id"] = self.revision
        response = self.client.post(self.url, data, headers={"accept": "application/json"})
        self.told.append((text, response.status_code))
        if response.status_code != 200:
            return False
        saved = response.json()
        self.revision = str(saved["revision_id"])
        self.form |= {
            **saved["field_updates"],
            "loaded_revision_id": self.revision,
            "loaded_revision_created_at": saved["revision_created_at"],
        }
        return True

    def save(self, text):
        """«Guardar»."""
        response = self.client.post(self.url, {**self.form, "statement": text})
        self.told.append((text, response.status_code))

    def write(self, words):
        """Type word after word, autosaved until a dialog says no; then press «Guardar»."""
        typed = ""
        for word in words:
            typed = f"{typed} {word}".strip()
            if not self.autosave(typed):
                break
        self.save(typed)


def recoverable(page, user):
    """Every text of the page that a person can still read: all versions, and what was kept."""
    texts = [revision.content["statement"] for revision in page.revisions.all()]
    for draft in KeptDraft.objects.filter(page=page.pk, user_id=user.pk):
        texts += draft.content["form"]["statement"]
    return texts


class TwoPeople:
    """Two writers of one entity, each with a browser, before the same page."""

    def __init__(self):
        country = small_country.build()
        self.page, entity = country.own.draft, country.own.entity
        second = RoleAssignmentFactory(role=Role.UNI, entity=entity).user
        self.browsers = [(user, Client()) for user in (country.own.people["uni"], second)]
        for user, client in self.browsers:
            client.force_login(user)

    def one_round(self, number=0):
        """Two tabs each, autosaving and saving at the same moment: nothing is lost."""
        tabs = [
            Tab.opened(self.page, user, client) for user, client in self.browsers for _tab in "ab"
        ]
        words = [
            [f"Ronda {number}, pestaña {place}:", "atendemos", "en 12 minutos."]
            for place in range(len(tabs))
        ]
        broken = at_once(*(partial(tab.write, each) for tab, each in zip(tabs, words, strict=True)))
        assert broken == [None] * len(tabs)

        answers = [(text, status) for tab in tabs for text, status in tab.told]
        assert {status for _text, status in answers} <= {200, 302, 409}, answers
        acknowledged = [tab for tab in tabs if {200, 302} & {status for _text, status in tab.told}]
        assert len(acknowledged) == 1, answers
        for tab in tabs:
            texts = recoverable(self.page, tab.user)
            last, _status = tab.told[-1]
            assert last in texts, (last, tab.told)
            for text, _status in tab.told:
                assert any(each.startswith(text) for each in texts), (text, tab.told)
        KeptDraft.objects.filter(resolved_at=None).update(resolved_at=timezone.now())


def test_two_people_with_two_tabs_and_autosave_lose_nothing():
    TwoPeople().one_round()
