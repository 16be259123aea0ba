"""What is kept of a second factor: a sealed key, and digests of its recovery codes."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import ThrottlingMixin

from cms.second_factor.rules import pause_after


class SecondFactor(ThrottlingMixin, models.Model):
    """A person's application: one each. ``last_step`` is the last code's, which is spent.

    Wrong codes in a row are counted by django-otp's ``ThrottlingMixin``.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor"
    )
    sealed_key = models.CharField(max_length=255)
    last_step = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("segundo factor")
        verbose_name_plural = _("segundos factores")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user_id)

    @property
    def closed_until(self) -> datetime | None:
        """Until when no code is looked at; None when one may be typed now."""
        if self.throttling_failure_timestamp is None:
            return None
        until = self.throttling_failure_timestamp + pause_after(self.throttling_failure_count)
        return until if until > timezone.now() else None


class RecoveryCode(models.Model):
    """One way in without the phone, once."""

    factor = models.ForeignKey(
        SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("código de recuperación")
        verbose_name_plural = _("códigos de recuperación")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
