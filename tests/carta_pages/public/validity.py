"""What is wrong with a page's HTML: the rules of the standard that templates can break.

Browsers forgive; screen readers, printers and machines that read the page forgive less. Pure: a
text in, sentences out. The content models are those of the HTML standard for what we use.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _tags("area base br col embed hr img input link meta source track wbr")
PHRASING = _tags(
    "a abbr b br button cite code data del em i img input ins kbd label mark meta q s samp select "
    "small span strong sub sup svg textarea time u var wbr"
)
ONLY_PHRASING = _tags(
    "p h1 h2 h3 h4 h5 h6 span strong em b i small mark code time label button summary q cite abbr "
    "pre title option"
)
TRANSPARENT = frozenset({"a", "ins", "del"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PRESSED = frozenset({"a", "button", "input", "select", "textarea", "label", "details"})
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
    "html": {"head", "body"},
}
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "caption": {"table"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "summary": {"details"},
}
NOT_WITHIN = {
    "main": {"article", "aside", "footer", "header", "nav", "main"},
    "form": {"form"},
    "header": {"header", "footer", "address", "dt"},
    "footer": {"header", "footer", "address", "dt"},
    "section": {"address", "dt"},
    "article": {"address", "dt"},
    "h2": {"address", "dt", "caption"},
    "h3": {"address", "dt", "caption"},
    "table": {"caption"},
}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
NEVER_EMPTY = HEADINGS | _tags(
    "a button title li dt dd p th caption label summary option strong em span"
)
CURRENT = {"page", "step", "location", "date", "time", "true", "false"}


@dataclass
class Element:
    """One element and where it stands."""

    tag: str
    attrs: dict[str, str]
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    words: str = ""

    def above(self) -> list[str]:
        """Tags of the elements around it, nearest first."""
        found, at = [], self.parent
        while at is not None:
            found.append(at.tag)
            at = at.parent
        return found

    def text(self) -> str:
        """Everything that is said inside, names of images included."""
        said = self.attrs.get("aria-label") or self.attrs.get("alt") or ""
        return " ".join([said, self.words, *(child.text() for child in self.children)]).strip()

    def __str__(self) -> str:
        shown = "".join(f' {n}="{v}"' for n, v in self.attrs.items() if n in {"id", "class"})
        return f"<{self.tag}{shown}>"


class Page(HTMLParser):
    """A page as a tree, with the faults that only its letters show."""

    def __init__(self, html: str):
        super().__init__()
        self.root = Element("", {}, None)
        self.at, self.elements, self.faults = self.root, [], []
        self.feed(html)
        self.close()
        if self.at is not self.root:
            self.faults.append(f"{self.at} is never closed")

    def handle_starttag(self, tag, attrs):
        self._opened(tag, attrs)
        if tag not in VOID:
            self.at = self.at.children[-1]

    def handle_startendtag(self, tag, attrs):
        self._opened(tag, attrs)

    def _opened(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        if len(element.attrs) != len(attrs):
            self.faults.append(f"{element} has an attribute twice")
        self.at.children.append(element)
        self.elements.append(element)

    def handle_endtag(self, tag):
        if tag != self.at.tag:
            self.faults.append(f"</{tag}> closes {self.at}")
        elif self.at.parent is not None:
            self.at = self.at.parent

    def handle_data(self, data):
        self.at.words += data

    def named(self, *tags: str) -> list[Element]:
        """Elements of some kinds, in the order of the page."""
        return [element for element in self.elements if element.tag in tags]


def faults(html: str, lang: str = "es-EC") -> list[str]:
    """Every fault of a whole page, in words; empty when there is none.

    Args:
        html: the answer as it was sent.
        lang: the language that the page must say it is in.
    """
    page = Page(html)
    if page.faults:
        return page.faults  # the tree is not to be trusted
    rules = (_nesting, _groups, _pressed_in_pressed, _names, _ids, _labels, _headings, _manners)
    found = [fault for rule in rules for fault in rule(page)]
    said = [element.attrs.get("lang") for element in page.named("html")]
    return found if said == [lang] else [*found, f"the language is {said}"]


def _nesting(page: Page):
    for element in page.elements:
        parent, tag = element.parent, element.tag
        around = element.above()
        if "svg" in around:
            continue
        if tag in PARENTS and parent.tag not in PARENTS[tag]:
            yield f"{element} straight inside {parent}"
        if parent.tag in CHILDREN and tag not in CHILDREN[parent.tag]:
            yield f"{element} straight inside {parent}"
        if wrong := NOT_WITHIN.get(tag, set()).intersection(around):
            yield f"{element} within {sorted(wrong)}"
        holder = next((name for name in around if name not in TRANSPARENT), "")
        may_head = holder == "summary" and tag in HEADINGS
        if holder in ONLY_PHRASING and tag not in PHRASING and not may_head:
            yield f"{element} inside <{holder}>"


def _groups(page: Page):
    for element in page.named("div"):
        kinds = {child.tag for child in element.children}
        if element.parent.tag == "dl" and kinds != {"dt", "dd"}:
            yield f"a group of a list of terms holds {sorted(kinds)}"
    for element in page.named("details"):
        if [one.tag for one in element.children[:1]] != ["summary"]:
            yield f"{element} does not begin with its summary"


def _pressed_in_pressed(page: Page):
    for element in page.named(*PRESSED):
        inside = {"a", "button"}.intersection(element.above())
        if inside:
            yield f"{element} inside {sorted(inside)}"


def _names(page: Page):
    for element in page.elements:
        if "svg" in element.above() or element.attrs.get("aria-hidden") == "true":
            continue
        is_drawn = any(child.tag in {"input", "img", "svg"} for child in element.children)
        if element.tag in NEVER_EMPTY and not element.text() and not is_drawn:
            yield f"{element} in {element.parent} says nothing"
        if element.tag in {"section", "nav", "aside"} and not _is_headed(element):
            yield f"{element} has no heading and no name"
        if element.tag == "img" and "alt" not in element.attrs:
            yield f"{element} lacks its words"
    for tag in ("nav", "aside"):
        names = Counter(one.attrs.get("aria-label", "") for one in page.named(tag))
        yield from (f"two <{tag}> are called «{n}»" for n, times in names.items() if times > 1)


def _is_headed(element: Element) -> bool:
    if {"aria-label", "aria-labelledby"} & set(element.attrs):
        return True
    return any(one.tag in HEADINGS or _is_headed(one) for one in element.children)


def _ids(page: Page):
    ids = Counter(one.attrs["id"] for one in page.elements if "id" in one.attrs)
    yield from (f"the id «{name}» {times} times" for name, times in ids.items() if times > 1)
    yield from (f"«{name}» is no id" for name in ids if not re.fullmatch(r"\S+", name))
    for element in page.elements:
        wanted = [name for rule in REFERENCES for name in element.attrs.get(rule, "").split()]
        href = element.attrs.get("href", "")
        if href.startswith("#"):
            wanted.append(href[1:])
        yield from (f"{element} points to «{name}»" for name in wanted if name not in ids)


def _labels(page: Page):
    labelled = {one.attrs.get("for") for one in page.named("label")}
    for element in page.named("input", "select", "textarea"):
        if element.attrs.get("type") in {"hidden", "submit", "button"}:
            continue
        is_named = {"aria-label", "aria-labelledby"} & set(element.attrs)
        if not (is_named or element.attrs.get("id") in labelled or "label" in element.above()):
            yield f"{element} has no label"


def _headings(page: Page):
    levels = [int(one.tag[1]) for one in page.elements if one.tag in HEADINGS]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"the headings are {levels}"
    for above, below in pairwise(levels):
        if below > above + 1:
            yield f"a heading of level {below} after one of level {above}"


def _manners(page: Page):
    for element in page.elements:
        attrs = element.attrs
        if element.tag in {"script", "style"} or "style" in attrs:
            yield f"{element} brings its own script or style"
        yield from (f"{element} listens {name}" for name in attrs if name.startswith("on"))
        if element.tag == "th" and attrs.get("scope") not in {"col", "row"}:
            yield f"{element} does not say of what it is the heading"
        if "aria-current" in attrs and attrs["aria-current"] not in CURRENT:
            yield f"{element} is current as «{attrs['aria-current']}»"
        if element.tag == "time" and not re.match(r"\d{4}-\d\d-\d\d", attrs.get("datetime", "")):
            yield f"{element} has no date that a machine can read"
        if element.tag in {"a", "form", "img"} and re.match(
            r"\s*javascript:", attrs.get("href", attrs.get("src", "")), re.IGNORECASE
        ):
            yield f"{element} runs a script"
    if len(page.named("main")) != 1:
        yield "there is not one <main>"
    titles = [one.text() for one in page.named("title")]
    if len(titles) != 1 or not titles[0]:
        yield f"the titles are {titles}"
