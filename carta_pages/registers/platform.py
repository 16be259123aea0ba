"""Registers that belong to no entity: only whoever administers the platform keeps them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from wagtail_modeladmin.helpers import PermissionHelper

from entities.admin.base import RegisterAdmin
from entities.roles import is_platform_admin


class PlatformPermissionHelper(PermissionHelper):
    """All of it for the platform administrator, nothing for others; nothing is deleted."""

    def get_all_model_permissions(self) -> QuerySet[Permission]:
        return Permission.objects.none()

    def user_has_any_permissions(self, user: Any) -> bool:
        return is_platform_admin(user)

    def user_can_list(self, user: Any) -> bool:
        return is_platform_admin(user)

    def user_can_create(self, user: Any) -> bool:
        return is_platform_admin(user)

    def user_can_inspect_obj(self, user: Any, obj: Model) -> bool:
        return is_platform_admin(user)

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        return is_platform_admin(user)

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return False


class PlatformRegisterAdmin(RegisterAdmin):
    """A register whose rows are of the whole site."""

    permission_helper_class = PlatformPermissionHelper

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return tuple(self.list_display)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = self.model._default_manager.get_queryset()
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows
