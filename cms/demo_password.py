"""The password of the demo accounts is public, so it opens nothing outside the demo (DESIGN §6)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

DEMO_PASSWORD = "demo-carta-2026"  # noqa: S105  (published in the README on purpose)


class DemoPasswordGuard:
    """First of the backends: ends the attempt before any other may accept it. Signs nobody in."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> None:
        if password == DEMO_PASSWORD and not settings.CARTA_DEMO:
            raise PermissionDenied


class DemoPasswordValidator:
    """Nobody chooses the demo password for an account of their own."""

    def validate(self, password: str, user: Any = None) -> None:
        if password == DEMO_PASSWORD:
            raise ValidationError(
                _("Esta es la contraseña pública de la demostración: elija otra."),
                code="demo_password",
            )

    def get_help_text(self) -> str:
        return _("Su contraseña no puede ser la de las cuentas de demostración.")
