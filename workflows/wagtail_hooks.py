"""Where the approval machine joins Wagtail's admin."""

from workflows.gate import hooks as gate_hooks
from workflows.panels import hooks as screen_hooks

gate_hooks.register()
screen_hooks.register()
