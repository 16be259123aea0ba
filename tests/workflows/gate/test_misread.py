"""Views of Wagtail that fail on what people send answer 400; failures of ours stay failures."""

import logging

import pytest
from django.core.exceptions import BadRequest
from django.db import DataError, OperationalError
from django.urls import ResolverMatch, reverse

from tests.architecture.sources import ROOMS, ROOT
from workflows.gate import misread

ABSURD = "a' OR '1'='1\x00"


def raised_in(package, error):
    """The exception as it comes out of a view whose innermost known frame is ``package``'s."""
    namespace = {"__name__": f"{package}.views", "error": error}
    exec("def view():\n    raise error", namespace)
    try:
        namespace["view"]()
    except type(error) as caught:
        return caught


@pytest.mark.parametrize(
    ("package", "error", "method", "address", "refused"),
    [
        ("wagtail", ValueError(), "get", "/x/?p=1", True),
        ("wagtail", KeyError(), "post", "/x/", True),
        ("wagtail", DataError(), "post", "/x/", True),
        ("wagtail_modeladmin", TypeError(), "get", "/x/?o=1", True),
        # No database keeps such a number, whoever asks.
        ("workflows", OverflowError(), "post", "/x/", True),
        ("django", DataError(), "get", "/x/?p=1", True),
        ("workflows", OverflowError(), "get", "/x/", False),
        # Nothing was sent that could be misread.
        ("wagtail", ValueError(), "get", "/x/", False),
        # Ours to mend.
        ("workflows", ValueError(), "get", "/x/?p=1", False),
        ("entities", ValueError(), "post", "/x/", False),
        # No fault of what was sent.
        ("wagtail", OperationalError(), "post", "/x/", False),
        ("wagtail", OSError(), "post", "/x/", False),
        ("wagtail", MemoryError(), "post", "/x/", False),
        ("django", ValueError(), "post", "/x/", False),
    ],
)
def test_only_wagtails_failures_over_what_was_sent_are_refusals(
    rf, caplog, package, error, method, address, refused
):
    request = getattr(rf, method)(address)
    request.resolver_match = ResolverMatch(lambda: None, (), {"pk": 1})
    exception = raised_in(package, error)
    with caplog.at_level(logging.ERROR, logger="carta.puerta"):
        if refused:
            with pytest.raises(BadRequest):
                misread.refuse(request, exception)
        else:
            misread.refuse(request, exception)
    assert bool(caplog.records) is refused


@pytest.mark.parametrize(
    ("name", "method", "data"),
    [
        (
            "wagtailadmin_choose_page_external_link",
            "post",
            {"external-link-chooser-link_text": "x"},
        ),
        ("wagtailadmin_choose_page_anchor_link", "get", {"parent_page_id": ABSURD}),
        ("wagtailsites:add", "post", {"root_page": ABSURD, "hostname": "x", "port": "80"}),
        ("wagtailadmin_workflows:task_chooser_create", "get", {"create_model": ABSURD}),
    ],
)
def test_views_of_wagtail_that_failed(client, world, caplog, name, method, data):
    client.force_login(world.superuser)
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        answer = getattr(client, method)(reverse(name), data)
    assert answer.status_code == 400
    assert "No entendimos la petición" in answer.content.decode()
    assert any(record.name == "carta.puerta" for record in caplog.records)


def test_every_room_of_ours_is_known_as_ours():
    """A failure of a room that is not named would be taken for a request's fault."""
    assert {room for room in ROOMS if (ROOT / room).is_dir()} == misread.OURS
