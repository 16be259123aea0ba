"""What a reader of PDF finds: words, structure, outline, codes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pypdf
import pypdfium2
import zxingcpp


def opened(content: bytes) -> pypdf.PdfReader:
    """The document."""
    return pypdf.PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    """Everything that can be read, on one line; places to break and fixed spaces do not count."""
    text = " ".join(page.extract_text() for page in opened(content).pages)
    return " ".join(text.replace("\u200b", "").replace("\xad", "").split())


def elements(content: bytes) -> Iterator[Any]:
    """Every element of the structure tree."""
    waiting = [opened(content).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if not isinstance(node, dict):
            continue
        if "/S" in node and node.get("/Type") != "/MCR":
            yield node
        below = node.get("/K", [])
        below = below.get_object() if hasattr(below, "get_object") else below
        waiting += list(below) if isinstance(below, list) else [below]


def kinds(content: bytes) -> list[str]:
    """Names of the elements: «/H1», «/TH», «/Figure»."""
    return [str(element["/S"]) for element in elements(content)]


def outline(content: bytes) -> list[str]:
    """Titles of the outline, flattened."""

    def flat(rows: Any) -> Iterator[str]:
        for row in rows:
            if isinstance(row, list):
                yield from flat(row)
            else:
                yield str(row.title)

    return list(flat(opened(content).outline))


def codes(content: bytes, page: int = 0, scale: float = 3) -> set[str]:
    """What the QR codes of a page say, read from its picture."""
    picture = pypdfium2.PdfDocument(content)[page].render(scale=scale).to_pil().convert("L")
    return {found.text for found in zxingcpp.read_barcodes(picture)}
