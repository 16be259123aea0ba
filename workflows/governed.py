"""The base of every page whose public life only the approval machine may change.

Wagtail publishes, moves, copies and deletes from many places; the guards here stand at the
model, under all of them (DESIGN §3.9). Screens add explanations, never the only check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from entities import clock
from entities.vocabulary import Role
from workflows import machine
from workflows.access import UNIT_ROLES
from workflows.errors import OutsideTheMachine
from workflows.locks import DossierLock
from workflows.permissions import GovernedPermissionTester
from workflows.snapshots import Content, Schema, Snapshot, take
from workflows.stages import Route

if TYPE_CHECKING:
    from wagtail.models import Revision

    from entities.models import Entity, OrganizationalUnit
    from workflows.models import Dossier

PUBLIC_LIFE = ("live", "expired", "slug", "path", "live_revision_id", "go_live_at", "expire_at")


class GovernedPage(Page):
    """A page that is approved in a dossier and read in its editions.

    A page type declares its route, who may write it and its allow-list of public content,
    and says which entity and unit it belongs to.
    """

    #: How far its dossiers travel; not «route», which is how Wagtail finds a page by address.
    approval_route: Route = Route.COMMITMENT
    editor_roles: tuple[Role, ...] = (Role.UNI,)
    snapshot_schema: Schema
    #: Whether pages of this type gather what hangs below them under one verdict (a service).
    verdict_root = False

    class Meta:
        abstract = True

    # -- what a page type says of itself -------------------------------------------------

    @property
    def entity(self) -> Entity:
        """The entity the page belongs to."""
        raise NotImplementedError

    @property
    def responsible_unit(self) -> OrganizationalUnit | None:
        """The unit that answers for the page; ``None`` for the carta itself."""
        return None

    def unit_id_for(self, role: Role) -> int | None:
        """The unit a role must answer for to write this page; ``None`` when any will do."""
        unit = self.responsible_unit
        return unit.pk if unit is not None and role in UNIT_ROLES else None

    def take_snapshot(self) -> Snapshot:
        """The allow-listed content of this instance, with the files it names."""
        return take(self, self.snapshot_schema)

    def build_snapshot(self) -> Content:
        """The allow-listed content of this instance."""
        return self.take_snapshot().content

    # -- who may do what -------------------------------------------------------------------

    def permissions_for_user(self, user: Any) -> GovernedPermissionTester:
        """Wagtail's permission questions, answered by the machine."""
        return GovernedPermissionTester(user, self)

    def open_dossier(self) -> Dossier | None:
        """The dossier in which this page is being approved now, if any."""
        from workflows.selectors import open_dossier_of

        return open_dossier_of(self.pk) if self.pk else None

    def get_lock(self) -> DossierLock | None:
        """The dossier's lock; Wagtail's own locks do not apply here."""
        dossier = self.open_dossier()
        return DossierLock(self, dossier) if dossier and dossier.locks_pages else None

    # -- guards ----------------------------------------------------------------------------

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse a change of the public life of the page from outside the machine.

        Raises:
            OutsideTheMachine: live, slug of a published page, place or schedule would change.
        """
        if not machine.is_at_work():
            self._refuse_public_change(whole=kwargs.get("update_fields") is None)
        super().save(*args, **kwargs)

    def _refuse_public_change(self, *, whole: bool) -> None:
        """Compare with what is stored; a draft carries an old date of publication, so that
        one counts only when the whole row would be written (publishing the same again)."""
        if self.go_live_at or self.expire_at:
            raise OutsideTheMachine(
                _("Las páginas de la carta no se programan: se publican por su expediente.")
            )
        watched = (*PUBLIC_LIFE, "last_published_at") if whole else PUBLIC_LIFE
        stored = Page.objects.filter(pk=self.pk).values(*watched).first() if self.pk else None
        if stored is None:
            if self.live:
                raise OutsideTheMachine(_("Una página nueva de la carta nace como borrador."))
            return
        changed = {name for name in watched if getattr(self, name) != stored[name]}
        if not stored["live_revision_id"] and not stored["live"]:
            changed.discard("slug")
        if changed:
            raise OutsideTheMachine(
                _("Las páginas de la carta se publican, retiran o mueven solo por su expediente.")
            )

    @transaction.atomic
    def save_revision(self, user: Any = None, **kwargs: Any) -> Revision:
        """Save a draft: never of a locked page, never over a pinned or live revision.

        Raises:
            OutsideTheMachine: the page is under review, or a date was planted.
        """
        from workflows.services.drafts import guard_draft, record_contribution

        overwrite = guard_draft(self, user, kwargs.pop("overwrite_revision", None))
        kwargs.pop("approved_go_live_at", None)
        revision = super().save_revision(user=user, overwrite_revision=overwrite, **kwargs)
        record_contribution(self, user, clock.now())
        return revision

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Refuse: a published text is excluded by a dossier and stays readable."""
        raise OutsideTheMachine(
            _("Lo publicado no se retira: se excluye con un expediente de exclusión del MDT.")
        )

    def move(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: the address of a governed page is part of what citizens cite."""
        if not machine.is_at_work():
            raise OutsideTheMachine(_("Las páginas de la carta no se mueven ni se reordenan."))
        return super().move(*args, **kwargs)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: use «Duplicar como borrador», which gives new identifiers."""
        if not machine.is_at_work():
            raise OutsideTheMachine(
                _("Use «Duplicar como borrador»: la copia necesita identificadores propios.")
            )
        return super().copy(*args, **kwargs)

    def copy_for_translation(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: there is one text in force."""
        raise OutsideTheMachine(_("Las páginas de la carta no se copian a otro idioma."))

    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: an alias would publish outside the dossier."""
        raise OutsideTheMachine(_("Las páginas de la carta no admiten alias."))
