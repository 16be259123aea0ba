"""What staff say so that people find: words that mean the same, moments of a life (R174).

Neither is part of an approved text: they change what is found, never what is promised.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from entities.history import register_history
from entities.slugs import MAX_SLUG_LENGTH


class SynonymGroup(models.Model):
    """Words that a person may use for the same thing; taken out by ``in_force``, never deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    words = models.TextField(
        _("palabras equivalentes"),
        help_text=_("Separadas por comas, por ejemplo: cédula, carnet, carné, DNI."),
    )
    in_force = models.BooleanField(_("se usa"), default=True)

    history = register_history()

    class Meta:
        verbose_name = _("grupo de sinónimos")
        verbose_name_plural = _("grupos de sinónimos")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class LifeEvent(models.Model):
    """A moment of a life («nacer», «conducir») and the services that it asks for."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nombre"), max_length=80, unique=True)
    slug = models.SlugField(_("dirección corta"), max_length=MAX_SLUG_LENGTH, unique=True)
    summary = models.CharField(
        _("qué reúne"),
        max_length=200,
        blank=True,
        help_text=_("Una frase para quien busca, por ejemplo: «Inscribir a una niña o un niño»."),
    )
    position = models.PositiveSmallIntegerField(_("orden"), default=100)
    in_force = models.BooleanField(_("se muestra"), default=True)
    services = models.ManyToManyField(
        "carta_pages.ServicePage",
        verbose_name=_("servicios"),
        blank=True,
        related_name="life_events",
    )

    history = register_history(m2m_fields=[services])

    class Meta:
        verbose_name = _("momento de la vida")
        verbose_name_plural = _("momentos de la vida")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
