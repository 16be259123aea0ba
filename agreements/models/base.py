"""What every row of this room has: an identity that outlives drafts, and its entity."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Backing(models.Model):
    """A row of one entity, seen by its own people only (DESIGN §3.10)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entity = models.ForeignKey(
        "entities.Entity",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("entidad"),
    )

    class Meta:
        abstract = True


class BackingOfService(Backing):
    """A row about one service; it goes only with a service that was never submitted."""

    service = models.ForeignKey(
        "carta_pages.ServicePage",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("servicio"),
    )

    class Meta:
        abstract = True
