"""The carta of one entity: what it presents of itself, and how people take part and complain."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.images import get_image_model_string

from carta_pages.allowlist import PAGE_FIELDS, public_fields, public_rows
from carta_pages.editor.carta import CARTA_EDITOR
from carta_pages.models.base import ContentPage
from carta_pages.models.rows import Citation, Row
from carta_pages.models.vocabulary import RequestKind, RightKind
from entities.roles import Role
from workflows.snapshots import Schema
from workflows.stages import Route


class CartaRight(Row):
    """A right or a duty of the people who use the services."""

    page = ParentalKey("carta_pages.CartaPage", related_name="rights")
    kind = models.CharField(
        _("derecho o deber"), max_length=10, choices=RightKind.choices, blank=True
    )
    text = models.TextField(_("texto"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("derecho o deber")
        verbose_name_plural = _("derechos y deberes")

    def __str__(self) -> str:
        return self.text[:80]


class CartaParticipation(Row):
    """A way to take part in how the services are designed and judged."""

    page = ParentalKey("carta_pages.CartaPage", related_name="participation")
    title = models.CharField(_("forma de participar"), max_length=160, blank=True)
    text = models.TextField(_("cómo se hace"), blank=True)
    url = models.URLField(_("enlace"), max_length=500, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("forma de participar")
        verbose_name_plural = _("formas de participar")

    def __str__(self) -> str:
        return self.title


class ComplaintChannel(Row):
    """Where each kind of request goes and when it is answered (R172, R122)."""

    page = ParentalKey("carta_pages.CartaPage", related_name="complaint_channels")
    kind = models.CharField(_("para"), max_length=40, choices=RequestKind.choices, blank=True)
    text = models.TextField(_("cómo presentarla"), blank=True)
    url = models.URLField(_("enlace"), max_length=500, blank=True)
    phone = models.CharField(_("teléfono"), max_length=60, blank=True)
    term_days = models.PositiveSmallIntegerField(
        _("plazo de respuesta en días laborables"), null=True, blank=True
    )

    class Meta(Row.Meta):
        verbose_name = _("canal de quejas y consultas")
        verbose_name_plural = _("canales de quejas y consultas")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class CartaCitation(Citation):
    """Legal basis of the carta."""

    page = ParentalKey("carta_pages.CartaPage", related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("base legal")
        verbose_name_plural = _("base legal")


class CartaPage(ContentPage):
    """Carta Institucional de Servicios of one entity (R58-R59); its texts are COM's."""

    entity = models.OneToOneField(
        "entities.Entity",
        on_delete=models.PROTECT,
        related_name="carta_page",
        verbose_name=_("entidad"),
    )
    presentation = models.TextField(_("presentación"), blank=True)
    mission = models.TextField(_("misión de la carta"), blank=True)
    contact_office = models.CharField(_("oficina responsable"), max_length=200, blank=True)
    contact_address = models.CharField(_("dirección"), max_length=255, blank=True)
    contact_phone = models.CharField(_("teléfono"), max_length=60, blank=True)
    contact_email = models.EmailField(_("correo electrónico"), blank=True)
    contact_hours = models.CharField(_("horario"), max_length=160, blank=True)
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("imagen"),
    )

    approval_route = Route.INSTITUTIONAL
    editor_roles = (Role.COM,)
    edit_handler = CARTA_EDITOR
    #: Provisional, and a host's to replace by its name (docs/papel.md, «El formato»).
    template = "carta_pages/carta_layout.html"
    parent_page_types: ClassVar[list[str]] = ["carta_pages.PortalPage"]
    subpage_types: ClassVar[list[str]] = ["carta_pages.ServicePage"]
    is_creatable = False  # born with its entity (provisioning)

    class Meta:
        verbose_name = _("carta institucional de servicios")
        verbose_name_plural = _("cartas institucionales de servicios")


CartaPage.snapshot_schema = Schema(
    1,
    (
        *public_fields(CartaPage, *PAGE_FIELDS, "entity", "presentation", "mission", "image"),
        public_rows("rights", _("Derechos y deberes"), CartaRight, "kind", "text", title="text"),
        public_rows(
            "participation",
            _("Cómo participar"),
            CartaParticipation,
            "title",
            "text",
            "url",
            title="title",
        ),
        public_rows(
            "complaint_channels",
            _("Quejas, consultas y sugerencias"),
            ComplaintChannel,
            "kind",
            "text",
            "url",
            "phone",
            "term_days",
            title="kind",
        ),
        public_rows("citations", _("Base legal"), CartaCitation, "norm", "provision", title="norm"),
        *public_fields(
            CartaPage,
            "contact_office",
            "contact_address",
            "contact_phone",
            "contact_email",
            "contact_hours",
        ),
    ),
)
