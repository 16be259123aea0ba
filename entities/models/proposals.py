"""What one person proposes and another decides: points, closures, notices, what is featured."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from entities.vocabulary import ChangeState


class Proposal(models.Model):
    """Somebody proposes, another person decides (the quality office)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        _("estado"), max_length=12, choices=ChangeState, default=ChangeState.PROPOSED
    )
    proposed_by = models.BigIntegerField(_("propuesto por"), null=True, editable=False)
    proposed_at = models.DateTimeField(_("propuesto el"), editable=False)
    decided_by = models.BigIntegerField(_("decidido por"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decidido el"), null=True, blank=True, editable=False)
    decision_reason = models.TextField(_("motivo de la decisión"), blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.state == ChangeState.PROPOSED
