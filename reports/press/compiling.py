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
from typing import Any, Literal

import typst
from django.conf import settings

HERE = Path(__file__).resolve().parents[1]
FONTS = HERE / "fonts"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: the compiler refuses what a screen reader could not read."""


def layout() -> Path:
    """The folder of templates: ours, or the one that ``CARTA_PAPER_LAYOUT`` names.

    The Ministry's own model (DMCISP-01-05-2) goes there when it is at hand.
    """
    own = getattr(settings, "CARTA_PAPER_LAYOUT", "")
    return Path(own).resolve() if own else HERE / "typst"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


@cache
def look_of(folder: Path) -> str:
    """A digest of everything besides the data that shapes a paper: templates, fonts, compiler."""
    digest = hashlib.sha256(version("typst").encode())
    for path in sorted([*folder.glob("*.typ"), *FONTS.iterdir()]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
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
    pdf = typst.compile(
        layout() / f"{template}.typ",
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
    pages: Any = typst.compile(
        layout() / f"{template}.typ",
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
