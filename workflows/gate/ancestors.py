"""Guards of what stands above governed pages: tree, site, collections, privacy (DESIGN §3.9).

The gate refuses the screens; these signals refuse the same change from code, from the shell
and from screens that nobody thought of. They let the machine and Wagtail's own bookkeeping
through and look at the database only when something that matters changes.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.signals import pre_page_move

from workflows import machine
from workflows.errors import OutsideTheMachine
from workflows.gate.governed import is_above_governed, is_governed
from workflows.gate.kinds import KINDS, default_shows, serves_governed
from workflows.gate.rows import Reach

_HOLDS = _("Contiene páginas de la carta: %(what)s haría desaparecer lo publicado.")
_FILES_OF_AN_ENTITY = _("Nadie puede mientras la entidad exista.")
_WHILE_THEY_HANG = _("Nadie puede mientras cuelguen de ella páginas de la carta.")


def _refuse(what: Any) -> None:
    raise OutsideTheMachine(_HOLDS % {"what": what}, _WHILE_THEY_HANG)


def keep_page_above(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A page above governed ones keeps being live, at its address and place."""
    if not isinstance(instance, Page) or instance._state.adding or machine.is_at_work():
        return
    if kwargs.get("raw") or isinstance(instance, _governed_page()):
        return
    stored = Page.objects.filter(pk=instance.pk).values("slug", "live", "path").first()
    if stored is None:
        return
    hidden = stored["live"] and not instance.live
    readdressed = stored["slug"] != instance.slug
    scheduled = bool(instance.expire_at)
    if not (hidden or readdressed or scheduled) or not is_above_governed(instance):
        return
    if readdressed:
        _refuse(_("cambiar su dirección"))
    _refuse(_("programar su caducidad") if scheduled and not hidden else _("retirarla"))


def keep_place(
    sender: Any, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Neither a governed page nor one above it is moved or reordered; nothing moves below one."""
    if machine.is_at_work():
        return
    if is_above_governed(instance) or is_governed(parent_page_after):
        raise OutsideTheMachine(
            _("Las páginas de la carta no se mueven ni se reordenan."), _WHILE_THEY_HANG
        )


def keep_page_above_undeleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A page above governed ones is not deleted."""
    if isinstance(instance, Page) and not machine.is_at_work() and is_above_governed(instance):
        _refuse(_("eliminarla"))


def keep_site(sender: Any, instance: Site, **kwargs: Any) -> None:
    """A site that serves governed pages keeps its root page; no second one shows them elsewhere."""
    if kwargs.get("raw"):
        return
    stored = Site.objects.select_related("root_page").filter(pk=instance.pk).first()
    if stored is None:
        if serves_governed(instance.root_page) and _other_sites_serve(instance):
            _refuse(_("abrir otro sitio sobre ella"))
        return
    if not serves_governed(stored.root_page):
        return
    if stored.root_page_id != instance.root_page_id:
        _refuse(_("cambiar la página raíz del sitio"))
    if stored.is_default_site and not instance.is_default_site:
        _refuse(_("que deje de ser el sitio predeterminado"))
    moved = (stored.hostname, stored.port) != (instance.hostname, instance.port)
    if moved and not stored.is_default_site:
        _refuse(_("cambiar el nombre de un sitio que no es el predeterminado"))


def keep_site_undeleted(sender: Any, instance: Site, **kwargs: Any) -> None:
    """A site that serves governed pages is not deleted, unless the default one shows them too."""
    if serves_governed(instance.root_page) and not default_shows(instance):
        _refuse(_("eliminar el sitio"))


def _other_sites_serve(site: Site) -> bool:
    others = Site.objects.select_related("root_page").exclude(pk=site.pk)
    return any(serves_governed(other.root_page) for other in others)


def keep_collection_undeleted(sender: Any, instance: Collection, **kwargs: Any) -> None:
    """The collections of an entity, and those above them, are not deleted."""
    if KINDS["collection"].is_protected(instance, Reach.ABOVE):
        raise OutsideTheMachine(_("Guarda los archivos de una entidad."), _FILES_OF_AN_ENTITY)


def keep_public(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """Neither a governed page nor one above it is hidden behind a password or a login."""
    if not kwargs.get("raw") and is_above_governed(instance.page):
        _refuse(_("restringir su lectura"))


def keep_collection_private(
    sender: Any, instance: CollectionViewRestriction, **kwargs: Any
) -> None:
    """The files of an entity stay private; only frozen copies are shown to citizens."""
    if KINDS["collection"].is_protected(instance.collection, Reach.OWN):
        raise OutsideTheMachine(
            _("Los archivos de una entidad son privados: se publican solo en sus versiones."),
            _FILES_OF_AN_ENTITY,
        )


def _governed_page() -> type:
    from workflows.governed import GovernedPage

    return GovernedPage


def connect() -> None:
    """Connect the guards; safe to repeat."""
    pre_save.connect(keep_page_above, dispatch_uid="gate.keep_page_above")
    pre_page_move.connect(keep_place, dispatch_uid="gate.keep_place")
    pre_delete.connect(keep_page_above_undeleted, dispatch_uid="gate.keep_page_undeleted")
    pre_save.connect(keep_site, sender=Site, dispatch_uid="gate.keep_site")
    pre_delete.connect(keep_site_undeleted, sender=Site, dispatch_uid="gate.keep_site_undeleted")
    pre_delete.connect(
        keep_collection_undeleted, sender=Collection, dispatch_uid="gate.keep_collection"
    )
    pre_save.connect(keep_public, sender=PageViewRestriction, dispatch_uid="gate.keep_public")
    pre_delete.connect(
        keep_collection_private,
        sender=CollectionViewRestriction,
        dispatch_uid="gate.keep_collection_private",
    )
