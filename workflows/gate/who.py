"""Guards that say who opens what, where the view itself would only send the person home."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from entities import names, roles
from entities.access import (
    DECIDE,
    KEEP,
    SEE,
    Register,
    entity_id_of,
    may_add,
    may_decide_proposal,
    may_keep_row,
    may_open,
    register_of,
)
from entities.sanitize import one_line
from entities.vocabulary import EDITOR_ROLES, Role
from workflows.identifiers import identifier
from workflows.verdicts import YES, Verdict, no

if TYPE_CHECKING:
    from django.http import HttpRequest

    from workflows.gate.rows import Guard


def _holders(held: Iterable[Role]) -> str:
    """Who can, by the names of their roles."""
    names = [str(role.label) for role in held]
    if not names:
        return _("Puede hacerlo la administración de la plataforma.")
    return _("Puede hacerlo quien tiene en la entidad uno de estos roles: %s.") % "; ".join(names)


def _of_roles() -> str:
    return _(
        "Los roles se dan y se terminan en «Personal»: lo hace quien administra el personal de "
        "la entidad."
    )


def sees(register: Enum) -> Guard:
    """Whoever the access table lets see the register."""

    def guard(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
        if may_open(request.user, register):
            return YES
        return no(_("Sus roles no abren este registro."), _holders(SEE[register]))

    return guard


def keeps(register: Enum) -> Guard:
    """Whoever the access table lets add to the register, or edit the row in question."""

    def guard(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
        user = request.user
        if may_keep_row(user, register, found[0]) if found else may_add(user, register):
            return YES
        who = _of_roles() if register is Register.ROLES else _holders(KEEP[register])
        return no(_("Sus roles no cambian este registro."), who)

    return guard


def decides_proposals(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
    """Whoever the access table lets confirm or reject what others proposed in the register."""
    register, entity_id = register_of(found[0]), entity_id_of(found[0])
    if entity_id is not None and may_decide_proposal(request.user, register, entity_id):
        return YES
    return no(_("Sus roles no deciden estas propuestas."), _holders(DECIDE[register]))


def works_with_files(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
    """Whoever writes drafts, and the platform: the others have no collection to open."""
    user = request.user
    if roles.is_platform_admin(user) or roles.entity_ids(user, EDITOR_ROLES):
        return YES
    return no(
        _("Las imágenes y los documentos son de quienes escriben las páginas de una entidad."),
        _holders(EDITOR_ROLES),
    )


def keeps_own_name(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
    """Nobody who acts with a role renames themselves, nor from the list of accounts."""
    user, match = request.user, request.resolver_match
    is_own = match is not None and str(match.kwargs.get("pk")) == str(user.pk)
    if request.method != "POST" or not is_own or not names.is_fixed(user):
        return YES
    posted = [one_line(request.POST.get(name, "")) for name in ("first_name", "last_name")]
    same = posted == [user.first_name, user.last_name]
    return YES if same else no(names.why_fixed(user))


def sets_deadlines(request: HttpRequest, found: tuple[Any, ...]) -> Verdict:
    """The quality office of an entity and the platform; of one deadline, as its service says."""
    from workflows.models import StageDeadline
    from workflows.services.deadlines import may_set

    user = request.user
    own = roles.entity_ids(user, [Role.CAL])
    if not roles.is_platform_admin(user) and not own:
        return no(
            _("Los plazos internos los fija la oficina de calidad de cada entidad."),
            _holders([Role.CAL]),
        )
    asked = request.resolver_match.kwargs.get("instance_pk") if request.resolver_match else None
    row = StageDeadline.objects.filter(pk=identifier(asked) or 0).first() if asked else None
    if row is None or (row.entity_id is not None and row.entity_id not in own):
        return YES  # a new one, or a foreign and an unknown one alike: the view answers
    return may_set(user, row.entity_id, row.stage)
