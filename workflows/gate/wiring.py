"""What the gate connects when the app starts; called from ``WorkflowsConfig.ready``."""

from __future__ import annotations


def connect() -> None:
    """Register the system checks and the guards of what stands above governed pages."""
    from workflows.gate import (
        ancestors,
        checks,  # noqa: F401  (importing registers the checks)
        face,
    )

    ancestors.connect()
    face.connect()
