"""Sets a paper with Typst: our templates, our fonts, and data that can never become markup.

What people wrote travels as one JSON string. A template reads it with ``json(bytes(…))``, so
that every value is a string from the beginning to the end: ``#import``, ``$`` and ``*`` are
letters like any other. Nothing outside the folder of templates can be read, nothing is fetched.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).resolve().parents[1]
FONTS = HERE / "fonts"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: the compiler refuses what a screen reader could not read."""


OURS = HERE / "typst"
"""Our layouts. ``carta.typ``, of the carta as a document, is provisional: a host replaces it by its
name when the Ministry's own model (DMCISP-01-05-2) is at hand."""


def layout() -> Path:
    """Where a host keeps templates of its own (``CARTA_PAPER_LAYOUT``); else our folder."""
    own = getattr(settings, "CARTA_PAPER_LAYOUT", "")
    return Path(own).resolve() if own else OURS


@cache
def templates(folder: Path) -> dict[str, bytes]:
    """Every template by its name: the host's where there is one, ours for the rest."""
    return {path.name: path.read_bytes() for where in (OURS, folder) for path in _in(where)}


def _in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.typ"))


def _source(template: str) -> Any:
    """What the compiler reads: one template to begin with, and the others it may import."""
    known = templates(layout())
    return {**known, "main": known[f"{template}.typ"]}


@cache
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


@cache
def look_of(folder: Path) -> str:
    """A digest of everything besides the data that shapes a paper: templates, fonts, compiler."""
    digest = hashlib.sha256(version("typst").encode())
    fonts = {path.name: path.read_bytes() for path in FONTS.iterdir()}
    for name, content in sorted({**templates(folder), **fonts}.items()):
        digest.update(name.encode())
        digest.update(content)
    return digest.hexdigest()


def key_of(template: str, text: str) -> str:
    """The name under which a paper is kept: the same data and look give the same bytes."""
    parts = "\n".join((template, look_of(layout()), text))
    return hashlib.sha256(parts.encode()).hexdigest()


def written(data: dict[str, Any]) -> str:
    """The data of a paper in one spelling."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def compiled(template: str, text: str, on: date) -> bytes:
    """The bytes of a paper.

    Args:
        template: name of a file in the layout, without ``.typ``.
        text: what ``written`` gave.
        on: the day the document bears; the clock of the machine is never asked.

    Raises:
        typst.TypstError: the data cannot be set.
    """
    import typst  # a web process that sets no paper does without the compiler

    pdf = typst.compile(
        _source(template),
        root=layout(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        pdf_standards=[STANDARD],
        timestamp=_midnight(on),
    )
    assert isinstance(pdf, bytes)
    return pdf


def pictured(template: str, text: str, ppi: float) -> bytes:
    """The first page as PNG, for the screen where papers are chosen."""
    import typst

    pages: Any = typst.compile(
        _source(template),
        root=layout(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        format="png",
        ppi=ppi,
    )
    first: bytes = pages[0] if isinstance(pages, list) else pages
    return first


def _midnight(on: date) -> int:
    return int(datetime.combine(on, time(), UTC).timestamp())
