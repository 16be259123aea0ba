"""Rows of a page: each with an identity that outlives drafts and publications.

In a Wagtail draft the rows of a live page have no primary key and are rebuilt from the form
on every save, so nothing may hang on it. The ``uuid`` travels through the form as a hidden
field; differences, results and remedies refer to it.
"""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable

from carta_pages.forms.rows import RowForm
from carta_pages.models.vocabulary import ChannelKind


class Row(Orderable):
    """A row with a stable identity; every rule of completeness is a requirement checker's."""

    uuid = models.UUIDField(_("identificador"), default=uuid.uuid4, unique=True)

    base_form_class = RowForm

    class Meta(Orderable.Meta):
        abstract = True


class Citation(Row):
    """A provision of a norm that backs a text (R221)."""

    norm = models.ForeignKey(
        "carta_pages.Norm",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("norma"),
    )
    provision = models.CharField(
        _("disposición"),
        max_length=160,
        blank=True,
        help_text=_("Artículo, numeral o capítulo que respalda el texto, por ejemplo «art. 130»."),
    )

    class Meta(Row.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.norm}, {self.provision}" if self.provision else str(self.norm or "")

    def clean(self) -> None:
        """Only provisions that the sources name may be cited of a norm that limits them."""
        super().clean()
        if self.norm and not self.norm.allows(self.provision):
            raise ValidationError(
                {
                    "provision": _("De «%(norm)s» solo puede citarse: %(allowed)s.")
                    % {"norm": self.norm, "allowed": ", ".join(self.norm.allowed_provisions)}
                }
            )


class Channel(Row):
    """Where and how a person is attended."""

    kind = models.CharField(_("canal"), max_length=40, choices=ChannelKind.choices, blank=True)
    detail = models.CharField(
        _("detalle"),
        max_length=255,
        blank=True,
        help_text=_("Dirección, número o nombre del canal."),
    )
    url = models.URLField(_("enlace"), max_length=500, blank=True)
    hours = models.CharField(_("horario"), max_length=160, blank=True)

    class Meta(Row.Meta):
        abstract = True

    def __str__(self) -> str:
        return " · ".join(part for part in (self.get_kind_display(), self.detail) if part)
