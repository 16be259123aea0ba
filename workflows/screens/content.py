"""How a pinned snapshot is shown: by the public templates, or as a plain table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from workflows.diff import as_text
from workflows.registries import content_renderers
from workflows.snapshots import Children, Content, Schema


@dataclass(frozen=True)
class Line:
    """A label and its text, or a heading with rows of lines."""

    label: str | Promise
    text: str = ""
    rows: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True)
class Shell:
    """What surrounds the public text in its frame: the public site's own look.

    Args:
        stylesheets: their paths among the static files, in order.
        body_class: the class their rules hang from.
    """

    stylesheets: tuple[str, ...]
    body_class: str = ""


PLAIN = Shell(("workflows/preview.css",))
_shells: list[Shell] = [PLAIN]


def use_shell(stylesheets: tuple[str, ...], body_class: str = "") -> None:
    """The room of the public pages says how its texts look; called from ``AppConfig.ready``."""
    _shells[:] = [Shell(stylesheets, body_class)]


def shell() -> Shell:
    """The look that was registered, or the plain one."""
    return _shells[0]


def public_html(page: Any, content: Content) -> str:
    """What citizens will read, by the first renderer that knows the page; empty if none does.

    Renderers return text that is marked safe; anything else would be shown escaped.
    """
    for renderer in content_renderers:
        html: str = renderer(page, content)
        if html:
            return html
    return ""


def plain_lines(content: Content, schema: Schema) -> list[Line]:
    """The same content as a list of labels and texts, from the allow-list alone."""
    return [line for member in schema.fields if (line := _line(content, member)) is not None]


def _line(content: Content, member: Any) -> Line | None:
    value = content.get(member.name)
    if isinstance(member, Children):
        groups = tuple(
            tuple(line for inner in member.fields if (line := _line(row, inner)) is not None)
            for row in value or ()
        )
        return Line(member.label, rows=groups) if groups else None
    if member.name == "uuid":
        return None
    text = as_text(value, member.kind)
    return Line(member.label, text) if text else None
