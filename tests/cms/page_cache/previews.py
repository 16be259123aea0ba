"""Editors who preview what nobody approved, while strangers read: by HTTP and at the same time."""

import itertools
import random
import threading
from collections import Counter
from dataclasses import dataclass, field

import requests
from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from carta_pages.public.published import COMMON
from cms.page_cache.marking import change
from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from tests.workflows.gate.forms import page_form

SECRET = "pajarito-secreto"
PROVINCES = ("", "provincia=14", "provincia=17")
EDITORS, READERS = 2, 4
#: So often something public changes, and every page is made anew among the previews.
CHANGED_EVERY_SECONDS = 0.05


@dataclass
class Editor:
    """Somebody signed in who previews one page, each time with other words."""

    path: str
    form: dict
    session: requests.Session

    @classmethod
    def of(cls, place):
        """One more of the unit that wrote it: a preview is kept for each person."""
        client, page, world = Client(), place.world.commitment, place.world
        with transaction.atomic():
            person = RoleAssignmentFactory(
                user=UserFactory(), role=Role.UNI, entity=world.entity, units=[world.unit]
            ).user
        client.force_login(person)
        session = requests.Session()
        session.cookies.update({name: morsel.value for name, morsel in client.cookies.items()})
        form = page_form(client, page)
        session.cookies.set(
            settings.CSRF_COOKIE_NAME, client.cookies[settings.CSRF_COOKIE_NAME].value
        )
        return cls(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]), form, session)

    def preview(self, url, word):
        """Send the form with a word of its own, then look at it; what was wrong with that."""
        headers = {"Origin": url, "Referer": url + self.path}
        sent = self.session.post(
            url + self.path,
            {**self.form, "statement": f"{word}: su cédula."},
            headers=headers,
            timeout=60,
        )
        if not (sent.ok and sent.json()["is_valid"]):
            return [f"preview sent: {sent.status_code} {sent.text[:200]}"]
        shown = self.session.get(url + self.path, timeout=60)
        if shown.status_code != 200 or word not in shown.text:
            return [f"preview shown: {shown.status_code}, without what was written"]
        return ["a preview that may be kept"] if "ETag" in shown.headers else []


@dataclass
class Together:
    """How many previews and public readings there were, and how many of these met a preview."""

    counts: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)
    under_way: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, place, url, previews, said=lambda: None):
        """Preview so often, while strangers read and public things change.

        Args:
            place: the carta.
            url: where it is served by threads of one process.
            previews: how many.
            said: called after each preview.
        """
        numbers = iter(range(previews))
        editors = [Editor.of(place) for _n in range(EDITORS)]
        paths = list(place.read)
        acts = [lambda editor=one: self._edit(editor, url, numbers, said) for one in editors]
        editing = [threading.Thread(target=self._safely, args=(act,)) for act in acts]
        reading = [
            threading.Thread(target=self._safely, args=(act,))
            for act in [*[lambda: self._read(url, paths)] * READERS, self._change]
        ]
        for thread in (*reading, *editing):
            thread.start()
        for thread in editing:
            thread.join()
        self.stopping.set()
        for thread in reading:
            thread.join()

    def _safely(self, act):
        try:
            act()
        except Exception as error:  # noqa: BLE001  (whoever asked must see it)
            self.wrong.append(repr(error))
            self.stopping.set()
        finally:
            connections.close_all()

    def _edit(self, editor, url, numbers, said):
        for number in numbers:
            if self.stopping.is_set():
                return
            self.under_way += 1
            self.wrong += editor.preview(url, f"{SECRET}-{number}x")
            self.under_way -= 1
            self.counts["previews"] += 1
            said()

    def _read(self, url, paths):
        stranger, chance = requests.Session(), random.Random(31)
        while not self.stopping.is_set():
            met = self.under_way > 0
            cookie = chance.choice(PROVINCES)
            answer = stranger.get(
                url + chance.choice(paths), headers={"Cookie": cookie} if cookie else {}, timeout=60
            )
            if answer.status_code != 200:
                self.wrong.append(f"{answer.url}: {answer.status_code}")
            if SECRET in answer.text or SECRET in str(answer.headers):
                self.wrong.append(f"{answer.url}: a draft")
            self.counts["readings"] += 1
            self.counts["beside a preview"] += met and self.under_way > 0

    def _change(self):
        for _turn in itertools.count():
            if self.stopping.wait(CHANGED_EVERY_SECONDS):
                return
            with transaction.atomic():
                change(COMMON)
            self.counts["changes"] += 1
