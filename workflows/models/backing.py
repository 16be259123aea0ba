"""What stood behind a page when it was decided: kept for ever, private (DESIGN §3.10)."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.decisions import Decision
from workflows.models.dossiers import DossierItem


class FrozenBacking(models.Model):
    """Everything behind one page at one decision of the entity. Append-only (trigger).

    A decision under which nothing changed writes no row: the newest one of a page is what the
    entity's last decision saw, and after remission what the ministry reads.
    """

    item = models.ForeignKey(DossierItem, on_delete=models.PROTECT, related_name="backings")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="backings")
    schema_version = models.PositiveIntegerField()
    text = models.TextField(_("contenido"))
    sha256 = models.CharField(_("huella del contenido"), max_length=64)
    frozen_at = models.DateTimeField(_("fijado el"))

    class Meta:
        verbose_name = _("respaldo fijado")
        verbose_name_plural = _("respaldos fijados")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "decision"], name="one_backing_per_item_and_decision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.decision_id}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """What was frozen, as Python values."""
        found: dict[str, Any] = json.loads(self.text)
        return found
