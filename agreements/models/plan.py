"""The yearly publication plan: services, schedule, sign-offs, and each approved version (R78-R90).

What an approved version says changes only while a new version is being drawn up; what happens to
it (real dates, progress, ticked instruments) is written down at any time.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.base import Backing, BackingOfService
from agreements.vocabulary import Activity, Instrument
from carta_pages.models.vocabulary import Frequency
from entities.history import register_history


class PublicationPlan(Backing):
    """Plan de publicación of an entity for one year, drawn up by its quality office (R78)."""

    year = models.PositiveSmallIntegerField(
        _("año"), validators=[MinValueValidator(2000), MaxValueValidator(2999)]
    )
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unidad que lo elabora"),
    )
    on_time_goal = models.DecimalField(
        _("meta: actividades concluidas a tiempo (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("El indicador se calcula solo; aquí se dice qué se espera. De 0 a 100."),
    )
    other_indicators = models.TextField(_("otros indicadores de cumplimiento"), blank=True)
    review_frequency = models.CharField(
        _("cada cuánto se revisan los OLA y los SLA"),
        max_length=20,
        choices=Frequency.choices,
        blank=True,
    )
    review_conditions = models.TextField(
        _("condiciones para actualizar o revisar los OLA y los SLA"), blank=True
    )
    started_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("se inició del plan"),
    )
    version = models.PositiveIntegerField(_("versión aprobada"), default=0)
    is_open = models.BooleanField(_("en elaboración"), default=True)

    history = register_history()

    class Meta:
        verbose_name = _("plan de publicación")
        verbose_name_plural = _("planes de publicación")
        ordering = ["-year", "entity"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "year"],
                name="one_plan_of_entity_and_year",
                violation_error_message=_("La entidad ya tiene un plan de ese año."),
            ),
            models.CheckConstraint(
                condition=models.Q(on_time_goal__isnull=True)
                | models.Q(on_time_goal__gte=0, on_time_goal__lte=100),
                name="plan_goal_is_a_percentage",
                violation_error_message=_("La meta va de 0 a 100."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_open=True) | models.Q(version__gte=1),
                name="plan_open_or_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Plan de publicación')} {self.year} · {self.entity.short_name}"


class PlannedService(BackingOfService):
    """A service in a plan; dropped and listed again, it is another row (R88, R90)."""

    plan = models.ForeignKey(
        PublicationPlan,
        on_delete=models.PROTECT,
        related_name="services",
        verbose_name=_("plan de publicación"),
    )
    publish_on = models.DateField(_("fecha prevista de publicación"))
    approved_publish_on = models.DateField(_("fecha aprobada"), null=True, blank=True)
    original_publish_on = models.DateField(_("fecha original"), null=True, blank=True)
    since_version = models.PositiveIntegerField(_("desde la versión"), null=True, blank=True)
    until_version = models.PositiveIntegerField(_("hasta la versión"), null=True, blank=True)
    in_force = models.BooleanField(_("consta en el plan"), default=True)
    drop_reason = models.TextField(_("motivo por el que sale"), blank=True)

    history = register_history()

    class Meta:
        verbose_name = _("servicio planificado")
        verbose_name_plural = _("servicios planificados")
        ordering = ["plan", "publish_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "service"],
                condition=models.Q(in_force=True),
                name="service_once_in_plan",
                violation_error_message=_("El servicio ya consta en el plan."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.service.title} ({self.plan.year})"


class PlanStage(Backing):
    """One activity of the schedule; its state is computed, never typed (R80-R82, R87, R89)."""

    plan = models.ForeignKey(
        PublicationPlan,
        on_delete=models.PROTECT,
        related_name="stages",
        verbose_name=_("plan de publicación"),
    )
    position = models.PositiveSmallIntegerField(_("orden"), default=1)
    activity = models.CharField(_("clase de actividad"), max_length=20, choices=Activity.choices)
    name = models.CharField(_("actividad"), max_length=255)
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("unidad responsable"),
    )
    post = models.CharField(_("cargo responsable"), max_length=200)
    planned_start = models.DateField(_("inicio previsto"))
    planned_end = models.DateField(_("fin previsto"))
    original_start = models.DateField(_("inicio original"), null=True, blank=True)
    original_end = models.DateField(_("fin original"), null=True, blank=True)
    real_start = models.DateField(_("inicio real"), null=True, blank=True)
    real_end = models.DateField(_("fin real"), null=True, blank=True)
    in_force = models.BooleanField(_("consta en el plan"), default=True)

    history = register_history()

    class Meta:
        verbose_name = _("etapa del plan")
        verbose_name_plural = _("etapas del plan")
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(planned_end__gte=models.F("planned_start")),
                name="plan_stage_planned_in_order",
                violation_error_message=_("El fin previsto no puede ser anterior al inicio."),
            ),
            models.CheckConstraint(
                condition=models.Q(real_end__isnull=True)
                | models.Q(real_end__gte=models.F("real_start")),
                name="plan_stage_real_in_order",
                violation_error_message=_("El fin real no puede ser anterior al inicio."),
            ),
            models.CheckConstraint(
                condition=models.Q(real_end__isnull=True) | models.Q(real_start__isnull=False),
                name="plan_stage_ends_once_begun",
                violation_error_message=_("Una actividad no termina sin haber empezado."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"


class StageNote(Backing):
    """One entry of a stage's log: progress, alert or adjustment; it stands as written (R82)."""

    stage = models.ForeignKey(
        PlanStage,
        on_delete=models.PROTECT,
        related_name="notes",
        verbose_name=_("etapa del plan"),
    )
    noted_on = models.DateField(_("fecha"))
    text = models.TextField(_("qué se avanzó, qué alerta hay o qué se ajustó"))
    person_id = models.BigIntegerField(null=True, blank=True)
    office = models.CharField(_("oficina"), max_length=200, blank=True)

    history = register_history()

    class Meta:
        verbose_name = _("avance de una etapa")
        verbose_name_plural = _("avances de las etapas")
        ordering = ["-noted_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.stage.name}: {self.noted_on:%d/%m/%Y}"


class InstrumentTick(Backing):
    """An official instrument into which the commitments were put, and when (R81)."""

    plan = models.ForeignKey(
        PublicationPlan,
        on_delete=models.PROTECT,
        related_name="instruments",
        verbose_name=_("plan de publicación"),
    )
    instrument = models.CharField(
        _("instrumento institucional"), max_length=30, choices=Instrument.choices
    )
    name = models.CharField(_("nombre o código del instrumento"), max_length=200, blank=True)
    ticked_on = models.DateField(_("fecha de incorporación"))

    history = register_history()

    class Meta:
        verbose_name = _("incorporación en un instrumento")
        verbose_name_plural = _("incorporaciones en instrumentos")
        ordering = ["plan", "instrument", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "instrument"],
                condition=~models.Q(instrument="otro"),
                name="instrument_once_in_plan",
                violation_error_message=_("Ese instrumento ya está marcado en el plan."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_instrument_display()}: {self.ticked_on:%d/%m/%Y}"


class PlanMeeting(Backing):
    """Reunión de trabajo of a plan: when, who came, what was agreed (R86)."""

    plan = models.ForeignKey(
        PublicationPlan,
        on_delete=models.PROTECT,
        related_name="meetings",
        verbose_name=_("plan de publicación"),
    )
    held_on = models.DateField(_("fecha"))
    topic = models.CharField(_("asunto"), max_length=200)
    attendees = models.TextField(_("asistentes"), help_text=_("Cargo y unidad, uno por línea."))
    agreements = models.TextField(_("acuerdos"))

    history = register_history()

    class Meta:
        verbose_name = _("reunión de trabajo")
        verbose_name_plural = _("reuniones de trabajo")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.topic} ({self.held_on:%d/%m/%Y})"


class TechnicalAssistance(Backing):
    """Asistencia técnica of the quality office to whoever owns a process (R8)."""

    given_on = models.DateField(_("fecha"))
    process = models.ForeignKey(
        "agreements.Process",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proceso"),
    )
    topic = models.CharField(_("tema"), max_length=200)
    attendees = models.TextField(_("asistentes"), help_text=_("Cargo y unidad, uno por línea."))

    history = register_history()

    class Meta:
        verbose_name = _("asistencia técnica")
        verbose_name_plural = _("asistencias técnicas")
        ordering = ["-given_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.topic} ({self.given_on:%d/%m/%Y})"
