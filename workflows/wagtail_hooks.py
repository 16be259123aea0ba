"""Where the approval machine joins Wagtail's admin."""

from workflows.gate import hooks as gate_hooks

gate_hooks.register()
