"""The public entity, holder of one Carta Institucional de Servicios."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from entities.history import register_history
from entities.models.dated import Dated, dates_in_order
from entities.slugs import MAX_SLUG_LENGTH, validate_slug


class Entity(Dated):
    """A public entity. Its pages and collections are made with it (``create_entity``)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nombre"), max_length=200)
    short_name = models.CharField(
        _("siglas o nombre corto"), max_length=40, help_text=_("Por ejemplo: SRI, ANT.")
    )
    slug = models.SlugField(
        _("dirección corta"),
        max_length=MAX_SLUG_LENGTH,
        unique=True,
        validators=[validate_slug],
        help_text=_("La palabra de la entidad en la dirección web: /registro-civil/"),
    )
    sector = models.CharField(_("sector"), max_length=120, blank=True)
    mission = models.TextField(_("misión"), blank=True)
    website = models.URLField(_("sitio web"), blank=True)
    email = models.EmailField(_("correo institucional"), blank=True)
    phone = models.CharField(_("teléfono"), max_length=60, blank=True)
    address = models.CharField(_("dirección"), max_length=250, blank=True)
    document_prefix = models.CharField(
        _("prefijo de documentos"),
        max_length=40,
        blank=True,
        help_text=_("Con él empiezan los números de sus informes, por ejemplo DIGERCIC-CGPGE."),
    )
    is_governing_body = models.BooleanField(
        _("es el ente rector que controla"),
        default=False,
        help_text=_("El Ministerio del Trabajo. Quien tenga un rol en él no controla lo suyo."),
    )
    root_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("página de la carta"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    image_collection = models.ForeignKey(
        "wagtailcore.Collection",
        verbose_name=_("colección de imágenes"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    document_collection = models.ForeignKey(
        "wagtailcore.Collection",
        verbose_name=_("colección de documentos"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    history = register_history()

    class Meta:
        verbose_name = _("entidad")
        verbose_name_plural = _("entidades")
        ordering = ["name"]
        constraints = [dates_in_order("entity_dates_in_order")]

    def __str__(self) -> str:
        return self.name

    def snapshot_value(self) -> dict[str, Any]:
        """What an edition keeps of the entity it belongs to."""
        return {"id": str(self.uuid), "label": self.name, "short_name": self.short_name}
