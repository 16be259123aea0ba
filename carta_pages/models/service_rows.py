"""Rows of a service (R17)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from carta_pages.models.rows import Channel, Citation, Row


class ServiceProvider(Row):
    """A unit that provides the service («unidad prestadora»)."""

    page = ParentalKey("carta_pages.ServicePage", related_name="providers")
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unidad"),
    )

    class Meta(Row.Meta):
        verbose_name = _("unidad prestadora")
        verbose_name_plural = _("unidades prestadoras")

    def __str__(self) -> str:
        return str(self.unit or "")


class ServiceProcess(Row):
    """An institutional process behind the service (R16)."""

    page = ParentalKey("carta_pages.ServicePage", related_name="processes")
    code = models.CharField(_("código"), max_length=60, blank=True)
    name = models.CharField(_("nombre"), max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("proceso relacionado")
        verbose_name_plural = _("procesos relacionados")

    def __str__(self) -> str:
        return self.name


class ServiceProcedure(Row):
    """A trámite of the state's catalogue, linked and never repeated here."""

    page = ParentalKey("carta_pages.ServicePage", related_name="procedures")
    code = models.CharField(_("código"), max_length=60, blank=True)
    name = models.CharField(_("nombre"), max_length=200, blank=True)
    url = models.URLField(
        _("enlace en gob.ec"),
        max_length=500,
        blank=True,
        help_text=_("Dirección de la ficha del trámite en www.gob.ec."),
    )

    class Meta(Row.Meta):
        verbose_name = _("trámite relacionado")
        verbose_name_plural = _("trámites relacionados")

    def __str__(self) -> str:
        return self.name


class ServiceRequirement(Row):
    """What a person must bring or do."""

    page = ParentalKey("carta_pages.ServicePage", related_name="requirements")
    text = models.CharField(_("requisito"), max_length=255, blank=True)
    detail = models.TextField(_("detalle"), blank=True)
    is_optional = models.BooleanField(_("solo en algunos casos"), default=False)

    class Meta(Row.Meta):
        verbose_name = _("requisito")
        verbose_name_plural = _("requisitos")

    def __str__(self) -> str:
        return self.text


class ServiceCost(Row):
    """What it costs; zero is written as «gratuito»."""

    page = ParentalKey("carta_pages.ServicePage", related_name="costs")
    concept = models.CharField(_("concepto"), max_length=200, blank=True)
    amount = models.DecimalField(
        _("valor en dólares"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Escriba 0 si es gratuito."),
    )
    condition = models.CharField(
        _("condición"),
        max_length=255,
        blank=True,
        help_text=_("A quién se aplica, por ejemplo «personas con discapacidad desde 30 %»."),
    )

    class Meta(Row.Meta):
        verbose_name = _("costo")
        verbose_name_plural = _("costos")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0, amount__lt=10**8),
                name="service_cost_not_negative",
                violation_error_message=_("El costo debe ser cero o un número positivo."),
            )
        ]

    def __str__(self) -> str:
        return self.concept


class ServiceChannel(Channel):
    """Where the service is attended, with its priority attention."""

    page = ParentalKey("carta_pages.ServicePage", related_name="channels")
    priority_attention = models.CharField(_("atención prioritaria"), max_length=200, blank=True)

    class Meta(Channel.Meta):
        verbose_name = _("canal de atención")
        verbose_name_plural = _("canales de atención")


class ServiceCitation(Citation):
    """Norms that rule the service."""

    page = ParentalKey("carta_pages.ServicePage", related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("base legal")
        verbose_name_plural = _("base legal")
