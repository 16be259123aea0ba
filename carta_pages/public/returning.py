"""Where a choice leads back to: an address of this site, or nothing (V68: no open redirect)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode

from django.urls import get_script_prefix

from carta_pages.public.provinces import PARAMETER

LONGEST = 600
ANCHOR = "#mi-provincia"

#: Words of our own addresses and a plain query. No escape in the path, no empty word, no dots
#: alone: nothing that a browser could read as another host, another scheme or a way up.
ADDRESS = re.compile(
    r"(?P<path>/(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*)(?:\?(?P<query>[A-Za-z0-9=&%+._~-]*))?",
    re.ASCII,
)


def safe_return(asked: str | None) -> str:
    """The address asked to go back to, when it is one of ours.

    Args:
        asked: what came in ``volver``.

    Returns:
        path and query without a province; empty when it is anything else.
    """
    if not asked or len(asked) > LONGEST:
        return ""
    found = ADDRESS.fullmatch(asked)
    if found is None or asked.count("&") > 20 or not found["path"].startswith(get_script_prefix()):
        return ""
    return _joined(found["path"], _without_province(found["query"] or ""))


def with_province(address: str, code: str) -> str:
    """The same address answered for a province; readers without cookies need it there.

    Args:
        address: what ``safe_return`` gave.
        code: a known code, or nothing.
    """
    path, _mark, query = address.partition("?")
    pairs = _without_province(query) + ([(PARAMETER, code)] if code else [])
    return _joined(path, pairs) + ANCHOR


def _without_province(query: str) -> list[tuple[str, str]]:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    return [(name, value) for name, value in pairs if name != PARAMETER]


def _joined(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path
