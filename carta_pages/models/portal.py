"""The front door: what a carta is, how it comes to be, whom to ask."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from carta_pages.editor.portal import PORTAL_EDITOR
from carta_pages.forms.pages import PlainPageForm
from carta_pages.models.rows import Row
from carta_pages.public.serving import PublicPortal


class PortalPage(PublicPortal, Page):
    """Root of all cartas, kept by the platform administrator; holds nothing that MDT approves."""

    introduction = models.TextField(_("presentación"), blank=True)
    how_it_works = models.TextField(_("cómo funciona"), blank=True)
    contact_office = models.CharField(_("oficina responsable"), max_length=200, blank=True)
    contact_address = models.CharField(_("dirección"), max_length=255, blank=True)
    contact_phone = models.CharField(_("teléfono"), max_length=60, blank=True)
    contact_email = models.EmailField(_("correo electrónico"), blank=True)
    contact_hours = models.CharField(_("horario"), max_length=160, blank=True)

    edit_handler = PORTAL_EDITOR
    base_form_class = PlainPageForm
    template = "carta_pages/portal_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["carta_pages.CartaPage"]
    max_count = 1

    class Meta:
        verbose_name = _("portal de cartas de servicios")
        verbose_name_plural = _("portales de cartas de servicios")


class PortalStep(Row):
    """One step of «cómo funciona»."""

    page = ParentalKey(PortalPage, related_name="steps")
    title = models.CharField(_("título"), max_length=120, blank=True)
    text = models.TextField(_("texto"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("paso")
        verbose_name_plural = _("pasos")

    def __str__(self) -> str:
        return self.title
