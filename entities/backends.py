"""Permissions by name, answered from role assignments (filled in with the registers)."""

from django.contrib.auth.backends import BaseBackend


class RoleBackend(BaseBackend):
    pass
