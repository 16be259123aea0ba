"""Wagtail's view of small preferences fails on what is no object; the gate answers before it."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"whats-new": true}', 200),
        (b'"x"', 403),
        (b"[1]", 403),
        (b"[" * 100_000, 403),
        (b"{", 403),
        (b'{"a": Infinity}', 403),
        (b'{"a": 1e400}', 403),
        (b'{"a": "\\u0000"}', 403),
        (b"\xff", 403),
        (b"", 403),
        (b'{"a": "' + b"x" * 5000 + b'"}', 403),
    ],
)
def test_only_a_small_object_is_remembered(client, world, body, status):
    client.force_login(world.own.people["uni"])
    address = reverse("wagtailadmin_dismissibles")
    answer = client.patch(address, body, content_type="application/json")
    assert answer.status_code == status


def test_a_form_is_answered_like_any_other_wrong_method(client, world):
    client.force_login(world.own.people["uni"])
    answer = client.post(reverse("wagtailadmin_dismissibles"), {"title": "otro"})
    assert answer.status_code == 405
