"""The accounts of the demonstration (DESIGN §6): invented names, real posts, one password."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from cms.demo import content
from cms.demo.content import PersonText
from cms.demo.world import ADMIN, World
from cms.demo_password import DEMO_PASSWORD
from entities import clock
from entities.services import assign_role, give_role
from entities.services.invitations import invite
from entities.vocabulary import Capacity, Role

ROLES: dict[str, Role] = {
    "unidad": Role.UNI,
    "unidad2": Role.UNI,
    "calidad": Role.CAL,
    "planificacion": Role.PLAN,
    "autoridad": Role.MAX,
    "comunicacion": Role.COM,
    "territorio": Role.TER,
    "auditoria": Role.AUD,
    "personal": Role.STAFF,
}
"""Role by the end of the account's name; an account that is not here gets its role later."""

MINISTRY: dict[str, tuple[Role, PersonText]] = {
    "mdt-recepcion": (
        Role.MDT_RECEPTION,
        PersonText(
            "Jimena",
            "Sarmiento Polo",
            "Analista de recepción de expedientes",
            "Subsecretaría de Calidad del Servicio Público",
        ),
    ),
    "mdt-control": (
        Role.MDT_CONTROL,
        PersonText(
            "Édison",
            "Guerrero Manosalvas",
            "Analista de Mejora Continua e Innovación del Servicio Público",
            "Dirección de Mejora Continua e Innovación del Servicio Público",
        ),
    ),
    "mdt-publicacion": (
        Role.MDT_PUBLICATION,
        PersonText(
            "Teresa",
            "Villagómez Durán",
            "Subsecretaria de Calidad del Servicio Público",
            "Subsecretaría de Calidad del Servicio Público",
        ),
    ),
}


@cache
def _hashed() -> str:
    """The demo password, hashed once: it is public, so that a shared salt gives nothing away."""
    return make_password(DEMO_PASSWORD)


def enrol_administrator() -> None:
    """The account that runs the platform and decides nothing."""
    _account(ADMIN, "Andrea", "Tobar Jácome", is_staff=True, is_superuser=True)


def enrol_ministry(world: World) -> None:
    """One person for each stage of the ministry, with no post in any entity."""
    for username, (role, text) in MINISTRY.items():
        user = _account(username, text.first_name, text.last_name)
        assign_role(
            user,
            role,
            post=text.post,
            office=text.office,
            starts_on=clock.today(),
            actor_id=world.admin_id(),
            reason="Designación para el control de las cartas de servicios.",
        )


def enrol_staff(world: World, key: str) -> None:
    """Everybody of one entity."""
    entity, admin_id = world.entity(key), world.admin_id()
    for suffix, text in content.entities()[key].people.items():
        user = _account(f"{key}-{suffix}", text.first_name, text.last_name)
        if suffix not in ROLES:
            continue
        assign_role(
            user,
            ROLES[suffix],
            entity,
            post=text.post,
            office=text.office,
            units=[world.unit(key, unit) for unit in text.units],
            starts_on=clock.today(),
            actor_id=admin_id,
            reason="Designación comunicada por la entidad.",
        )


def appoint_substitute(
    world: World, key: str, suffix: str, role: Role, *, until: date, document: str
) -> None:
    """Somebody acts in place of the titular for some days (R11, «subrogante»)."""
    text = content.entities()[key].people[suffix]
    assign_role(
        world.user(f"{key}-{suffix}"),
        role,
        world.entity(key),
        post=text.post,
        office=text.office,
        capacity=Capacity.SUBROGANTE,
        document=document,
        starts_on=clock.today(),
        ends_on=until,
        actor_id=world.admin_id(),
        reason="Subrogación por vacaciones de quien es titular.",
    )


NEWCOMERS: dict[str, tuple[str, str]] = {
    "rc": ("Camila", "Vinueza Arcos"),
    "sri": ("Rodrigo", "Salazar Mena"),
    "iess": ("Ximena", "Calderón Viteri"),
    "ant": ("Byron", "Tipán Guamán"),
    "edu": ("Noemí", "Zambrano Loor"),
    "trabajo": ("Iván", "Carrillo Espín"),
}
"""Who was just invited to each entity and has not answered yet."""


def invite_newcomer(world: World, key: str) -> None:
    """Somebody of the communications office is invited by whoever manages the people."""
    first_name, last_name = NEWCOMERS[key]
    invite(
        world.user(f"{key}-personal"),
        world.entity(key),
        Role.COM,
        email=f"{key}-invitacion@example.org",
        first_name=first_name,
        last_name=last_name,
        post="Analista de Comunicación Social",
        starts_on=clock.today(),
        reason="Ingresa a la oficina de comunicación.",
    )


def cover_holidays(world: World, key: str) -> None:
    """Whoever reports from the territory also covers communication, for a few days more."""
    text = content.entities()[key].people["comunicacion"]
    give_role(
        world.user(f"{key}-personal"),
        world.user(f"{key}-territorio"),
        Role.COM,
        world.entity(key),
        post=text.post,
        office=text.office,
        capacity=Capacity.SUBROGANTE,
        document=f"Acción de personal {key.upper()}-TH-0131",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=12),
        reason="Subrogación por vacaciones de quien es titular.",
    )


def _account(username: str, first_name: str, last_name: str, **rights: bool) -> Any:
    return get_user_model()._default_manager.create(
        username=username,
        first_name=first_name,
        last_name=last_name,
        email=f"{username}@example.org",
        password=_hashed(),
        date_joined=clock.now(),
        **rights,
    )
