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
from entities.roles import ANY_UNIT, AnyUnit
from entities.vocabulary import Role
from workflows import machine
from workflows.access import UNIT_ROLES
from workflows.errors import OutsideTheMachine
from workflows.locks import DossierLock
from workflows.permissions import GovernedPermissionTester
from workflows.snapshots import Content, Schema, Snapshot, take
from workflows.stages import Route
from workflows.verdicts import no

if TYPE_CHECKING:
    from wagtail.models import Revision

    from entities.models import Entity, OrganizationalUnit
    from workflows.foresight import Foreseen
    from workflows.models import Dossier

#: Who brings a text to the public side: the same answer wherever somebody tries by hand.
BY_DOSSIER = _(
    "Quien edita la página la envía con «Enviar a revisión»; la publica quien decide la última "
    "etapa de su expediente."
)
ADDRESS_STAYS = no(
    _("La dirección de una página publicada no cambia: la citan personas y documentos."),
    _("Nadie puede cambiarla; el texto nuevo se publica en la misma dirección."),
)

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
    #: What a list has read for all its rows at once; ``None`` for a page by itself.
    foreseen: Foreseen | None = None

    class Meta:
        abstract = True

    # -- what a page type says of itself -------------------------------------------------

    @property
    def entity(self) -> Entity:
        """The entity the page belongs to."""
        raise NotImplementedError

    @property
    def entity_key(self) -> int | None:
        """The key of the entity, if the page has one; a type may know it without reading it."""
        return self.entity.pk

    @property
    def responsible_unit(self) -> OrganizationalUnit | None:
        """The unit that answers for the page; ``None`` for the carta itself."""
        return None

    def unit_for(self, role: Role) -> int | AnyUnit:
        """The unit a role must answer for to write this page; ``ANY_UNIT`` when any will do."""
        unit = self.responsible_unit if role in UNIT_ROLES else None
        return unit.pk if unit is not None else ANY_UNIT

    def take_snapshot(self) -> Snapshot:
        """The allow-listed content of this instance, with the files it names."""
        return take(self, self.snapshot_schema)

    def build_snapshot(self) -> Content:
        """The allow-listed content of this instance."""
        return self.take_snapshot().content

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Wagtail's question, which a list answers for all its rows at once."""
        known = getattr(parent, "foreseen", None)
        if known is None or cls.max_count_per_parent is None:
            return bool(super().can_create_at(parent))
        room = known.below.count(parent, cls) < cls.max_count_per_parent
        return bool(cls.can_exist_under(parent)) and room

    # -- who may do what -------------------------------------------------------------------

    def permissions_for_user(self, user: Any) -> GovernedPermissionTester:
        """Wagtail's permission questions, answered by the machine."""
        return GovernedPermissionTester(user, self)

    def open_dossier(self) -> Dossier | None:
        """The dossier in which this page is being approved now, if any."""
        from workflows.selectors import open_dossier_of

        if self.foreseen is not None:
            return self.foreseen.item.dossier if self.foreseen.item else None
        return open_dossier_of(self.pk) if self.pk else None

    def locking_dossier(self) -> Dossier | None:
        """The open dossier that closes this page to edits, if one does."""
        from workflows.selectors import locking_dossier_of

        if self.foreseen is not None:
            item = self.foreseen.item
            return item.dossier if item is not None and item.locks_page else None
        return locking_dossier_of(self.pk) if self.pk else None

    def get_lock(self) -> DossierLock | None:
        """The dossier's lock; Wagtail's own locks do not apply here."""
        dossier = self.locking_dossier()
        return DossierLock(self, dossier) if dossier else None

    def get_scheduled_revision_as_object(self) -> None:
        """None: nothing of a carta is scheduled (DESIGN §3.9)."""

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
                _("Las páginas de la carta no se programan: se publican por su expediente."),
                _("Nadie puede: la fecha de vigencia la fija el acto que las aprueba."),
            )
        watched = (*PUBLIC_LIFE, "last_published_at") if whole else PUBLIC_LIFE
        stored = Page.objects.filter(pk=self.pk).values(*watched).first() if self.pk else None
        if stored is None:
            if self.live:
                raise OutsideTheMachine(
                    _("Una página nueva de la carta nace como borrador."), BY_DOSSIER
                )
            return
        changed = {name for name in watched if getattr(self, name) != stored[name]}
        # A date that somebody planted in the row may always be taken out again.
        changed -= {"go_live_at", "expire_at"}
        if not _was_public(stored):
            changed.discard("slug")
        if changed == {"slug"}:
            raise OutsideTheMachine(ADDRESS_STAYS.reason, ADDRESS_STAYS.who)
        if changed:
            raise OutsideTheMachine(
                _("Las páginas de la carta se publican, retiran o mueven solo por su expediente."),
                BY_DOSSIER,
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
        self._forget_earlier_publication()
        revision = super().save_revision(user=user, overwrite_revision=overwrite, **kwargs)
        record_contribution(self, user, clock.now())
        return revision

    def _forget_earlier_publication(self) -> None:
        """A text taken up from an earlier version says what was live in its time, not now.

        Wagtail keeps most of these columns from the row, but not these two.
        """
        stored = Page.objects.filter(pk=self.pk).values("live_revision_id", "last_published_at")
        for name, value in (stored.first() or {}).items():
            setattr(self, name, value)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Refuse: a published text is excluded by a dossier and stays readable."""
        raise OutsideTheMachine(
            _("Lo publicado no se retira: se excluye con un expediente de exclusión."),
            _("Puede pedirlo la unidad responsable; lo decide el Ministerio del Trabajo."),
        )

    def move(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: the address of a governed page is part of what citizens cite."""
        if not machine.is_at_work():
            raise OutsideTheMachine(
                _("Las páginas de la carta no se mueven ni se reordenan."),
                _("Nadie puede: su dirección es la que citan personas y documentos."),
            )
        return super().move(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: what was never sent is discarded by its writer, what was sent stays."""
        if not machine.is_at_work():
            raise OutsideTheMachine(
                _("Las páginas de la carta no se eliminan."),
                _(
                    "Puede descartar un borrador nunca enviado quien lo escribe; lo publicado se "
                    "excluye con un expediente."
                ),
            )
        return super().delete(*args, **kwargs)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: use «Duplicar como borrador», which gives new identifiers."""
        self._refuse_copy()
        return super().copy(*args, **kwargs)

    @property
    def exclude_fields_in_copy(self) -> list[str]:  # type: ignore[override]
        """Wagtail's copying asks every page for this before it writes: the place to refuse.

        Called directly, and for the pages below the one that is copied, it passes by ``copy``;
        the copy would share the identifiers of its rows with the original.
        """
        self._refuse_copy()
        return []

    def _refuse_copy(self) -> None:
        if not machine.is_at_work():
            raise OutsideTheMachine(
                _("Una copia de una página de la carta necesita identificadores propios."),
                _("Puede hacerla quien la escribe, con «Duplicar como borrador»."),
            )

    def copy_for_translation(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: there is one text in force."""
        raise OutsideTheMachine(
            _("Las páginas de la carta no se copian a otro idioma."),
            _("Nadie puede: hay un solo texto en vigor."),
        )

    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: an alias would publish outside the dossier."""
        raise OutsideTheMachine(
            _("Las páginas de la carta no admiten alias."),
            _("Nadie puede: un alias publicaría fuera del expediente."),
        )


def fixed_slug(page: GovernedPage) -> str | None:
    """The address that a page keeps because it was public once; ``None`` while it is a draft."""
    stored = Page.objects.filter(pk=page.pk).values("slug", "live", "live_revision_id").first()
    return stored["slug"] if stored is not None and _was_public(stored) else None


def _was_public(stored: dict[str, Any]) -> bool:
    return bool(stored["live_revision_id"] or stored["live"])
