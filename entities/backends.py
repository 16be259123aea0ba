"""Permissions by name, answered from role assignments (DESIGN §2).

``user.has_perm`` is how Wagtail's admin asks whether somebody may enter and how the
registers' menu asks what to show. It answers for the whole table; which rows, the registers
ask :mod:`entities.access` for each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend

from entities.access import Register, may_add, may_open
from entities.roles import active_assignments

if TYPE_CHECKING:
    from entities.roles import User

ENTER_ADMIN = "wagtailadmin.access_admin"


class RoleBackend(BaseBackend):
    """Grants by role; signs nobody in. Nothing here grants deletion: rows are closed by date."""

    def has_perm(self, user_obj: User, perm: str, obj: Any = None) -> bool:
        if not (user_obj.is_authenticated and user_obj.is_active):
            return False
        if perm == ENTER_ADMIN:
            return bool(active_assignments(user_obj))
        app_label, _, codename = perm.partition(".")
        action, _, model = codename.partition("_")
        if app_label != "entities" or model not in {register.value for register in Register}:
            return False
        register = Register(model)
        if action == "view":
            return may_open(user_obj, register)
        return action in ("add", "change") and may_add(user_obj, register)
