"""What must not be lost while people write: who contributed, and texts that lost a race."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Contribution(models.Model):
    """Somebody saved a revision of a page since its edition ``since``.

    Kept apart from Wagtail's revisions, which are purged and lose their user; the rule that
    nobody approves their own work reads this (DESIGN §3.7). Append-only (trigger): it stays
    when the draft is discarded, whose number no other page takes.
    """

    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="carta_contributions",
    )
    user_id = models.BigIntegerField()
    since = models.PositiveIntegerField(_("versión de partida"), default=0)
    first_at = models.DateTimeField()

    class Meta:
        verbose_name = _("contribución")
        verbose_name_plural = _("contribuciones")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "since", "user_id"], name="one_contribution_per_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id}/{self.user_id}"


class KeptDraft(models.Model):
    """A text that could not be saved because somebody else saved first; kept and offered."""

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="carta_kept_drafts"
    )
    user_id = models.BigIntegerField()
    base_revision_id = models.BigIntegerField(null=True, blank=True)
    content = models.JSONField(_("contenido"))
    reason = models.CharField(_("motivo"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("guardado el"))
    resolved_at = models.DateTimeField(_("resuelto el"), null=True, blank=True)

    class Meta:
        verbose_name = _("texto conservado")
        verbose_name_plural = _("textos conservados")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["user_id", "resolved_at"], name="kept_draft_of_user")]

    def __str__(self) -> str:
        return f"{self.page_id}/{self.user_id}"
