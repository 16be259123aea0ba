"""modeladmin's two helpers, answered from the access table, row by row."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper

from entities.access import may_add, may_keep_row, may_open, may_see_row, register_of


class RegisterPermissionHelper(PermissionHelper):
    """Rows of one's own entities only; what belongs to no entity is the administrator's.

    Nothing is ever deleted: registers are closed by date (DESIGN §4).
    """

    def __init__(self, model: type[Model], inspect_view_enabled: bool = False) -> None:
        super().__init__(model, inspect_view_enabled)
        self.register = register_of(model)

    def get_all_model_permissions(self) -> QuerySet[Permission]:
        """None for the group editor: access is not given by groups."""
        return Permission.objects.none()

    def user_has_any_permissions(self, user: Any) -> bool:
        return may_open(user, self.register)

    def user_can_list(self, user: Any) -> bool:
        return may_open(user, self.register)

    def user_can_create(self, user: Any) -> bool:
        return may_add(user, self.register)

    def user_can_inspect_obj(self, user: Any, obj: Model) -> bool:
        return may_see_row(user, self.register, obj)

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        return may_keep_row(user, self.register, obj)

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return False


class RegisterButtonHelper(ButtonHelper):
    """Buttons that say what they do, in Spanish and with the right gender."""

    add_button_classnames = ["button--icon"]

    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        label = self.view.model_admin.grammar.new
        return {**super().add_button(*args, **kwargs), "label": label, "title": label}

    def inspect_button(self, pk: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._worded(super().inspect_button(pk, *args, **kwargs), _("Ver"))

    def edit_button(self, pk: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._worded(super().edit_button(pk, *args, **kwargs), _("Editar"))

    def history_button(self, pk: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        button = super().inspect_button(pk, *args, **kwargs)
        button["url"] = self.url_helper.get_action_url("history", pk)
        return self._worded(button, _("Historial"))

    def _worded(self, button: dict[str, Any], verb: str) -> dict[str, Any]:
        title = f"{verb}: {self.view.model_admin.grammar.singular}"
        return {**button, "label": verb, "title": title}

    def get_buttons_for_obj(
        self, obj: Model, exclude: Any = None, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """On a row's own page, its history too; in the list two buttons are enough."""
        buttons = super().get_buttons_for_obj(obj, exclude, *args, **kwargs)
        if "inspect" in (exclude or ()):
            buttons.append(self.history_button(obj.pk))
        return buttons
