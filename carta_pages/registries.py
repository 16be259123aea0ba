"""Where rooms above hang in: guards of the service's state, importers of their own rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.registries import Registry

state_guards: Registry = Registry("(service, transition, actor) -> list[str]: why it may not move")

row_importers: dict[str, Callable[..., Any]] = {}
"""By subject of a sheet, ``(entity, user, rows, *, writes) -> Report`` of the room it is of."""
