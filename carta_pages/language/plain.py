"""A text as it is compared: without what a person may type in one way or another."""

from __future__ import annotations

import unicodedata


def bare(text: str) -> str:
    """The text in lower case, without accents and with single spaces, for comparison.

    «ñ» becomes «n» and fixed or narrow spaces become common ones.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return " ".join(letters.split())
