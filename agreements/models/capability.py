"""Processes, how capable each was found, and the review when one falls (R16-R18, R167)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.base import Backing, BackingOfService
from agreements.vocabulary import CaseCause, CaseOutcome, Level
from entities.history import register_history
from entities.models.dated import Dated, dates_in_order


class Process(Backing, Dated):
    """A process of the entity; services name it by its code, as the public page does (R16)."""

    code = models.CharField(
        _("código"),
        max_length=60,
        help_text=_("El mismo con que los servicios lo nombran en «Procesos relacionados»."),
    )
    name = models.CharField(_("nombre"), max_length=200)
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unidad dueña del proceso"),
    )

    history = register_history()

    class Meta:
        verbose_name = _("proceso")
        verbose_name_plural = _("procesos")
        ordering = ["entity", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "code"],
                name="process_code_once_in_entity",
                violation_error_message=_("La entidad ya tiene un proceso con ese código."),
            ),
            dates_in_order("process_dates_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class CapabilityAssessment(Backing):
    """Autoevaluación de capacidad: counts once the quality office verified it (R18)."""

    process = models.ForeignKey(
        Process,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name=_("proceso"),
    )
    level = models.PositiveSmallIntegerField(_("nivel de capacidad"), choices=Level.choices)
    assessed_on = models.DateField(_("fecha de la autoevaluación"))
    valid_until = models.DateField(_("vigente hasta"))
    findings = models.TextField(_("resultados que la sustentan"), blank=True)
    assessor_id = models.BigIntegerField(null=True, blank=True)
    assessor_office = models.CharField(_("evaluó"), max_length=200, blank=True)
    verifier_id = models.BigIntegerField(null=True, blank=True)
    verifier_office = models.CharField(_("verificó"), max_length=200, blank=True)
    verified_on = models.DateField(_("verificada el"), null=True, blank=True)

    history = register_history()

    class Meta:
        verbose_name = _("autoevaluación de capacidad")
        verbose_name_plural = _("autoevaluaciones de capacidad")
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__lte=5),
                name="capability_level_from_0_to_5",
                violation_error_message=_("El nivel de capacidad va de 0 a 5."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("assessed_on")),
                name="capability_dates_in_order",
                violation_error_message=_("La vigencia no puede terminar antes de la evaluación."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process.code}: {self.get_level_display()}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has verified it yet."""
        return self.verified_on is None


class ReviewCase(BackingOfService):
    """Revisión obligatoria of a published service; its state does not move meanwhile (R167)."""

    cause = models.CharField(_("causa"), max_length=20, choices=CaseCause.choices)
    assessment = models.ForeignKey(
        CapabilityAssessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("autoevaluación que la abrió"),
    )
    agreement = models.ForeignKey(
        "agreements.OperationAgreement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("acuerdo de operación perdido"),
    )
    opened_on = models.DateField(_("abierta el"))
    why = models.TextField(_("por qué se abrió"))
    closed_on = models.DateField(_("cerrada el"), null=True, blank=True)
    outcome = models.CharField(
        _("qué se resolvió"), max_length=20, choices=CaseOutcome.choices, blank=True
    )
    resolution = models.TextField(_("sustento de lo resuelto"), blank=True)

    history = register_history()

    class Meta:
        verbose_name = _("revisión obligatoria")
        verbose_name_plural = _("revisiones obligatorias")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "cause"],
                condition=models.Q(closed_on__isnull=True),
                name="one_open_case_per_cause",
                violation_error_message=_("El servicio ya tiene esa revisión abierta."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.service.title}: {self.get_cause_display()}"
