"""What happens when a commitment is missed, and where it holds (R52-R54, R101)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model_string

from carta_pages.models.rows import Channel, Citation, Row


class RemedyMeasure(Row):
    """Medida de subsanación: triggered by an indicator, asked for and counted (R53-R54)."""

    page = ParentalKey("carta_pages.CommitmentPage", related_name="remedies")
    indicator = models.UUIDField(_("indicador que la activa"), null=True, blank=True)
    description = models.TextField(_("qué se hará"), blank=True)
    trigger = models.TextField(_("cuándo se activa"), blank=True)
    how_to_ask = models.TextField(_("cómo la pide la persona"), blank=True)
    deadline = models.CharField(_("plazo"), max_length=120, blank=True)
    applied_by = models.CharField(_("quién la aplica"), max_length=200, blank=True)
    user_effect = models.TextField(_("cómo se atiende la afectación a la persona"), blank=True)
    instrument = models.CharField(_("documento que la formaliza"), max_length=255, blank=True)
    instrument_document = models.ForeignKey(
        get_document_model_string(),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("archivo del documento"),
    )
    valid_from = models.DateField(_("vigente desde"), null=True, blank=True)
    valid_until = models.DateField(_("vigente hasta"), null=True, blank=True)
    is_linked = models.BooleanField(_("está vinculada con el indicador"), default=False)
    is_viable = models.BooleanField(_("es viable en la operación"), default=False)
    is_documented = models.BooleanField(
        _("está documentada en los instrumentos institucionales"), default=False
    )
    informs_improvement = models.BooleanField(
        _("genera información para la mejora continua"), default=False
    )

    class Meta(Row.Meta):
        verbose_name = _("medida de subsanación")
        verbose_name_plural = _("medidas de subsanación")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="remedy_dates_in_order",
                violation_error_message=_(
                    "«Vigente hasta» no puede ser anterior a «vigente desde»."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.description[:80]


class ScopeUnit(Row):
    """A unit where the commitment holds, when it is not national."""

    page = ParentalKey("carta_pages.CommitmentPage", related_name="scope_units")
    unit = models.ForeignKey(
        "entities.OrganizationalUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unidad"),
    )

    class Meta(Row.Meta):
        verbose_name = _("unidad del alcance")
        verbose_name_plural = _("unidades del alcance")

    def __str__(self) -> str:
        return str(self.unit or "")


class ScopeTerritory(Row):
    """A province, zone or district where the commitment holds, when it is not national."""

    page = ParentalKey("carta_pages.CommitmentPage", related_name="scope_territories")
    territory = models.ForeignKey(
        "entities.TerritorialUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("territorio"),
    )

    class Meta(Row.Meta):
        verbose_name = _("territorio del alcance")
        verbose_name_plural = _("territorios del alcance")

    def __str__(self) -> str:
        return str(self.territory or "")


class FeedbackChannel(Channel):
    """Where people say whether the commitment was kept (R122)."""

    page = ParentalKey("carta_pages.CommitmentPage", related_name="feedback_channels")

    class Meta(Channel.Meta):
        verbose_name = _("canal de opinión")
        verbose_name_plural = _("canales de opinión")


class CommitmentCitation(Citation):
    """Norms that fix times or levels the commitment respects (R46)."""

    page = ParentalKey("carta_pages.CommitmentPage", related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("base legal")
        verbose_name_plural = _("base legal")
