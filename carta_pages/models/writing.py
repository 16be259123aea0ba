"""What an installation asks of plain language: expressions to avoid and a few numbers (R47-R49).

Neither is part of an approved text: they change what is remarked, never what is promised.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from carta_pages.writing_data import Limit, Vagueness
from entities.history import register_history

LONGEST_EXPRESSION = 60


class VagueExpression(models.Model):
    """Words that promise without measure; taken out by ``in_force``, never deleted.

    The expression itself does not change: another one is another row. So a row that was taken out
    also takes out the same expression of the initial list.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    words = models.CharField(
        _("expresión"),
        max_length=LONGEST_EXPRESSION,
        help_text=_(
            "Como se lee en un compromiso, por ejemplo: oportunamente. Una sola palabra se "
            "reconoce también en femenino y en plural; las tildes no importan."
        ),
    )
    compared = models.CharField(max_length=LONGEST_EXPRESSION, unique=True, editable=False)
    kind = models.CharField(
        _("qué le falta"),
        max_length=12,
        choices=Vagueness.choices,
        help_text=_("De esto depende el consejo que lee quien escribe."),
    )
    in_force = models.BooleanField(_("se avisa"), default=True)

    history = register_history()

    class Meta:
        verbose_name = _("expresión vaga")
        verbose_name_plural = _("expresiones vagas")
        ordering = ["compared"]

    def __str__(self) -> str:
        return self.words


class WritingLimit(models.Model):
    """A number of plain language as this installation sets it; without a row, the default."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(_("umbral"), max_length=12, choices=Limit.choices, unique=True)
    value = models.PositiveSmallIntegerField(_("valor"))

    history = register_history()

    class Meta:
        verbose_name = _("umbral de redacción")
        verbose_name_plural = _("umbrales de redacción")
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.get_key_display())
