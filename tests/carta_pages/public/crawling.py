"""A stranger who follows every link."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

ASSETS = ("/static/",)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "action"} and value:
                self.found.append(value)


def links_of(html: str) -> list[str]:
    """Every address that a page names."""
    parser = _Links()
    parser.feed(html)
    return parser.found


def crawl(client: Any, *starts: str, limit: int = 400) -> dict[str, Any]:
    """Answers by address, everything reached from the starts on the same host."""
    waiting, seen = list(starts), {}
    while waiting and len(seen) < limit:
        address = waiting.pop()
        if address in seen:
            continue
        response = client.get(address)
        seen[address] = response
        if 300 <= response.status_code < 400:
            waiting.append(response["Location"])
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        for link in links_of(response.content.decode()):
            target = urlsplit(urljoin(f"http://testserver{address}", link))
            if target.scheme != "http" or target.netloc != "testserver":
                continue
            if target.path.startswith(ASSETS):
                continue
            waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return seen


def said(html: str) -> str:
    """The same page with plain spaces and no mark around the figure of a promise."""
    for mark, plain in (('<b class="figure">', ""), ("</b>", ""), ("\xa0", " "), ("\u202f", " ")):
        html = html.replace(mark, plain)
    return html


def body(response: Any) -> str:
    """The whole answer as text, a streamed file included."""
    if response.streaming:
        return b"".join(response.streaming_content).decode(errors="replace")
    return response.content.decode(errors="replace")
