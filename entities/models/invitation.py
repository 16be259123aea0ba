"""An invitation to take possession of an account that was made for a role (issue «Staff»)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entities.models.entity import Entity
from entities.vocabulary import InvitationEnd


class Invitation(models.Model):
    """One letter with one link. The link's secret is not here: only its digest is.

    The row says who invited whom and how it ended; it is never deleted. A letter sent again is
    another row, which ends the one before. At most one is open for a person in an entity.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("persona"),
        on_delete=models.PROTECT,
        related_name="carta_invitations",
    )
    entity = models.ForeignKey(
        Entity,
        verbose_name=_("entidad"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations",
    )
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("enviada el"))
    created_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(_("vence el"))
    ended_at = models.DateTimeField(_("terminó el"), null=True, blank=True)
    ended_as = models.CharField(_("cómo"), max_length=12, choices=InvitationEnd, blank=True)
    ended_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitación")
        verbose_name_plural = _("invitaciones")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "entity"],
                condition=Q(ended_at__isnull=True),
                name="one_open_invitation",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at__isnull=True, entity__isnull=True),
                name="one_open_invitation_without_entity",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_as="")
                | Q(ended_at__isnull=False) & ~Q(ended_as=""),
                name="invitation_says_how_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.created_at:%Y-%m-%d}"

    def is_open(self, at: datetime) -> bool:
        """Whether its link may still be used at a moment."""
        return self.ended_at is None and at < self.expires_at
