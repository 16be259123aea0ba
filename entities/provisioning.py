"""What else comes into being with an entity (DESIGN §2: upward needs go by registries).

Rooms above register a step in ``AppConfig.ready``; each runs inside the transaction that
creates the entity, in order of registration, and may raise: then nothing was created.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entities.models import Entity

ProvisioningStep = Callable[["Entity", "int | None"], object]

_steps: list[ProvisioningStep] = []


def register_provisioning_step(step: ProvisioningStep) -> ProvisioningStep:
    """Add a step once; usable as a decorator."""
    if step not in _steps:
        _steps.append(step)
    return step


def provisioning_steps() -> tuple[ProvisioningStep, ...]:
    return tuple(_steps)
