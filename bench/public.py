"""P3, P4 and P10: what a public page costs when it is made, and what it weighs."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client
from wagtail.models import Page, Site

from bench import people
from bench.measure import Act
from bench.places import LARGE

BARE_HOST = "bare.testserver"
MOST_PLAIN, MOST_PACKED, MOST_REQUESTS = 90_000, 20_000, 4
LINKED = re.compile(
    r'(?:<link rel="(?:stylesheet|icon)"[^>]*?href|<img[^>]*? src|<use href)="([^"#]+)'
)


def bare_page(levels: int) -> str:
    """A page as Wagtail ships it, at a depth of a site of its own.

    Args:
        levels: pages between the root of its site and itself, itself included: finding a page
            costs Wagtail queries for each level, so it must stand where ours stands.

    Returns:
        its address.
    """
    top = Page.get_first_root_node()
    page = top.add_child(instance=Page(title="Desnuda", slug="desnuda"))
    Site.objects.create(hostname=BARE_HOST, root_page=page, site_name="Desnuda")
    for number in range(levels):
        page = page.add_child(instance=Page(title=f"Nivel {number}", slug=f"nivel-{number}"))
    return "/" + "".join(f"nivel-{number}/" for number in range(levels))


def reading_bare(name: str, url: str, repeats: int) -> Act:
    """Opening it."""
    client = Client(headers={"host": BARE_HOST})
    return Act(name, LARGE, lambda: people.reading(client, url), repeats, changes_nothing=True)


@dataclass
class Weight:
    """The heaviest public page: what a browser fetches for its first view."""

    url: str
    plain: int
    packed: int
    requests: int

    @property
    def holds(self) -> bool:
        """Whether it is as light as was promised."""
        light = self.plain <= MOST_PLAIN and self.packed <= MOST_PACKED
        return light and self.requests <= MOST_REQUESTS

    @property
    def causes(self) -> list[str]:
        """What is heavy."""
        return [f"heaviest: {self.url}, {self.plain} bytes, {self.packed} compressed"]

    def line(self) -> str:
        """``P10 0.61 <= 1.00 (40 KB <= 90, 12 KB gzip <= 20, 4 requests <= 4) ok``."""
        ratio = max(
            self.plain / MOST_PLAIN, self.packed / MOST_PACKED, self.requests / MOST_REQUESTS
        )
        return (
            f"P10 {ratio:.2f} <= 1.00 ({self.plain / 1000:.0f} KB <= {MOST_PLAIN // 1000}, "
            f"{self.packed / 1000:.0f} KB gzip <= {MOST_PACKED // 1000}, "
            f"{self.requests} requests <= {MOST_REQUESTS}) {'ok' if self.holds else 'short'}"
        )


def heaviest(client: Client, urls: list[str]) -> Weight:
    """The heaviest of some pages, its style sheets and drawings counted with it."""
    return max((_weight(client, url) for url in urls), key=lambda one: one.packed)


def _weight(client: Client, url: str) -> Weight:
    response: Any = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    parts = [response.content]
    for address in sorted(set(LINKED.findall(response.content.decode()))):
        found = finders.find(address.removeprefix("/static/"))
        if found:
            with open(found, "rb") as file:
                parts.append(file.read())
    packed = sum(len(gzip.compress(part, 6)) for part in parts)
    return Weight(url, sum(map(len, parts)), packed, len(parts))


def addresses(page: str, service: str, carta: str) -> Iterator[str]:
    """One public page of every kind."""
    yield from ("/", carta, service, page, "/metodo/", "/verificar/", "/cambios/", "/buscar/")
    for one in (carta, service, page):
        yield from (f"{one}historial/", f"{one}cambios/")
    yield from (f"{page}versiones/1/", f"{page}comparar/1/2/")
