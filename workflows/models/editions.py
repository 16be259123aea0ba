"""What was published, for ever: numbered, hashed, never changed (DESIGN §3.12)."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from workflows.files import frozen_storage
from workflows.models.dossiers import Dossier
from workflows.snapshots import EXCLUSION_CAUSE
from workflows.stages import Kind


class FrozenFile(models.Model):
    """One file of a submitted page, copied once to content-addressed storage."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    file = models.FileField(storage=frozen_storage, max_length=200)
    name = models.CharField(_("nombre"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    frozen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("archivo fijado")
        verbose_name_plural = _("archivos fijados")

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """«Versión n» of a page: the snapshot that citizens read. Append-only (trigger)."""

    class Type(models.TextChoices):
        PUBLICATION = "publication", _("Publicación")
        EXCLUSION = "exclusion", _("Exclusión")

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.PROTECT, related_name="carta_editions"
    )
    number = models.PositiveIntegerField(_("versión"))
    type = models.CharField(_("clase"), max_length=20, choices=Type.choices)
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.PROTECT, related_name="carta_editions"
    )
    title = models.CharField(_("título"), max_length=255)
    snapshot = models.TextField(_("contenido"))
    schema_version = models.PositiveIntegerField()
    sha256 = models.CharField(_("huella del contenido"), max_length=64, db_index=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="editions")
    dossier_kind = models.CharField(_("clase de expediente"), max_length=20, choices=Kind.choices)
    legal_act = models.CharField(_("acto"), max_length=120)
    legal_act_date = models.DateField(_("fecha del acto"))
    effective_date = models.DateField(_("vigente desde"))
    published_at = models.DateTimeField(_("publicada el"))
    change_note = models.TextField(_("descripción del cambio"))
    office = models.CharField(_("oficina responsable"), max_length=200)
    stages_passed = models.JSONField(_("etapas"), default=list)
    code = models.CharField(_("código de verificación"), max_length=32, unique=True)
    record_hash = models.CharField(_("huella del registro"), max_length=64)

    class Meta:
        verbose_name = _("versión publicada")
        verbose_name_plural = _("versiones publicadas")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "number"], name="one_edition_per_page_and_number"
            )
        ]
        indexes = [
            models.Index(fields=["page", "effective_date", "number"], name="edition_in_force"),
            models.Index(fields=["-published_at"], name="edition_recent"),
        ]

    def __str__(self) -> str:
        return _("%(title)s, versión %(number)s") % {"title": self.title, "number": self.number}

    @cached_property
    def content(self) -> dict[str, Any]:
        """The snapshot as Python values."""
        return json.loads(self.snapshot)

    @property
    def is_exclusion(self) -> bool:
        """Whether it takes the page out of the carta."""
        return self.type == self.Type.EXCLUSION

    @property
    def exclusion_cause(self) -> str:
        """Why it left the carta (R166); of editions older than the field, what they said."""
        if not self.is_exclusion:
            return ""
        return str(self.content.get(EXCLUSION_CAUSE) or self.change_note)

    def verification_url(self) -> str:
        """Where anybody can check it; empty where the host has not mounted the page."""
        try:
            return reverse("carta_verify", args=[self.code])
        except NoReverseMatch:
            return ""


class EditionFile(models.Model):
    """A file that an edition shows; only these are served to the public."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(FrozenFile, on_delete=models.PROTECT, related_name="editions")

    class Meta:
        verbose_name = _("archivo de una versión")
        verbose_name_plural = _("archivos de versiones")
        constraints = [
            models.UniqueConstraint(fields=["edition", "file"], name="one_file_per_edition")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.file_id}"


class IndexEdition(models.Model):
    """Number and hash of everything in force below a service or a carta, at one publication.

    It answers «what did the carta say on that day» without joining anything. Append-only.
    """

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.PROTECT, related_name="carta_index_editions"
    )
    number = models.PositiveIntegerField()
    effective_date = models.DateField()
    published_at = models.DateTimeField()
    entries = models.TextField()
    sha256 = models.CharField(max_length=64)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="index_editions")
    record_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("índice publicado")
        verbose_name_plural = _("índices publicados")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_index_per_page_and_number")
        ]
        indexes = [models.Index(fields=["page", "effective_date", "number"], name="index_in_force")]

    def __str__(self) -> str:
        return f"{self.page_id}/{self.number}"

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The entries as Python values."""
        return json.loads(self.entries)
