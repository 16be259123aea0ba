"""The dossier: what is approved together, and the exact text it is bound to."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows.stages import Kind, Route, Stage


class Dossier(models.Model):
    """Expediente de postulación: pages approved, remitted and published as one (DESIGN §3.3).

    Its stage moves only through ``workflows.services``; every row here is a consequence of
    decisions and can be recomputed from the trace.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("En trámite")
        PUBLISHED = "published", _("Publicado")
        UNFAVOURABLE = "unfavourable", _("Desfavorable")
        WITHDRAWN = "withdrawn", _("Retirado")
        MERGED = "merged", _("Agrupado en otro expediente")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("número"), max_length=40, unique=True)
    entity = models.ForeignKey(
        "entities.Entity",
        on_delete=models.PROTECT,
        related_name="dossiers",
        verbose_name=_("entidad"),
    )
    route = models.CharField(_("ruta"), max_length=20, choices=Route.choices)
    kind = models.CharField(_("clase"), max_length=20, choices=Kind.choices)
    stage = models.CharField(_("etapa"), max_length=20, choices=Stage.choices)
    status = models.CharField(
        _("estado"), max_length=20, choices=Status.choices, default=Status.OPEN
    )
    cause = models.TextField(_("causa o sustento"), blank=True)
    opened_at = models.DateTimeField(_("abierto el"))
    opened_by_id = models.BigIntegerField()
    stage_entered_at = models.DateTimeField(_("en esta etapa desde"))
    due_on = models.DateField(_("plazo interno"), null=True, blank=True)
    remission_oficio = models.CharField(_("oficio de remisión"), max_length=120, blank=True)
    remitted_at = models.DateTimeField(_("remitido el"), null=True, blank=True)
    received_at = models.DateTimeField(_("recibido el"), null=True, blank=True)
    concluded_at = models.DateTimeField(_("concluido el"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed"
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="separated"
    )
    content_hash = models.CharField(_("huella del contenido"), max_length=64)

    class Meta:
        verbose_name = _("expediente de postulación")
        verbose_name_plural = _("expedientes de postulación")
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "stage", "entity"], name="dossier_queue"),
            models.Index(fields=["entity", "status", "-opened_at"], name="dossier_of_entity"),
            models.Index(fields=["status", "due_on"], name="dossier_late"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The review screen."""
        return reverse("carta_workflows:dossier", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.status == self.Status.OPEN


class PinnedRevision(models.Model):
    """A revision that was submitted: guarded by triggers, never overwritten, never purged."""

    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.PROTECT, primary_key=True, related_name="carta_pin"
    )
    sha256 = models.CharField(max_length=64)
    pinned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("revisión fijada")
        verbose_name_plural = _("revisiones fijadas")

    def __str__(self) -> str:
        return f"{self.revision_id}"


class DossierItem(models.Model):
    """One page in a dossier, with the text that is being approved."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="items")
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.PROTECT, related_name="carta_dossier_items"
    )
    unit = models.ForeignKey(
        "entities.OrganizationalUnit", on_delete=models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField(_("título"), max_length=255)
    pin = models.ForeignKey(PinnedRevision, on_delete=models.PROTECT, related_name="items")
    snapshot = models.TextField(_("contenido fijado"))
    snapshot_hash = models.CharField(max_length=64)
    base_edition = models.ForeignKey(
        "workflows.Edition", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_by_id = models.BigIntegerField()
    submitted_at = models.DateTimeField()
    change_note = models.TextField(_("qué cambia"), blank=True)
    round = models.PositiveIntegerField(_("vuelta"), default=1)
    awaits_resubmission = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("página del expediente")
        verbose_name_plural = _("páginas del expediente")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "page"], name="one_item_per_page_and_dossier"
            )
        ]
        indexes = [models.Index(fields=["page", "dossier"], name="item_of_page")]

    def __str__(self) -> str:
        return self.title

    @property
    def locks_page(self) -> bool:
        """Whether its page is closed to edits (DESIGN §3.6).

        What was sent again stays closed while the dossier waits in the unit for the pages of
        others: a draft that nobody sends would be the start of the next dossier.
        """
        waits = self.dossier.stage == Stage.UNIT and self.awaits_resubmission
        return self.dossier.is_open and not waits
