"""What this room hangs below: checkers, guard of the states, panel of the editor, daily work.

One list, so that it can be taken out whole where only the rooms below are at work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.registries import Registry


def members() -> list[tuple[Registry, Callable[..., Any]]]:
    """Registry and member of each thing that hangs below."""
    from agreements import backing, requirements
    from agreements.requirements import rules
    from agreements.services import (
        approving,
        capability,
        losses,
        plan_alerts,
        portfolio_sheets,
        reminding,
    )
    from agreements.views import panel, public
    from carta_pages import registries as pages
    from carta_pages.public import routes
    from workflows import registries

    return [
        (registries.requirement_checkers, requirements.check_all),
        (registries.backing_sources, backing.SOURCE),
        (pages.state_guards, capability.guard),
        (pages.state_guards, approving.guard),
        (registries.daily_jobs, plan_alerts.warn),
        (pages.editor_panels, panel.behind),
        (pages.rule_tables, rules.rules),
        (routes.page_sections, public.section),
        (registries.daily_jobs, reminding.remind_reviews),
        (registries.daily_jobs, losses.find_losses),
        (registries.daily_jobs, portfolio_sheets.forget_sheets),
    ]


def join() -> None:
    """Hang all of it; repeating it is once."""
    for registry, member in members():
        registry.register(member)


def leave() -> None:
    """Take all of it out again."""
    for registry, member in members():
        registry.remove(member)
