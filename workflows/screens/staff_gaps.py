"""What is lacking among the people of an entity: each gap with where it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entities import roles, staff
from entities.models import Entity
from entities.services.staff import manager_of
from entities.staff import Held, Member, Standing
from entities.vocabulary import Role
from workflows.screens.second_factors import without_factor
from workflows.screens.staff import Place
from workflows.screens.stage_coverage import coverage

MOST_PLACES = 3
"""How many entities the home screen looks into; whoever manages more has «Personal»."""
MOST_OF_A_KIND = 5
WAITING = (Standing.INVITED, Standing.LAPSED)


@dataclass(frozen=True)
class Gap:
    """One thing that is lacking.

    Args:
        what: in plain words.
        detail: the rest of it, smaller.
        person_id: whose screen mends it; None for the list.
    """

    what: str
    detail: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class PlaceGaps:
    """The gaps of one place, the gravest first."""

    place: Place
    gaps: list[Gap]


def gaps_of_manager(user: Any) -> list[PlaceGaps]:
    """For whoever manages an entity's people, place by place; nothing for anybody else.

    A fixed number of queries a place, whoever works there.
    """
    if not roles.entity_ids(user, [Role.STAFF]):
        return []
    own = staff.managed_entities(manager_of(user)).filter(
        pk__in=roles.entity_ids(user, [Role.STAFF])
    )
    return [PlaceGaps(Place(entity), gaps_of(entity)) for entity in own[:MOST_PLACES]]


def gaps_of(entity: Entity) -> list[Gap]:
    """Stages nobody acts on, units without anybody, ends, second factors, invitations."""
    members = staff.members(entity)
    return [
        *_stages(entity, members),
        *_at_most(_ending(members)),
        *_at_most(_factors(members)),
        *_at_most(_letters(members)),
    ]


def _stages(entity: Entity, members: list[Member]) -> Iterator[Gap]:
    units: list[str] = []
    for row in coverage(entity, members):
        units += row.units
        if row.is_missing:
            yield Gap(_("Hoy nadie puede actuar en: %s") % row.label, str(row.role))
        elif row.shared:
            what = _("Falta otra persona en: %s") % row.label
            yield Gap(what, _("Quien puede hacerlo hace falta en otra etapa."))
    if units:
        shown = "; ".join(units[:MOST_OF_A_KIND])
        more = len(units) - MOST_OF_A_KIND
        detail = _("%(units)s y %(more)d más") % {"units": shown, "more": more}
        yield Gap(_("Unidades sin responsable"), detail if more > 0 else shown)


def _held(members: Iterable[Member], *standings: Standing) -> Iterator[tuple[Member, Held]]:
    for member in members:
        for held in member.held:
            if held.standing in standings:
                yield member, held


def _ending(members: Iterable[Member]) -> list[Gap]:
    found = sorted(_held(members, Standing.SOON), key=lambda each: each[1].assignment.ends_on)
    return [
        Gap(
            _("Termina el %(day)s: %(role)s")
            % {
                "day": date_format(held.assignment.ends_on, "SHORT_DATE_FORMAT"),
                "role": held.assignment.get_role_display(),
            },
            member.name,
            member.person.pk,
        )
        for member, held in found
    ]


def _factors(members: list[Member]) -> list[Gap]:
    lacking = without_factor(members)
    return [
        Gap(_("Sin segundo factor, y debe tenerlo"), member.name, member.person.pk)
        for member in members
        if member.person.pk in lacking
    ]


def _letters(members: list[Member]) -> list[Gap]:
    seen: dict[Any, Gap] = {}
    for member, held in _held(members, *WAITING):
        what = _("Invitación sin aceptar")
        if held.standing == Standing.LAPSED:
            what = _("Invitación vencida: reenvíela o anúlela")
        seen.setdefault(member.person.pk, Gap(what, member.name, member.person.pk))
    return list(seen.values())


def _at_most(gaps: list[Gap]) -> list[Gap]:
    """A few of a kind and how many more, so that one kind does not hide the others."""
    rest = len(gaps) - MOST_OF_A_KIND
    if rest <= 1:
        return gaps
    more = Gap(_("Y otras %d personas en el mismo caso") % rest, gaps[0].what.partition(":")[0])
    return [*gaps[:MOST_OF_A_KIND], more]
