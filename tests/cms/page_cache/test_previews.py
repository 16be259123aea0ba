"""No stranger reads a draft, however many preview beside him (T62)."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.testcases import LiveServerThread

from carta_pages.public import bodies, serving
from cms.page_cache import front
from tests.cms.page_cache.previews import READERS, Together

PREVIEWS = 30  # a thousand in tests/torture


@pytest.fixture
def url(settings, place):
    """Threads of this process behind the front, which share whatever it keeps."""
    settings.CARTA_BODIES_MB = 4
    settings.ALLOWED_HOSTS = ["*"]
    bodies.kept.forget()
    connection.close()
    thread = LiveServerThread("127.0.0.1", front.Front)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    bodies.kept.forget()


def test_previews_and_public_readings_at_the_same_time(place, url):
    together = Together()
    together.run(place, url, PREVIEWS)
    assert together.wrong == []
    assert together.counts["previews"] == PREVIEWS
    assert together.counts["beside a preview"] >= READERS


def test_the_same_readers_would_find_a_draft_that_was_shared(place, url, monkeypatch):
    """The control: what a preview made is left where the next reader's page is made."""
    left = []
    preview, serve = serving.PublicPage.serve_preview, serving.PublicPage.serve

    def leaves(page, request, mode):
        left.append(page.statement)
        return preview(page, request, mode)

    def finds(page, request, *args, **kwargs):
        return HttpResponse(left[-1]) if left else serve(page, request, *args, **kwargs)

    monkeypatch.setattr(serving.PublicPage, "serve_preview", leaves)
    monkeypatch.setattr(serving.PublicPage, "serve", finds)
    together = Together()
    together.run(place, url, PREVIEWS)
    assert any("a draft" in one for one in together.wrong)
