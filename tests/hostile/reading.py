"""What an answer is read for: its forms, as a browser would send them, and what it would run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from tests.hostile.values import EVALUATED, MARK

LINKS = frozenset({"href", "src", "action", "formaction", "xlink:href", "data", "poster"})
RUNS = frozenset({"script", "iframe", "object", "embed", "base", "meta", "svg", "style", "link"})
SCHEME = re.compile(r"^(?:javascript|vbscript|data):", re.IGNORECASE)
INVISIBLE = re.compile(r"[\x00-\x20]")
BROKEN_OUT = re.compile(rf"""(?<!\\)["'`];{MARK}""")


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """Forms, names of parameters, and whatever of ours would be executed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.parameters: set[str] = set()
        self.executed: list[str] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._text: str | None = None
        self._script: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._judge(tag, found)
        if tag == "script":
            self._script = found.get("type", "")
        elif tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a":
            self.parameters.update(_names_in(found.get("href", "")))
        self._field(tag, found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in {"form", "script", "select", "textarea"}:
            self.handle_endtag(tag)

    def _field(self, tag: str, found: dict[str, str]) -> None:
        if tag == "option" and self._select and self._form:
            if "selected" in found or self._select not in self._form.values:
                self._form.values[self._select] = found.get("value", "")
            return
        name = found.get("name", "")
        if self._form is None or not name or "__prefix__" in name:
            return
        kind = found.get("type", "text").lower()
        if tag == "input" and kind == "file":
            self._form.files.append(name)
        elif tag == "input" and kind in {"checkbox", "radio"}:
            if "checked" in found or name not in self._form.values:
                self._form.values[name] = found.get("value", "on")
        elif tag in {"input", "button"}:
            self._form.values[name] = found.get("value", "")
        elif tag == "select":
            self._select = name
            self._form.values.pop(name, None)
        elif tag == "textarea":
            self._text = name
            self._form.values[name] = ""

    def handle_data(self, data: str) -> None:
        if self._text and self._form:
            self._form.values[self._text] += data
        if self._script is None or MARK not in data:
            return
        if "json" not in self._script and (
            BROKEN_OUT.search(data) or data.strip().startswith(MARK)
        ):
            self.executed.append(f"script: {_around(data)}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None
        elif tag == "form":
            self._form = None

    def _judge(self, tag: str, found: dict[str, str]) -> None:
        for name, value in found.items():
            if MARK in name or (MARK in value and self._runs(tag, name, value)):
                self.executed.append(f"<{tag} {name}={value[:80]!r}>")

    @staticmethod
    def _runs(tag: str, name: str, value: str) -> bool:
        if name.startswith("on"):
            return True
        bare = INVISIBLE.sub("", value)
        if name in LINKS and SCHEME.match(bare):
            return True
        if name == "srcdoc" or (tag in RUNS and name in {"src", "href", "content", "data"}):
            return SCHEME.match(bare) is not None or name == "srcdoc"
        return False


def _names_in(address: str) -> list[str]:
    try:
        return [name for name, _value in parse_qsl(urlsplit(address).query, keep_blank_values=True)]
    except ValueError:
        return []


def _around(text: str) -> str:
    place = text.index(MARK)
    return text[max(0, place - 60) : place + 40]


def read(body: str) -> Page:
    """Forms and executions of a page."""
    page = Page()
    page.feed(body)
    page.close()
    return page


def executed(body: str) -> list[str]:
    """What of ours the page would run; empty when it only shows it."""
    found = read(body).executed if MARK in body else []
    if EVALUATED in body:
        found.append(f"template: {_around(body[body.index(EVALUATED) - 60 :])}")
    return found
