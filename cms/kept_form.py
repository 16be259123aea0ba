"""What somebody had just sent, kept on the page that says it could not be saved (T24).

The page must not need the database, so the form is written again as it came: hidden, with a
button that sends it once more, and its prose where it can be read and copied.
"""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

from cms.middleware.transactions import FORMS

SECRET = "password"  # noqa: S105  (part of the name of such fields)
SECRET_ROOMS = frozenset({"carta_factor"})
"""Codes, recovery codes and the key on offer are typed there; elsewhere «code» is a plain word."""


@dataclass(frozen=True)
class KeptForm:
    """A form that was not saved.

    Args:
        action: where it was sent.
        fields: every name and value, as they came.
        texts: what of it people wrote.
        had_files: files came with it, which no page can send again by itself.
    """

    action: str
    fields: list[tuple[str, str]]
    texts: list[str]
    had_files: bool


def kept_form(request: HttpRequest) -> KeptForm | None:
    """The form that a failed request brought; ``None`` when there is nothing to send again.

    A form from a foreign page, or with a password or a code in it, is not written out.
    """
    if request.method != "POST" or request.content_type not in FORMS:
        return None
    if not _comes_from_here(request) or _opens_something(request):
        return None
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (OSError, MultiPartParserError, SuspiciousOperation):
        return None  # the form itself did not arrive
    if not fields or any(SECRET in name for name, _value in fields):
        return None
    texts = [text for name, value in fields if (text := _prose(value))]
    return KeptForm(request.get_full_path(), fields, texts, bool(request.FILES))


def _opens_something(request: HttpRequest) -> bool:
    """Asked of the address, since the failure may have come before any view was found."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    return bool(SECRET_ROOMS.intersection(match.namespaces))


def _comes_from_here(request: HttpRequest) -> bool:
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def _prose(value: str) -> str:
    """Words with a space between them; the texts inside a rich text; else nothing."""
    if value.startswith("{"):
        value = _rich_text(value)
    return value if " " in value.strip() else ""


def _rich_text(value: str) -> str:
    try:
        blocks = json.loads(value)["blocks"]
        return "\n".join(block["text"] for block in blocks)
    except (ValueError, KeyError, TypeError):
        return ""
