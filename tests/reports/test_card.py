"""The picture of a shared link: of the edition in force, the same each time, said in words too."""

import io
import re

import pytest
from PIL import Image

from tests.carta_pages.public import world as making
from workflows.models import Edition
from workflows.stages import Kind

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
PAGES = {"/": "website", BASE: "article", SERVICE: "article", COMMITMENT: "article",
         SERVICE + "anexo/": "article"}  # fmt: skip
META = re.compile(r'<meta (?:name|property)="([^"]+)"\s+content="([^"]*)"')


def said(client, path):
    return dict(META.findall(client.get(path).content.decode()))


def opened(content):
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("path", PAGES)
def test_a_shared_page_has_a_picture_that_opens_and_is_said_in_words(client, world, path):
    tags = said(client, path)
    assert tags["og:type"] == PAGES[path]
    assert tags["twitter:card"] == "summary_large_image"
    assert tags["og:image"] == tags["twitter:image"]
    assert tags["og:image"].startswith(f"http://testserver{path}tarjeta.png")
    assert len(tags["og:image:alt"]) > 20
    assert tags["og:image:alt"] == tags["twitter:image:alt"]
    response = client.get(tags["og:image"].removeprefix("http://testserver"))
    assert response["Content-Type"] == tags["og:image:type"] == "image/png"
    picture = opened(response.content)
    assert picture.format == "PNG"
    assert picture.size == (1200, 630)
    assert picture.size == (int(tags["og:image:width"]), int(tags["og:image:height"]))
    assert len(response.content) < 300_000
    colours = picture.convert("RGB").getcolors(1200 * 630)
    assert len(colours) > 20  # something is drawn on it
    assert not response.cookies


def test_the_words_of_a_commitment_s_picture_are_its_promise(client, world):
    alt = said(client, COMMITMENT)["og:image:alt"].replace("\xa0", " ").replace("\u202f", " ")
    assert "Le entregamos su cédula en 35 minutos o menos." in alt
    assert "Registro Civil de Prueba" in alt


def test_another_edition_has_another_address_and_another_picture(client, world):
    first = said(client, COMMITMENT)["og:image"]
    before = client.get(first).content
    assert client.get(first).content == before
    making.more_editions(world.commitment, 1)
    then = said(client, COMMITMENT)["og:image"]
    assert then != first
    edition = Edition.objects.filter(page_id=world.commitment.pk).order_by("number").last()
    assert then.endswith(f"?v={edition.number}-{edition.sha256[:12]}")
    assert client.get(then).content != before


def test_a_picture_drawn_again_is_the_same(client, world, settings):
    settings.CARTA_PAPER_DIR = ""
    assert client.get(COMMITMENT + "tarjeta.png").content == (
        client.get(COMMITMENT + "tarjeta.png").content
    )


def test_who_has_the_picture_is_not_sent_it_again(client, world):
    first = client.get(COMMITMENT + "tarjeta.png")
    again = client.get(COMMITMENT + "tarjeta.png", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    head = client.head(COMMITMENT + "tarjeta.png")
    assert int(head["Content-Length"]) == len(first.content)
    assert head.content == b""


@pytest.mark.parametrize(
    "path", ["/nadie/tarjeta.png", BASE + "historial/tarjeta.png", BASE + "tarjeta.png/x/"]
)
def test_what_there_is_not_has_no_picture(client, world, path):
    assert client.get(path).status_code == 404


def test_what_mdt_took_out_is_not_offered_for_sharing(client, world):
    making.publish(world.commitment, kind=Kind.EXCLUSION, note="Ya no.")
    assert "og:image" not in said(client, COMMITMENT)
    assert client.get(COMMITMENT + "tarjeta.png").status_code == 410


def test_a_very_long_promise_stays_on_its_picture(client, world):
    page = type(world.commitment).objects.get(pk=world.commitment.pk)
    page.statement = "Supercalifragilistico" * 4 + " palabra" * 120
    making.publish(page, kind=Kind.UPDATE)
    picture = opened(client.get(COMMITMENT + "tarjeta.png").content).convert("L")
    edges = (*range(40), *range(1160, 1200))
    assert {picture.getpixel((x, y)) for x in edges for y in (300, 500)} == {255}
