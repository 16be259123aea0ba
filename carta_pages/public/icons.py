"""Drawings of one symbol file, put in the page where they are used: no request, no script."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

SYMBOLS = Path(__file__).resolve().parents[1] / "static" / "carta_pages" / "icons.svg"
SVG = "{http://www.w3.org/2000/svg}"


@cache
def icons() -> dict[str, str]:
    """The path of each drawing, by name; all lie in a square of 24."""
    found = ElementTree.parse(SYMBOLS).getroot()  # noqa: S314  (a file of this package)
    return {
        symbol.attrib["id"]: symbol[0].attrib["d"]
        for symbol in found.iter(f"{SVG}symbol")
        if len(symbol) == 1 and symbol[0].tag == f"{SVG}path"
    }
