"""Where rooms above hang their guards of the service's state (capability, yearly plan)."""

from __future__ import annotations

from workflows.registries import Registry

state_guards: Registry = Registry("(service, transition, actor) -> list[str]: why it may not move")
