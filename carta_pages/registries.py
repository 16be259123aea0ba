"""Where rooms above hang what this room asks: guards, panels, rules to print, importers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.registries import Registry

state_guards: Registry = Registry("(service, transition, actor) -> list[str]: why it may not move")
editor_panels: Registry = Registry("(page, request) -> html: shown above the tabs of its editor")
rule_tables: Registry = Registry("() -> Iterable[Rule]: rules of rooms above, for the method page")

row_importers: dict[str, Callable[..., Any]] = {}
"""By subject of a sheet, ``(entity, user, rows, *, writes, born) -> Report`` of its room; ``born``
are the commitments that a preview of the same file would leave."""
