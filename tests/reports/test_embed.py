"""The embed: framed by others, without script, cookie or anything but what is published."""

import pytest

from tests.carta_pages.public import world as making

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
COMMITMENT = BASE + "cedula/cedula-en-35-minutos/"
EMBEDS = [BASE + "incrustar/", COMMITMENT + "incrustar/"]


@pytest.mark.parametrize("address", EMBEDS)
def test_only_the_embed_may_be_framed(client, world, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    for other in (BASE, COMMITMENT, BASE + "carta.pdf"):
        framed = client.get(other)
        assert framed["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in framed["Content-Security-Policy"]


def test_who_may_frame_can_be_told(client, world, settings):
    settings.CARTA_EMBED_ANCESTORS = ["https://www.registrocivil.gob.ec"]
    policy = client.get(EMBEDS[0])["Content-Security-Policy"]
    # The order of the directives differs from process to process: it says nothing.
    directives = {part.strip() for part in policy.split(";")}
    assert "frame-ancestors https://www.registrocivil.gob.ec" in directives


@pytest.mark.parametrize("address", EMBEDS)
def test_it_runs_nothing_keeps_nothing_and_leaves_the_frame(client, world, address):
    response = client.get(address)
    html = response.content.decode()
    assert not response.cookies
    assert "<script" not in html
    assert "<form" not in html
    links = [part.split(">")[0] for part in html.split("<a ")[1:]]
    assert links
    assert all('target="_parent"' in link and 'rel="noopener"' in link for link in links)
    assert "35 minutos" in html.replace("\xa0", " ")
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("address", EMBEDS)
def test_whoever_has_it_gets_nothing_more(client, world, address):
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert again.status_code == 304
    assert "X-Frame-Options" not in again
    assert "frame-ancestors *" in again["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    [BASE + "cedula/incrustar/", BASE + "incrustar/x/", "/incrustar/", "/nadie/incrustar/"],
)
def test_what_there_is_not_is_not_found(client, world, address):
    assert client.get(address).status_code == 404


def test_what_people_wrote_stays_text(client, world):
    draft = world.commitment.get_latest_revision_as_object()
    draft.statement = "<script>alert(35)</script>"
    draft.save_revision(clean=False)
    making.publish(world.commitment, on=making.START)
    html = client.get(EMBEDS[1]).content.decode()
    assert "<script" not in html


def test_its_word_can_be_the_address_of_no_page(client, world):
    from entities.slugs import is_reserved

    assert is_reserved("incrustar")
    assert is_reserved("carta-local")
    assert making.add_service(world.carta, "Incrustar", "", world.unit).slug != "incrustar"
