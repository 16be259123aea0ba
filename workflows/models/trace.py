"""The chained trace: each entry carries the hash of the one before (DESIGN §3.13)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from entities import journal


class TraceActor(models.Model):
    """Who stands behind a token of the trace. The only personal row; it may be emptied.

    The token is a salted hash, so emptying this row leaves the chain whole and anonymous; the
    trigger allows that once and nothing else.
    """

    token = models.CharField(max_length=64, primary_key=True)
    user_id = models.BigIntegerField(null=True, blank=True, unique=True)
    name = models.CharField(_("nombre"), max_length=200, blank=True)
    salt = models.CharField(max_length=64, default=secrets.token_hex)

    class Meta:
        verbose_name = _("persona de la traza")
        verbose_name_plural = _("personas de la traza")

    def __str__(self) -> str:
        return self.name or self.token[:12]


class TraceEntry(models.Model):
    """One thing that happened. Append-only (trigger); ``sequence`` has no gaps."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("fecha"))
    kind = models.CharField(_("hecho"), max_length=60)
    entity_id = models.BigIntegerField(null=True, blank=True)
    subject = models.CharField(_("sobre"), max_length=120)
    actor = models.CharField(max_length=64, blank=True)
    payload = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(_("huella"), max_length=64)

    class Meta:
        verbose_name = _("asiento de la traza")
        verbose_name_plural = _("asientos de la traza")
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["entity_id", "-sequence"], name="trace_of_entity"),
            models.Index(fields=["subject", "-sequence"], name="trace_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind_label}"

    @property
    def kind_label(self) -> str:
        """What happened, in the words that people read."""
        return journal.label(self.kind)

    @property
    def data(self) -> dict[str, Any]:
        """The payload as Python values."""
        return json.loads(self.payload)


class ChainHead(models.Model):
    """How long the chain is and its last hash; its row lock orders all writers."""

    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("cabeza de la traza")
        verbose_name_plural = _("cabezas de la traza")

    def __str__(self) -> str:
        return f"{self.count} {self.hash[:12]}"


class PublishedHead(models.Model):
    """The head as it was shown to the outside on a day: catches a cut or rewritten tail."""

    day = models.DateField(_("día"), primary_key=True)
    count = models.BigIntegerField(_("asientos"))
    hash = models.CharField(_("huella"), max_length=64)

    class Meta:
        verbose_name = _("cabeza publicada")
        verbose_name_plural = _("cabezas publicadas")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.count}"
