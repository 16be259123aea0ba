"""What people sign: each commitment of a plan (R79), and each version of the plan (R85)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.base import BackingOfService
from agreements.models.plan import PublicationPlan
from agreements.vocabulary import SignOff
from entities.history import register_history


class CommitmentSignOff(BackingOfService):
    """One of the three signatures of a commitment, bound to the text that was signed (R79)."""

    commitment = models.ForeignKey(
        "carta_pages.CommitmentPage",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("compromiso"),
    )
    kind = models.CharField(_("qué se firma"), max_length=20, choices=SignOff.choices)
    sha256 = models.CharField(_("huella del texto firmado"), max_length=64)
    signed_on = models.DateField(_("fecha"))
    person_id = models.BigIntegerField(null=True, blank=True)
    post = models.CharField(_("cargo"), max_length=200, blank=True)
    office = models.CharField(_("oficina"), max_length=200, blank=True)

    history = register_history()

    class Meta:
        verbose_name = _("validación de un compromiso")
        verbose_name_plural = _("validaciones de compromisos")
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "kind", "sha256"],
                name="signed_once_by_kind_and_text",
                violation_error_message=_("Ese texto del compromiso ya tiene esa firma."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment.title}: {self.get_kind_display()}"


class PlanVersion(models.Model):
    """An approved version of a plan, frozen with its hash; the database refuses any change."""

    plan = models.ForeignKey(
        PublicationPlan,
        on_delete=models.PROTECT,
        related_name="versions",
        verbose_name=_("plan de publicación"),
    )
    number = models.PositiveIntegerField(_("versión"))
    content = models.JSONField(_("contenido"))
    sha256 = models.CharField(_("huella SHA-256"), max_length=64)
    approved_at = models.DateTimeField(_("aprobada el"))
    approver_id = models.BigIntegerField()
    post = models.CharField(_("cargo"), max_length=200)
    office = models.CharField(_("oficina"), max_length=200)
    capacity = models.CharField(_("calidad en que actúa"), max_length=20)
    document = models.CharField(_("documento de aprobación"), max_length=200)

    class Meta:
        verbose_name = _("versión aprobada del plan")
        verbose_name_plural = _("versiones aprobadas del plan")
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan} · {_('Versión')} {self.number}"
