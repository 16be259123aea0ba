"""Norms as citable records: said once, cited by everybody the same way (R221)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from carta_pages.models.vocabulary import NormKind

HOME = "Ecuador"


class Norm(models.Model):
    """A legal or technical norm that pages may cite; closed by ``in_force``, never deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(
        _("clave"),
        max_length=60,
        unique=True,
        help_text=_("Nombre estable para las cargas de datos."),
    )
    short_name = models.CharField(_("nombre corto"), max_length=120)
    title = models.CharField(_("título completo"), max_length=400)
    kind = models.CharField(_("clase"), max_length=30, choices=NormKind.choices)
    country = models.CharField(_("país"), max_length=60, default=HOME)
    register = models.CharField(
        _("registro oficial"), max_length=160, blank=True, help_text=_("Por ejemplo «R.O. 158».")
    )
    published_on = models.DateField(_("fecha de publicación"), null=True, blank=True)
    in_force_from = models.DateField(_("obligatoria desde"), null=True, blank=True)
    in_force = models.BooleanField(_("vigente"), default=True)
    url = models.URLField(_("enlace"), max_length=500, blank=True)
    allowed_provisions = models.JSONField(
        _("disposiciones que pueden citarse"),
        default=list,
        blank=True,
        help_text=_(
            "Vacío: cualquiera. Con valores: solo esas, porque solo esas constan en la fuente."
        ),
    )
    verified = models.BooleanField(
        _("comprobada en su fuente"),
        default=False,
        help_text=_("Los datos de publicación se comprobaron en un documento disponible."),
    )

    class Meta:
        verbose_name = _("norma")
        verbose_name_plural = _("normas")
        ordering = ["country", "kind", "short_name"]

    def __str__(self) -> str:
        return self.short_name

    @property
    def is_foreign(self) -> bool:
        """Whether it is of another country, or of none: a reference, not a legal basis."""
        return self.country != HOME

    def allows(self, provision: str) -> bool:
        """Whether the provision may be cited; an empty one says only the norm's name."""
        return not provision or not self.allowed_provisions or provision in self.allowed_provisions

    def snapshot_value(self) -> dict[str, Any]:
        """What an edition keeps of it, so that a later correction leaves old texts as they were."""
        return {
            "id": str(self.uuid),
            "label": self.short_name,
            "title": self.title,
            "kind": str(self.get_kind_display()),
            "register": self.register,
            "published_on": self.published_on.isoformat() if self.published_on else None,
            "url": self.url,
        }
