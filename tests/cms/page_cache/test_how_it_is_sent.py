"""Compression, validators and methods of what is kept (RFC 9110)."""

import gzip
import time

import pytest
from django.utils.http import http_date

from cms.page_cache import answering
from tests.cms.page_cache.conftest import COMMITMENT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True), ("gzip, deflate, br", True), ("GZIP;q=0.5", True), ("*", True),
        ("x-gzip", True), ("", False), ("identity", False), ("gzip;q=0", False),
        ("*;q=0", False), ("br", False), ("gzip;q=0, *", False), ("gzip;q=abc", False),
        ("gzip;q=0.2, identity;q=0.9", False), ("identity;q=0, *;q=0", False),
        (";;;,,,=", False), ("gzip" * 5000, False),
    ],
)  # fmt: skip
def test_gzip_goes_to_who_takes_it(client, carta, header, takes):
    client.get(COMMITMENT)
    response = client.get(COMMITMENT, headers={"accept-encoding": header})
    assert (response.headers.get("Content-Encoding") == "gzip") is takes
    body = gzip.decompress(response.content) if takes else response.content
    assert body == client.get(COMMITMENT).content
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["Vary"] == "Accept-Encoding, Cookie"


def test_each_form_has_its_own_strong_tag(client, carta):
    plain = client.get(COMMITMENT).headers["ETag"]
    packed = client.get(COMMITMENT, headers={"accept-encoding": "gzip"}).headers["ETag"]
    assert plain != packed
    assert not plain.startswith("W/")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ("{tag}", 304), ("W/{tag}", 304), ('"otra", {tag}', 304), ('W/"otra" , W/{tag}', 304),
        ("*", 304), ('"otra"', 200), ("", 200), ("sin comillas", 200), ('"' * 9000, 200),
        ('"otra",' * 2000 + "{tag}", 200),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_if_none_match(client, carta, form, status, encoding):
    accept = {"accept-encoding": encoding}
    tag = client.get(COMMITMENT, headers=accept).headers["ETag"]
    asked = {**accept, "if-none-match": form.format(tag=tag)}
    response = client.get(COMMITMENT, headers=asked)
    assert response.status_code == status
    assert response.headers["ETag"] == tag
    assert response.headers["Cache-Control"] == answering.CONTROL
    if status == 304:
        assert response.content == b""
        assert "Content-Type" not in response.headers


def test_a_date_is_given_once_its_second_names_one_content(client, carta, monkeypatch):
    assert "Last-Modified" not in client.get(COMMITMENT).headers
    now = time.time()
    monkeypatch.setattr(answering.time, "time", lambda: now + 10)
    told = client.get(COMMITMENT).headers["Last-Modified"]

    def get(since, **more):
        asked = {"if-modified-since": since, **more}
        return client.get(COMMITMENT, headers=asked).status_code

    assert get(told) == 304
    assert get(http_date(now + 60)) == 304
    assert get(http_date(now - 60)) == 200
    assert get("ayer") == 200
    assert get("Mon, 99 Foo 9999 99:99:99 GMT") == 200
    assert get(told, **{"if-none-match": '"otra"'}) == 200  # the tag decides alone


@pytest.mark.parametrize("first", ["head", "get"])
def test_head_says_what_get_says_and_sends_nothing(client, carta, first):
    getattr(client, first)(COMMITMENT)
    head, get = client.head(COMMITMENT), client.get(COMMITMENT)
    assert head.content == b""
    assert len(get.content) == int(head.headers["Content-Length"]) > 1000
    for name in ("ETag", "Content-Type", "Cache-Control", "Vary", "Content-Security-Policy"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize("wanted", ["bytes=0-10", "bytes=-1", "bytes=9-1", "lines=1-2", "x" * 999])
def test_a_range_gets_the_whole(client, carta, wanted):
    client.get(COMMITMENT)
    response = client.get(COMMITMENT, headers={"range": wanted})
    assert response.status_code == 200
    assert response.content.rstrip().endswith(b"</html>")


def test_the_first_answer_is_sent_as_every_other(client, carta):
    first, second = client.get(COMMITMENT), client.get(COMMITMENT)
    own = {"X-Request-ID"}
    assert {k: v for k, v in first.headers.items() if k not in own} == {
        k: v for k, v in second.headers.items() if k not in own
    }
