"""Two saves at the same moment: one goes in, the other is kept and answered (T21)."""

import threading
from collections import Counter

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

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
    barrier, answers = threading.Barrier(WRITERS), []

    def save(text):
        tab = Client(raise_request_exception=False)
        tab.cookies = client.cookies
        barrier.wait(timeout=30)
        try:
            answers.append(tab.post(url, {**form, "statement": text}).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=[text]) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)

    assert Counter(answers) == {302: 1, 409: WRITERS - 1}
    page.refresh_from_db()
    saved = page.get_latest_revision_as_object().statement
    kept = {draft.content["snapshot"]["statement"] for draft in KeptDraft.objects.all()}
    assert saved in texts
    assert set(texts) <= kept | {saved}


def test_saves_from_the_same_text_lose_nothing():
    one_round(small_country.build())
