"""State decides who may read and edit: one table, state × role × scope (DESIGN §3.10)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from entities import roles
from entities.vocabulary import Role
from workflows.stages import Route, is_remitted_stage
from workflows.verdicts import YES, Verdict, no

if TYPE_CHECKING:
    from entities.models import RoleAssignment
    from workflows.governed import GovernedPage
    from workflows.models import Dossier


class Situation(Enum):
    """Where the draft of a page stands."""

    DRAFT = "draft"
    REVIEW = "review"
    REMITTED = "remitted"


#: Roles bound to units: they see what their own unit answers for.
UNIT_ROLES = frozenset({Role.UNI, Role.TER})

#: Who reads the draft of a page (not its dossier) in each situation.
DRAFT_READERS: dict[Situation, frozenset[Role]] = {
    Situation.DRAFT: frozenset({Role.UNI, Role.TER, Role.CAL, Role.COM}),
    Situation.REVIEW: frozenset({Role.UNI, Role.TER, Role.CAL, Role.COM}),
    Situation.REMITTED: frozenset({Role.UNI, Role.TER, Role.CAL, Role.COM}),
}

#: Whether the page type's own editors may change the text in each situation.
EDITABLE: dict[Situation, bool] = {
    Situation.DRAFT: True,
    Situation.REVIEW: False,
    Situation.REMITTED: False,
}

#: Who reads a dossier: inside the entity from its submission on, MDT from remission on.
DOSSIER_READERS = frozenset({Role.UNI, Role.TER, Role.CAL, Role.PLAN, Role.MAX, Role.COM, Role.AUD})
MINISTRY_READERS = roles.MDT_ROLES


def may_read_frozen_backing(user: Any, dossier: Dossier) -> bool:
    """Whether the person reads what stood behind a dossier's pages as it was frozen.

    The ministry from remission on, the entity's audit within its dates; the entity's own people
    by the rule of whoever keeps it (``workflows.backing``).

    Args:
        user: who asks; may open the dossier.
        dossier: the dossier.
    """
    for assignment in roles.active_assignments(user):
        role = Role(assignment.role)
        if role in MINISTRY_READERS and dossier.remitted_at is not None:
            return True
        if role == Role.AUD and assignment.entity_id == dossier.entity_id:
            return True
    return False


def situation(dossier: Dossier | None) -> Situation:
    """Situation of a page; the dossier that locks it, if any, is given."""
    if dossier is None:
        return Situation.DRAFT
    return Situation.REMITTED if is_remitted_stage(dossier.stage) else Situation.REVIEW


def holds_any(user: Any, wanted: frozenset[Role] | tuple[Role, ...], page: GovernedPage) -> bool:
    """Whether the person holds one of the roles for this page, its unit included.

    A page that hangs from no carta is nobody's.
    """
    entity_id = page.entity_key
    return entity_id is not None and any(
        roles.has_role(user, role, entity_id, page.unit_for(role)) for role in wanted
    )


def writing_assignment(user: Any, page: GovernedPage) -> RoleAssignment | None:
    """The assignment in which the person writes this page; ``None`` for whoever does not.

    Of several roles the first that the page type names; of several assignments with that
    role only one that covers the page's unit counts. Evidence quotes its post and office.
    """
    for role in page.editor_roles:
        found = roles.assignment_for(user, role, page.entity.pk, unit=page.unit_for(role))
        if found is not None:
            return found
    return None


def writes(user: Any, page: GovernedPage) -> bool:
    """Whether the person is one of the page's writers, without saying who else is."""
    return bool(user.is_active) and holds_any(user, page.editor_roles, page)


def may_open_editor(user: Any, page: GovernedPage) -> Verdict:
    """Whether the person is one of the page's writers, locked or not."""
    if not user.is_active:
        return no(_("Su cuenta no está activa."))
    if writes(user, page):
        return YES
    labels = ", ".join(str(role.label) for role in page.editor_roles)
    return no(
        _("Usted no escribe esta página."),
        _("Puede hacerlo: %(roles)s de %(entity)s.")
        % {"roles": labels, "entity": page.entity.short_name},
    )


def may_edit(user: Any, page: GovernedPage) -> Verdict:
    """Whether the person may save a draft of the page now."""
    opening = may_open_editor(user, page)
    if not opening:
        return opening
    dossier = page.locking_dossier()
    if not EDITABLE[situation(dossier)]:
        return no(
            _("La página está en revisión (expediente %s) y nadie puede cambiarla.") % dossier,
            _("Se abre si el expediente vuelve a la unidad."),
        )
    return YES


def may_read_draft(user: Any, page: GovernedPage) -> Verdict:
    """Whether the person may see the draft in the editor's side."""
    if user.is_active and holds_any(user, DRAFT_READERS[situation(page.locking_dossier())], page):
        return YES
    return no(_("Usted no tiene acceso a este borrador."))


def may_add_below(user: Any, page: GovernedPage) -> bool:
    """Whether the person writes at least one of the page types that fit below this one."""
    if not user.is_active:
        return False
    return any(
        may_create(user, model, page) and model.can_create_at(page)
        for model in type(page).creatable_subpage_models()
    )


def may_create(user: Any, model: Any, parent: Any) -> Verdict:
    """Whether the person may start a page of this type below the given one.

    Args:
        user: who asks.
        model: the page type; one that no dossier governs is not judged here.
        parent: the specific page it would hang from.
    """
    editor_roles = getattr(model, "editor_roles", None)
    if editor_roles is None:
        return YES
    name = {"type": model._meta.verbose_name}
    labels = ", ".join(str(role.label) for role in editor_roles)
    if getattr(parent, "editor_roles", None) is None:
        if isinstance(parent, tuple(model.allowed_parent_page_models())):
            return no(
                _("La página «%(type)s» nace con su entidad.") % name,
                _("La administración de la plataforma la crea al registrar la entidad."),
            )
        return no(
            _("Una página de tipo «%(type)s» se crea dentro de la carta de una entidad.") % name,
            _("Puede hacerlo, en la carta de su entidad: %s.") % labels,
        )
    if user.is_active and holds_any(user, editor_roles, parent):
        return YES
    return no(
        _("Usted no escribe páginas de tipo «%(type)s» en esta entidad.") % name,
        _("Puede hacerlo: %(roles)s.") % {"roles": labels},
    )


def may_read_dossier(user: Any, dossier: Dossier, unit_ids: frozenset[int]) -> bool:
    """Whether the person may open the dossier.

    Args:
        user: who asks.
        dossier: the dossier.
        unit_ids: units of its pages; a person bound to units reads only dossiers of theirs.
    """
    if not user.is_active:
        return False
    if roles.is_platform_admin(user):
        return True
    for assignment in roles.active_assignments(user):
        role = Role(assignment.role)
        if role in MINISTRY_READERS:
            if dossier.remitted_at is not None and dossier.route == Route.COMMITMENT:
                return True
        elif assignment.entity_id == dossier.entity_id and role in DOSSIER_READERS:
            if role not in UNIT_ROLES:
                return True
            own = assignment.unit_ids
            if not own or not unit_ids or own & unit_ids:
                return True
    return False
