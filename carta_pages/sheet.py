"""The one style sheet of the public site, from its readable sources (P10: one request, few bytes).

No Node, no preprocessor: the sources are plain CSS, and joining them takes out comments and spaces.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOM = Path(__file__).resolve().parent
SOURCES = ROOM / "styles"
SHEET = ROOM / "static" / "carta_pages" / "carta.css"

_KEPT = re.compile(r"""("[^"]*")|/\*.*?\*/""", re.DOTALL)
_RULES = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s*([{};,])\s*"), r"\1"),
    (re.compile(r":\s+"), ":"),
    (re.compile(r";}"), "}"),
    (re.compile(r" > "), ">"),
    (re.compile(r"(?<=[ :,(-])0\.(?=\d)"), "."),
)


def joined() -> str:
    """What the sheet must be, from the sources in the order of their names."""
    sources = sorted(SOURCES.glob("*.css"))
    return "".join(lean(source.read_text(encoding="utf-8")) for source in sources) + "\n"


def lean(css: str) -> str:
    """The same rules without comments and without spaces that mean nothing.

    Args:
        css: plain CSS whose texts stand between double quotes.
    """
    texts: list[str] = []

    def keep(match: re.Match[str]) -> str:
        if match.group(1) is None:
            return ""
        texts.append(match.group(1))
        return f'"{len(texts) - 1}"'

    found = _KEPT.sub(keep, css)
    for pattern, put in _RULES:
        found = pattern.sub(put, found)
    return re.sub(r'"(\d+)"', lambda match: texts[int(match.group(1))], found).strip()
