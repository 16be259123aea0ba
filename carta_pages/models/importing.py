"""What is remembered of imports: which code is which page, what a heading means."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedCode(models.Model):
    """The code by which an entity's files call a page: a second import finds it again.

    Of a service, ``commitment_key`` is empty. Keys are the codes as they are compared.
    """

    entity = models.ForeignKey(
        "entities.Entity",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("entidad"),
    )
    service_key = models.CharField(_("servicio"), max_length=255)
    commitment_key = models.CharField(_("compromiso"), max_length=255, blank=True)
    code = models.CharField(_("código en el archivo"), max_length=255)
    page = models.OneToOneField(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="imported_code",
        verbose_name=_("página"),
    )

    class Meta:
        verbose_name = _("código importado")
        verbose_name_plural = _("códigos importados")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "service_key", "commitment_key"],
                name="imported_code_once",
                violation_error_message=_("Ese código ya es de otra página."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class ColumnMemory(models.Model):
    """What an entity said that a heading of its files means."""

    entity = models.ForeignKey(
        "entities.Entity",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("entidad"),
    )
    subject = models.CharField(_("de qué tratan las filas"), max_length=20)
    heading = models.CharField(_("encabezado"), max_length=255)
    column = models.CharField(_("columna"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("encabezado recordado")
        verbose_name_plural = _("encabezados recordados")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "subject", "heading"],
                name="column_memory_once",
                violation_error_message=_("Ese encabezado ya se recuerda."),
            )
        ]

    def __str__(self) -> str:
        return self.heading


class ImportRun(models.Model):
    """A file that somebody brought to a screen, until it is imported or let go.

    The file itself is kept in the row, away from every folder that is served, and emptied as
    soon as nothing waits for it.
    """

    class State(models.TextChoices):
        WAITING = "espera", _("Por confirmar")
        RUNNING = "en_curso", _("En curso")
        DONE = "hecha", _("Hecha")
        FAILED = "fallida", _("No se pudo importar")
        DROPPED = "descartada", _("Descartada")
        SHARED = "compartida", _("Compartida con las unidades")

    entity = models.ForeignKey(
        "entities.Entity",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("entidad"),
    )
    started_by_id = models.BigIntegerField()
    file_name = models.CharField(_("archivo"), max_length=255)
    content = models.BinaryField(_("contenido"), default=bytes, editable=False)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"))
    state = models.CharField(
        _("estado"), max_length=20, choices=State.choices, default=State.WAITING
    )
    chosen = models.JSONField(_("columnas elegidas"), default=dict)
    report = models.JSONField(_("resultado"), null=True, blank=True)
    error = models.TextField(_("por qué no"), blank=True)
    created_at = models.DateTimeField(_("subida el"))
    started_at = models.DateTimeField(_("confirmada el"), null=True, blank=True)
    finished_at = models.DateTimeField(_("terminada el"), null=True, blank=True)

    class Meta:
        verbose_name = _("importación")
        verbose_name_plural = _("importaciones")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
