"""The piece of a text that shows why it was found, with its words marked: pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from carta_pages.search.words import tokens

AROUND, LENGTH = 60, 240


@dataclass(frozen=True)
class Piece:
    """Some letters of a text, and whether they are a word that was looked for."""

    text: str
    is_marked: bool = False


def marked(text: str, wanted: set[str]) -> list[Piece]:
    """The whole text in pieces."""
    pieces = []
    end = 0
    for token in tokens(text):
        if token.text in wanted:
            if token.start > end:
                pieces.append(Piece(text[end : token.start]))
            pieces.append(Piece(text[token.start : token.end], is_marked=True))
            end = token.end
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return pieces


def excerpt(lead: str, text: str, wanted: set[str]) -> list[Piece]:
    """What leads the page when the words are there, else the first place where they are."""
    text = text.replace(". · ", ". ")  # parts of a document that are already sentences
    for source in (lead, text):
        first = next((token for token in tokens(source) if token.text in wanted), None)
        if first is not None:
            return marked(_around(source, first.start, first.end), wanted)
    return marked(_around(lead or text, 0, 0), wanted)


def _around(text: str, start: int, end: int) -> str:
    """Some words before and after a place, whole, with «…» where something is left out."""
    if len(text) <= LENGTH:
        return text
    first = max(0, start - AROUND) if end > LENGTH else 0
    if first:
        first = text.find(" ", first, start) + 1 or start
    last = min(len(text), max(first + LENGTH, end))
    if last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space > 0 else last
    return f"{'… ' if first else ''}{text[first:last]}{' …' if last < len(text) else ''}"
