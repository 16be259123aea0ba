"""The map for search engines."""

from datetime import date
from xml.etree import ElementTree

import pytest

from carta_pages.public.views import machines
from tests.carta_pages.public import world as making

pytestmark = pytest.mark.django_db

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BASE = "http://testserver/registro-civil/"


def addresses(client, path="/sitemap.xml", tag="url"):
    root = ElementTree.fromstring(client.get(path).content)
    return {
        found.findtext("s:loc", "", NS): found.findtext("s:lastmod", None, NS)
        for found in root.findall(f"s:{tag}", NS)
    }


def test_the_map_lists_what_is_in_force_with_its_date(client, world):
    listed = addresses(client)
    assert listed == {
        "http://testserver/": None,
        "http://testserver/metodo/": None,
        BASE: "2026-01-15",
        BASE + "cedula/": "2026-01-15",
        BASE + "cedula/cedula-en-35-minutos/": "2026-01-15",
        BASE + "cedula/anexo/": "2026-01-15",
    }


def test_a_draft_is_not_in_the_map(client, world):
    making.add_commitment(world.service, "Borrador", "borrador")
    assert len(addresses(client)) == 6


def test_every_address_of_the_map_answers_and_may_be_indexed(client, world):
    for address in addresses(client):
        shown = client.get(address).content.decode()
        assert 'content="noindex"' not in shown
        assert f'rel="canonical" href="{address}"' in shown


def test_a_long_map_is_split(client, world, monkeypatch):
    monkeypatch.setattr(machines, "ADDRESSES_PER_FILE", 4)
    parts = addresses(client, tag="sitemap")
    assert list(parts) == [f"http://testserver/sitemap.xml?parte={n}" for n in (1, 2)]
    assert len(addresses(client, "/sitemap.xml?parte=1")) == 4
    assert len(addresses(client, "/sitemap.xml?parte=2")) == 2
    for wrong in ("3", "0", "x", "-1", "", "9" * 5000, "01", "+1", " 1", "0000019999", "1٠"):
        assert client.get("/sitemap.xml", {"parte": wrong}).status_code == 404


def test_the_map_dates_the_newest_version(client, world):
    from workflows.stages import Kind

    making.publish(world.service, on=date(2026, 6, 1), kind=Kind.UPDATE, note="Cambia.")
    assert addresses(client)[BASE + "cedula/"] == "2026-06-01"


def test_robots_may_read_everything_but_the_editors_side(client, db):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
