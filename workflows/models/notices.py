"""Notices: the inbox and the mail outbox in one; and the internal deadlines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.dossiers import Dossier
from workflows.stages import Stage


class Notice(models.Model):
    """Something a person should know, written with the decision, mailed after its commit."""

    class Mail(models.TextChoices):
        PENDING = "pending", _("Por enviar")
        SENT = "sent", _("Enviado")
        FAILED = "failed", _("Sin enviar")

    recipient_id = models.BigIntegerField()
    key = models.CharField(max_length=120)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    subject = models.CharField(_("asunto"), max_length=200)
    body = models.TextField(_("texto"))
    created_at = models.DateTimeField(_("fecha"))
    read_at = models.DateTimeField(_("leído el"), null=True, blank=True)
    mail = models.CharField(_("correo"), max_length=10, choices=Mail.choices, default=Mail.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("aviso")
        verbose_name_plural = _("avisos")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient_id", "key"], name="nobody_is_told_twice")
        ]
        indexes = [
            models.Index(fields=["recipient_id", "read_at", "-created_at"], name="notice_inbox"),
            models.Index(fields=["mail", "created_at"], name="notice_outbox"),
        ]

    def __str__(self) -> str:
        return self.subject


class StageDeadline(models.Model):
    """«Plazo interno» of a stage in business days: of the installation, or of one entity."""

    entity = models.ForeignKey(
        "entities.Entity",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stage_deadlines",
        verbose_name=_("entidad"),
    )
    stage = models.CharField(_("etapa"), max_length=20, choices=Stage.choices)
    business_days = models.PositiveSmallIntegerField(_("días laborables"))

    class Meta:
        verbose_name = _("plazo interno")
        verbose_name_plural = _("plazos internos")
        ordering = ["entity_id", "stage"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "stage"], name="one_deadline_per_entity_and_stage"
            ),
            models.UniqueConstraint(
                fields=["stage"],
                condition=models.Q(entity__isnull=True),
                name="one_default_deadline_per_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.business_days}"
