"""The portal and the birth of a carta with its entity (DESIGN §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from carta_pages.models import CartaPage, PortalPage

if TYPE_CHECKING:
    from entities.models import Entity


@transaction.atomic
def ensure_portal(parent: Page | None = None) -> PortalPage:
    """The portal, made on first use; safe to repeat.

    On a fresh Wagtail the portal takes the place of the welcome page and becomes the root of
    the default site. On an existing site it is only added, below ``parent``.

    Args:
        parent: page below which a new portal is placed; the tree's root when not given.
    """
    existing: PortalPage | None = PortalPage.objects.first()
    if existing is not None:
        return existing
    root = parent or Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    portal: PortalPage = root.add_child(
        instance=PortalPage(
            title=_("Cartas de servicios"),
            slug="cartas",
            introduction=_(
                "Aquí las entidades públicas dicen qué servicios prestan y con qué calidad se "
                "comprometen."
            ),
        )
    )
    portal.save_revision().publish()
    if parent is None:
        _become_site_root(portal)
    return portal


def _become_site_root(portal: PortalPage) -> None:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        Site.objects.create(
            hostname="localhost", root_page=portal, is_default_site=True, site_name="Carta"
        )
        return
    stock = site.root_page
    if type(stock.specific) is not Page or stock.get_children().exists():
        return
    site.root_page = portal
    site.save()
    if stock.depth > 1:
        # Not Page.delete(), which would head the site's history with Wagtail's welcome page.
        Page.objects.filter(pk=stock.pk).delete()


def name_the_root() -> None:
    """Call the tree's root «Todas las páginas» where Wagtail's first migration left «Root»."""
    name = _("Todas las páginas")
    Page.objects.filter(depth=1, title="Root").update(title=name, draft_title=name)


def provision_carta(entity: Entity, actor_id: int | None) -> None:
    """Give a new entity its carta, as a draft, and tell the entity where it is.

    Args:
        entity: being created, in the same transaction.
        actor_id: who creates it.
    """
    carta = CartaPage(
        title=_("Carta Institucional de Servicios de %s") % entity.short_name,
        slug=entity.slug,
        entity=entity,
        presentation="",
        contact_office="",
        contact_address=entity.address,
        contact_phone=entity.phone,
        contact_email=entity.email,
        live=False,
        has_unpublished_changes=True,
    )
    ensure_portal().add_child(instance=carta)
    carta.save_revision()
    entity.root_page = Page.objects.get(pk=carta.pk)
