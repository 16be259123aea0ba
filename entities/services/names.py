"""The name under which somebody acts, corrected by whoever manages them; never by themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from entities.errors import Problem, raise_if
from entities.models import Entity
from entities.rules import reason_problems, text_problems
from entities.sanitize import one_line
from entities.services import saving, staff
from entities.staff_rules import Manager, rename_problems

NAMES = ("first_name", "last_name")
KIND = "person.renamed"


def name_problems(manager: Manager, person: Any) -> list[Problem]:
    """Whether this manager may correct this person's name, by the rows of now."""
    return rename_problems(
        manager,
        user_id=person.pk,
        held=staff.held_by(person),
        is_superuser=person.is_superuser,
    )


@transaction.atomic
def rename_person(
    actor: Any,
    user_id: int,
    entity: Entity | None,
    *,
    first_name: str,
    last_name: str,
    reason: str,
) -> Any:
    """Correct the name of somebody who acts with a role.

    The trace is told that it was corrected and why, never the names themselves: they are
    personal data (DESIGN §3.13). Entries already signed keep the name they were signed with.

    Args:
        actor: who corrects it.
        user_id: whose.
        entity: where they are managed; None for the Ministry's people.
        first_name: the right one.
        last_name: the right one.
        reason: why, for the history.

    Returns:
        the person.

    Raises:
        RuleViolation: it is not theirs to correct, nothing changes, or no reason is given.
    """
    manager = staff.manager_now(actor, entity.pk if entity else None)
    person = staff.lock_person(user_id)
    raise_if(name_problems(manager, person))
    values = {"first_name": one_line(first_name), "last_name": one_line(last_name)}
    problems = [*text_problems(values, NAMES), *reason_problems(reason)]
    if not problems and all(getattr(person, name) == value for name, value in values.items()):
        problems.append(Problem("first_name", _("Ya se llama así: no hay qué corregir.")))
    raise_if(problems)
    for name, value in values.items():
        setattr(person, name, value)
    saving.check(person, [])
    person.save(update_fields=list(NAMES))
    saving.tell(
        KIND,
        person,
        entity_id=entity.pk if entity else None,
        actor_id=actor.pk,
        reason=reason,
        values={"user_id": person.pk},
    )
    return person
