"""How a person is called on staff screens, whose name is fixed because acts are signed with it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from entities.models import RoleAssignment
from entities.roles import holders
from entities.services.staff import held_by, manager_of
from entities.staff_rules import rename_problems
from entities.vocabulary import Role


def name_of(person: Any) -> str:
    """A person's name for staff: the account's where nobody wrote one; empty if it was erased."""
    if person is None:
        return ""
    name: str = person.get_full_name() or person.get_username()
    return name


def name_and_account(person: Any) -> str:
    """«Ana Suárez (asuarez)»: for lists in which two people may have one name."""
    name, account = name_of(person), person.get_username()
    return name if name == account else f"{name} ({account})"


def is_fixed(person: Any) -> bool:
    """Whether the person has, had or will have a role: what they did is read under their name."""
    return RoleAssignment.objects.filter(user_id=person.pk, annulled_on__isnull=True).exists()


def correctors(person: Any) -> list[Any]:
    """Managers of an entity who may correct the name, by name; empty: only the platform may."""
    held = list(held_by(person))
    found: dict[Any, Any] = {}
    for entity_id in sorted({each for _role, each in held if each is not None}):
        found.update({one.pk: one for one in holders(Role.STAFF, entity_id).order_by("pk")})
    able = [
        one
        for one in found.values()
        if not rename_problems(
            manager_of(one), user_id=person.pk, held=held, is_superuser=person.is_superuser
        )
    ]
    return sorted(able, key=lambda one: (one.last_name.casefold(), one.first_name, one.pk))


def why_fixed(person: Any) -> str:
    """What is said to somebody beside their own name: why it stays, and whom to ask."""
    able = [name_of(one) for one in correctors(person)]
    whom = ", ".join(able) or _("la administración de la plataforma")
    return _(
        "Con este nombre queda lo que usted hace en la traza y en los historiales, por eso no lo "
        "cambia usted. Si está mal escrito, pida que lo corrija: %(whom)s."
    ) % {"whom": whom}
