"""A promise is sent with its own words and its address, and only while it rules."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

pytestmark = pytest.mark.django_db

COMMITMENT = "/registro-civil/cedula/cedula-en-35-minutos/"


def links(client, path, start):
    html = client.get(path).content.decode().replace("&amp;", "&")
    return [part.split('"')[0] for part in html.split('href="') if part.startswith(start)]


def test_a_promise_is_sent_in_its_own_words_with_its_address(client, world):
    (whatsapp,) = links(client, COMMITMENT, "https://wa.me/")
    (text,) = parse_qs(urlsplit(whatsapp).query)["text"]
    assert text.startswith("«Le entregamos su cédula en 35 minutos o menos.» Registro Civil")
    assert text.endswith(f" http://testserver{COMMITMENT}")
    (message,) = links(client, COMMITMENT, "sms:")
    (letter,) = links(client, COMMITMENT, "mailto:?subject")
    assert unquote(message).endswith(text)
    assert parse_qs(urlsplit(letter).query)["body"] == [text]


@pytest.mark.parametrize("path", ["?fecha=2026-02-02", "versiones/1/", "historial/"])
def test_the_past_is_not_sent_as_if_it_ruled(client, world, path):
    assert links(client, COMMITMENT + path, "https://wa.me/") == []


def test_what_was_sent_stays_within_its_parameter(client, world):
    world.commitment.statement = "Más de 90 % & «sin espera»?text=#fin"
    from tests.carta_pages.public import world as making

    making.publish(world.commitment, on=making.START.replace(month=5))
    (whatsapp,) = links(client, COMMITMENT, "https://wa.me/")
    assert list(parse_qs(urlsplit(whatsapp).query)) == ["text"]
    assert "%26" in whatsapp
    assert "#" not in whatsapp
