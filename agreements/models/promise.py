"""What each factor asks of the operation, and what each standard rests on (R44, R46, R71-R77)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.base import BackingOfService
from agreements.vocabulary import LimitOf
from carta_pages.models.quality import finite
from carta_pages.models.vocabulary import Frequency
from entities.history import register_history


class OperationalRequirement(BackingOfService):
    """Requisito operativo of a factor; valid when it meets the five criteria (R71-R77)."""

    factor = models.UUIDField(_("factor clave de calidad"))
    text = models.TextField(_("requisito operativo"))
    is_clear = models.BooleanField(
        _("es claro"),
        default=False,
        help_text=_("Lo entienden igual quien lo ejecuta y quien lo revisa."),
    )
    measure = models.CharField(
        _("cómo se mide"),
        max_length=200,
        blank=True,
        help_text=_("Un dato, un porcentaje, un tiempo o una condición que se pueda comprobar."),
    )
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("área responsable"),
    )
    relevance = models.TextField(_("cómo contribuye al factor"), blank=True)
    frequency = models.CharField(
        _("frecuencia"), max_length=20, choices=Frequency.choices, blank=True
    )
    due_on = models.DateField(_("plazo"), null=True, blank=True)
    in_force = models.BooleanField(_("vigente"), default=True)

    history = register_history()

    class Meta:
        verbose_name = _("requisito operativo")
        verbose_name_plural = _("requisitos operativos")
        ordering = ["pk"]
        indexes = [models.Index(fields=["factor"], name="requirement_of_factor")]

    def __str__(self) -> str:
        return self.text[:80]


class StandardSupport(BackingOfService):
    """The four supports of a standard and the three ticks of its indicator (R44, R46)."""

    indicator = models.UUIDField(_("indicador"), unique=True)
    is_representative = models.BooleanField(_("es representativo"), default=False)
    representative_why = models.TextField(_("por qué es representativo"), blank=True)
    is_measurable = models.BooleanField(
        _("se puede medir"),
        default=False,
        help_text=_("Con datos disponibles o que se pueden generar."),
    )
    measurable_why = models.TextField(_("con qué datos se mide"), blank=True)
    is_consistent = models.BooleanField(
        _("es coherente"),
        default=False,
        help_text=_("Con el control y el seguimiento de la institución."),
    )
    consistent_why = models.TextField(_("con qué control es coherente"), blank=True)
    mean = models.DecimalField(
        _("media observada"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    lower = models.DecimalField(
        _("límite inferior observado"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    upper = models.DecimalField(
        _("límite superior observado"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    observations = models.PositiveIntegerField(_("número de observaciones"), null=True, blank=True)
    period = models.CharField(_("período observado"), max_length=120, blank=True)
    no_legal_limit = models.BooleanField(
        _("ninguna norma fija un tiempo o un nivel"), default=False
    )
    legal_limit = models.DecimalField(
        _("límite legal o técnico"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    limit_of = models.CharField(
        _("con qué se compara el límite legal"),
        max_length=20,
        choices=LimitOf.choices,
        default=LimitOf.STANDARD,
    )
    parameter = models.DecimalField(
        _("límite de la fórmula, en la unidad de la norma"),
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Solo si el límite legal es del parámetro: 45 en «85 % en 45 días»."),
    )
    norm = models.ForeignKey(
        "carta_pages.Norm",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("norma que lo fija"),
    )
    provision = models.CharField(_("disposición"), max_length=160, blank=True)
    improvement = models.TextField(_("qué mejora respecto de la línea base"), blank=True)
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unidad que lo valida"),
    )
    validated_on = models.DateField(_("validado el"), null=True, blank=True)

    history = register_history()

    class Meta:
        verbose_name = _("sustento de un estándar")
        verbose_name_plural = _("sustentos de estándares")
        ordering = ["pk"]
        constraints = finite("support", "mean", "lower", "upper", "legal_limit", "parameter")

    def __str__(self) -> str:
        return f"{self.service.title}: {self.period or self.indicator}"
