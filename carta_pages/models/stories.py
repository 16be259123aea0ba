"""A published change in plain sentences, kept so that a list of many costs one query."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeStory(models.Model):
    """What ``public.story`` says of an edition; written anew at any time from the editions."""

    edition = models.OneToOneField(
        "workflows.Edition",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="story",
        verbose_name=_("versión publicada"),
    )
    lines = models.JSONField(_("frases"), default=list)

    class Meta:
        verbose_name = _("cambio en palabras")
        verbose_name_plural = _("cambios en palabras")

    def __str__(self) -> str:
        return " ".join(self.lines)
