"""The host's own user and its security log; the apps know only ``settings.AUTH_USER_MODEL``."""

from typing import Any, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cms.page_cache.models import PublicChange
from cms.second_factor.models import RecoveryCode, SecondFactor

__all__ = ["EntranceTry", "PublicChange", "RecoveryCode", "SecondFactor", "SecurityEvent", "User"]


class User(AbstractUser):
    """A person who signs in. What they may do follows from role assignments.

    Both fields are written with the second factor (``cms.second_factor.services``), so that no
    request has to look for it. A new ``session_stamp`` ends every session begun under the old.
    """

    has_second_factor = models.BooleanField(_("segundo factor"), default=False, editable=False)
    session_stamp = models.CharField(max_length=32, blank=True, default="", editable=False)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        own = super()._get_session_auth_hash(secret=secret)
        if not self.session_stamp:
            return own
        stamped = f"{own}:{self.session_stamp}"
        return salted_hmac("cms.User.session", stamped, secret=secret).hexdigest()


class AppendOnlyError(TypeError):
    """Somebody tried to change or remove what is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **values: Any) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError


class SecurityEvent(models.Model):
    """Who entered, failed to enter, was refused or took data out (DESIGN §3.13, T40).

    Outside the chained trace, because it is written even when the request itself is undone. No
    names and no texts: numbers of people and things, the route and the network address it came
    from. Rows are guarded in the database too (``workflows.triggers``) until they are
    ``KEPT_DAYS`` old; the daily job then deletes them (``cms.security.retention``).
    """

    KEPT_DAYS = 730

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Ingreso")
        SIGNED_OUT = "signed_out", _("Salida")
        SIGN_IN_FAILED = "sign_in_failed", _("Ingreso fallido")
        REFUSED = "refused", _("Acción rechazada")
        EXPORTED = "exported", _("Datos descargados")
        LOCKED_OUT = "locked_out", _("Cuenta bloqueada por intentos fallidos")
        CONFIDENTIAL_READ = "confidential_read", _("Archivo reservado abierto")
        ROLE_CHANGED = "role_changed", _("Rol dado, cambiado o terminado")
        NAME_CHANGED = "name_changed", _("Nombre de una persona cambiado")
        ACCOUNT_MADE = "account_made", _("Cuenta creada")
        ACCOUNT_CHANGED = "account_changed", _("Correo o estado de una cuenta cambiado")
        POWERS_CHANGED = "powers_changed", _("Administración de la plataforma dada o quitada")
        PASSWORD_CHANGED = "password_changed", _("Contraseña cambiada")
        FACTOR_SET = "factor_set", _("Segundo factor activado")
        FACTOR_REMOVED = "factor_removed", _("Segundo factor quitado por la persona")
        FACTOR_RESET = "factor_reset", _("Segundo factor quitado por otra persona")
        FACTOR_FAILED = "factor_failed", _("Código del segundo factor equivocado")
        RECOVERY_USED = "recovery_used", _("Código de recuperación usado")
        RECOVERY_RENEWED = "recovery_renewed", _("Códigos de recuperación cambiados")

    at = models.DateTimeField(_("fecha"), default=timezone.now)
    kind = models.CharField(_("hecho"), max_length=20, choices=Kind.choices)
    # A number, so that removing an account never removes what it did; none when it is unknown.
    user_id = models.BigIntegerField(_("persona"), null=True, blank=True)
    # The other person it was done to: whose role or password changed.
    about_id = models.BigIntegerField(_("a quién"), null=True, blank=True)
    # An entity it concerns, whose audit may read it; what concerns several has a row for each.
    # None: only the platform reads it (``cms.security.concerns``).
    entity_id = models.BigIntegerField(_("entidad"), null=True, blank=True)
    address = models.GenericIPAddressField(_("dirección de red"), null=True, blank=True)
    method = models.CharField(_("método"), max_length=10)
    route = models.CharField(_("ruta"), max_length=200, blank=True)
    ids = models.JSONField(_("sobre"), default=dict, blank=True)
    status = models.PositiveSmallIntegerField(_("respuesta"))
    request_id = models.CharField(_("petición"), max_length=64, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("hecho de seguridad")
        verbose_name_plural = _("hechos de seguridad")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["-at", "-id"], name="security_at"),
            models.Index(fields=["user_id", "-at", "-id"], name="security_of_user"),
            models.Index(fields=["about_id", "-at", "-id"], name="security_about"),
            models.Index(fields=["kind", "-at", "-id"], name="security_of_kind"),
            models.Index(fields=["entity_id", "-at", "-id"], name="security_of_entity"),
            models.Index(fields=["address", "-at", "-id"], name="security_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError


class EntranceTry(models.Model):
    """A failure at a door, kept for as long as a limit counts it (``cms.entrance``).

    No names: an account is a keyed hash of what was typed, right or wrong.
    """

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", _("Ingreso fallido")
        LETTER = "letter", _("Carta con enlace")
        LINK = "link", _("Enlace que no abre nada")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    network = models.CharField(max_length=50, blank=True)
    account = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("intento de ingreso")
        verbose_name_plural = _("intentos de ingreso")
        default_permissions = ()
        indexes = [
            models.Index(fields=["kind", "network", "at"], name="entrance_of_network"),
            models.Index(fields=["kind", "account", "at"], name="entrance_of_account"),
            models.Index(fields=["network", "at"], name="entrance_of_address"),
            models.Index(fields=["at"], name="entrance_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"
