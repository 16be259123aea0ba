"""What changed in public, told in the transaction that changed it."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone


def _token() -> int:
    # 40 bits: eight million of them still add up in a 64-bit column.
    return secrets.randbits(40)


class PublicChange(models.Model):
    """One act that changed something public; only ever added, so that nobody waits for anybody.

    What has changed in a scope is told by how many rows it has and what their tokens add up to:
    unlike the highest number, that also shows an act that began early and was kept late.
    """

    scope = models.CharField(max_length=40)
    token = models.BigIntegerField(default=_token)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.scope
