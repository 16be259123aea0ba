"""The one place where text written by people is made safe to keep and to show.

Two doors. :func:`plain` cleans what is stored and judged (titles, reasons, answers): what a
reader sees is what is kept. :func:`as_html` shows officers' free text: everything they typed
appears as they typed it, with paragraphs and links, and nothing of it is markup.
:func:`document_html` keeps the few harmless tags of the house's own guides.

bleach builds and checks, nh3 checks again: the first has no maintainers any more, so the
second stands behind it and a test asserts that it never finds anything to do.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import nh3
from bleach.linkifier import Linker
from bleach.sanitizer import Cleaner
from django.utils.html import escape
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_LINK_REL = "nofollow ugc noopener"
_SCHEMES = frozenset({"http", "https", "mailto"})
_TEXT_TAGS = frozenset({"p", "br"})
_SHOWN_TAGS = _TEXT_TAGS | {"a"}
_DOCUMENT_TAGS = frozenset(
    {"p", "br", "ul", "ol", "li", "strong", "em", "a"}
    | {"blockquote", "code", "pre", "hr", "table", "thead", "tbody", "tr", "th", "td"}
)
_LINK_ATTRIBUTES = {"a": ["href"]}

_KEPT_CONTROLS = frozenset("\n\t")
_KEPT_FORMATS = frozenset("\u200c\u200d")
"""Joiners, which emoji and some scripts need; every other format character is removed."""

_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that Unicode calls letters or symbols and that show nothing at all."""

_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn"})
_LINE_ENDS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def _keep(character: str) -> bool:
    if character in _KEPT_CONTROLS or character in _KEPT_FORMATS:
        return True
    return unicodedata.category(character) not in _DROPPED_CATEGORIES


def _is_blank(character: str) -> bool:
    return (
        character.isspace()
        or character in _BLANK_LETTERS
        or character in _KEPT_FORMATS
        or unicodedata.category(character) in {"Mn", "Me"}
    )


def plain(text: str | None) -> str:
    """The text as it is kept: NFC, without control, bidi or other invisible characters.

    Line ends become ``\\n``; text of which nothing can be seen becomes empty. Nothing else is
    shortened: the caller judges length.
    """
    if not text:
        return ""
    lines = _LINE_ENDS.sub("\n", text)
    cleaned = unicodedata.normalize("NFC", "".join(c for c in lines if _keep(c))).strip()
    return "" if all(_is_blank(c) for c in cleaned) else cleaned


def one_line(text: str | None) -> str:
    """:func:`plain` for titles and names: every run of white space is one space."""
    return " ".join(plain(text).split())


def _mark_link(
    attrs: MutableMapping[tuple[str | None, str], str], new: bool = False
) -> MutableMapping[tuple[str | None, str], str] | None:
    """A link somebody typed is theirs, not ours; anything but a web address is no link."""
    href = attrs.get((None, "href"), "")
    if not href.lower().startswith(("http://", "https://", "mailto:")):
        return None
    attrs[(None, "rel")] = _LINK_REL
    return attrs


def _first_wall(html: str) -> str:
    """bleach, then links. Built for each call: its parsers are not safe between threads."""
    cleaner = Cleaner(tags=_TEXT_TAGS, attributes=_LINK_ATTRIBUTES, protocols=_SCHEMES)
    linker = Linker(callbacks=[_mark_link], parse_email=False)
    return str(linker.linkify(cleaner.clean(html)))


def second_wall(html: str) -> str:
    """nh3 over what bleach let pass; changes nothing when bleach did its work."""
    return nh3.clean(
        html,
        tags=set(_SHOWN_TAGS),
        attributes={"a": {"href", "rel"}},
        url_schemes=set(_SCHEMES),
        link_rel=None,
    )


def _paragraphs(text: str) -> str:
    blocks = _PARAGRAPHS.split(text)
    return "".join(f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in blocks)


def as_html(text: str | None) -> SafeString:
    """Officers' free text for a page: escaped, in paragraphs, with harmless links."""
    cleaned = plain(text)
    if not cleaned:
        return SafeString("")
    html = _first_wall(_paragraphs(cleaned))
    # Two walls stand behind this mark: bleach above and nh3 here.
    return SafeString(second_wall(html))


def document_html(html: str) -> SafeString:
    """A guide of the house, made from Markdown: headings, lists, tables, pictures and links."""
    attributes: dict[str, set[str]] = {
        **{f"h{level}": {"id"} for level in range(1, 7)},
        "a": {"href"},
        "img": {"src", "alt"},
        "ol": {"start"},
        "div": {"class", "tabindex", "role", "aria-label"},
    }
    tags = set(_DOCUMENT_TAGS) | set(attributes)
    return SafeString(
        nh3.clean(
            html, tags=tags, attributes=attributes, url_schemes={"https", "mailto"}, link_rel=None
        )
    )
