"""A file that shows something, with what it shows and its hash (R39, R64, R218, R220)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.base import Backing
from agreements.vocabulary import EvidenceKind, Subject
from entities.history import register_history
from workflows.files import private_storage


class Evidence(Backing):
    """One item of evidence for one thing; the file never changes, a better one is added."""

    subject_kind = models.CharField(_("qué respalda"), max_length=20, choices=Subject.choices)
    subject = models.UUIDField(_("identificador de lo respaldado"))
    kind = models.CharField(_("clase"), max_length=40, choices=EvidenceKind.choices)
    title = models.CharField(_("título"), max_length=200)
    dated_on = models.DateField(_("fecha"))
    author = models.CharField(_("autoría"), max_length=200)
    sample = models.CharField(
        _("muestra o cobertura"),
        max_length=255,
        blank=True,
        help_text=_("Cuántas personas, casos o meses, y dónde."),
    )
    finding = models.TextField(_("hallazgo"), blank=True)
    code = models.CharField(_("código del instrumento"), max_length=60, blank=True)
    version = models.CharField(_("versión del instrumento"), max_length=20, blank=True)
    file = models.FileField(_("archivo"), storage=private_storage, upload_to="evidencia/%Y/%m")
    file_name = models.CharField(_("nombre del archivo"), max_length=200)
    size = models.PositiveBigIntegerField(_("tamaño"))
    sha256 = models.CharField(_("huella SHA-256"), max_length=64)
    is_public = models.BooleanField(
        _("puede ser pública"),
        default=False,
        help_text=_("Mientras no se marque, solo la abre la gente de la entidad."),
    )
    in_force = models.BooleanField(_("vigente"), default=True)

    history = register_history()

    class Meta:
        verbose_name = _("evidencia")
        verbose_name_plural = _("evidencias")
        ordering = ["-dated_on", "-pk"]
        indexes = [models.Index(fields=["subject"], name="evidence_of_subject")]

    def __str__(self) -> str:
        return self.title
