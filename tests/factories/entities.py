"""Entities, units, people with roles. Rows are written directly; the services have own tests.

``provision_entity`` goes through the service instead, with collections and whatever the rooms
above provide.
"""

from datetime import date, timedelta
from typing import Any

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from entities import clock
from entities.models import (
    CampaignNotice,
    Entity,
    FeaturedServices,
    Holiday,
    OrganizationalUnit,
    PointChange,
    PointOfService,
    RoleAssignment,
    TemporaryClosure,
    TerritorialUnit,
)
from entities.services import create_entity
from entities.vocabulary import (
    CROSS_ENTITY_ROLES,
    Capacity,
    ChangeState,
    PointKind,
    Role,
    TerritorialLevel,
    UnitLevel,
)

LONG_AGO = date(2020, 1, 1)
PASSWORD = "una-clave-de-prueba"


class UserFactory(DjangoModelFactory):
    """A person who may sign in; ``superuser`` runs the platform."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"persona-{n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@ejemplo.gob.ec")
    first_name = "Persona"
    last_name = factory.Sequence(lambda n: f"De Prueba {n}")
    password = factory.django.Password(PASSWORD)

    class Params:
        superuser = factory.Trait(is_superuser=True, is_staff=True)
        inactive = factory.Trait(is_active=False)


class EntityFactory(DjangoModelFactory):
    class Meta:
        model = Entity

    name = factory.Sequence(lambda n: f"Entidad de Prueba {n}")
    short_name = factory.Sequence(lambda n: f"EP{n}")
    slug = factory.Sequence(lambda n: f"entidad-{n}")
    opened_on = LONG_AGO

    class Params:
        governing = factory.Trait(is_governing_body=True)


def provision_entity(**values: Any) -> Entity:
    """An entity made by the service, with all that comes with it."""
    draft = EntityFactory.build()
    values = {
        "name": draft.name,
        "short_name": draft.short_name,
        "slug": draft.slug,
        "opened_on": LONG_AGO,
        **values,
    }
    return create_entity(**values)


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = TerritorialUnit
        django_get_or_create = ("level", "code")

    level = TerritorialLevel.PROVINCE
    code = "17"
    name = "Pichincha"
    opened_on = LONG_AGO


class ZoneFactory(DjangoModelFactory):
    class Meta:
        model = TerritorialUnit

    level = TerritorialLevel.ZONE
    code = factory.Sequence(lambda n: f"Z{n}")
    name = factory.LazyAttribute(lambda o: f"Zona {o.code}")
    entity = factory.SubFactory(EntityFactory)
    opened_on = LONG_AGO


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = OrganizationalUnit

    entity = factory.SubFactory(EntityFactory)
    name = factory.Sequence(lambda n: f"Unidad {n}")
    level = UnitLevel.CENTRAL
    opened_on = LONG_AGO

    class Params:
        provider = factory.Trait(
            is_provider=True,
            level=UnitLevel.PROVINCIAL,
            province=factory.SubFactory(ProvinceFactory),
            canton="Quito",
        )


class RoleAssignmentFactory(DjangoModelFactory):
    """``RoleAssignmentFactory(role=Role.CAL, entity=sri)``; cross-entity roles have none."""

    class Meta:
        model = RoleAssignment
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    role = Role.UNI
    entity = factory.Maybe(
        factory.LazyAttribute(lambda o: o.role not in CROSS_ENTITY_ROLES),
        yes_declaration=factory.SubFactory(EntityFactory),
        no_declaration=None,
    )
    capacity = Capacity.TITULAR
    post = "Responsable"
    office = "Dirección de Prueba"
    starts_on = LONG_AGO

    class Params:
        expired = factory.Trait(ends_on=date(2020, 12, 31))
        future = factory.Trait(starts_on=date(2090, 1, 1))
        acting = factory.Trait(
            capacity=Capacity.SUBROGANTE,
            document="Acción de personal 0001",
            ends_on=date(2089, 12, 31),
        )

    @factory.post_generation
    def units(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.units.set(extracted)
            self.__dict__.pop("unit_ids", None)


def person_with(role: str, entity: Entity | None = None, **values: Any) -> Any:
    """A new active person holding one role, in a new entity when none is given."""
    if entity is not None:
        values["entity"] = entity
    return RoleAssignmentFactory(role=role, **values).user


class PointFactory(DjangoModelFactory):
    class Meta:
        model = PointOfService

    entity = factory.SubFactory(EntityFactory)
    kind = PointKind.AGENCY
    name = factory.Sequence(lambda n: f"Agencia {n}")
    address = "Av. Amazonas y Naciones Unidas"
    hours = "Lunes a viernes, de 08:00 a 17:00"
    opened_on = LONG_AGO


class PointChangeFactory(DjangoModelFactory):
    class Meta:
        model = PointChange

    point = factory.SubFactory(PointFactory)
    entity = factory.SelfAttribute("point.entity")
    values = factory.LazyFunction(lambda: {"phone": "02 393 9400"})
    before = factory.LazyFunction(lambda: {"phone": ""})
    note = "Nueva central telefónica"
    state = ChangeState.PROPOSED
    proposed_at = factory.LazyFunction(clock.now)


class ClosureFactory(DjangoModelFactory):
    class Meta:
        model = TemporaryClosure

    point = factory.SubFactory(PointFactory)
    starts_on = factory.LazyFunction(clock.today)
    reason = "Mantenimiento del edificio"
    state = ChangeState.PROPOSED
    proposed_at = factory.LazyFunction(clock.now)

    class Params:
        confirmed = factory.Trait(
            state=ChangeState.CONFIRMED, decided_at=factory.LazyFunction(clock.now)
        )


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = CampaignNotice

    entity = factory.SubFactory(EntityFactory)
    title = "Brigada de cedulación en Sucúa"
    text = "El sábado, de 08:00 a 13:00, en el coliseo municipal."
    starts_on = factory.LazyFunction(clock.today)
    ends_on = factory.LazyAttribute(lambda notice: notice.starts_on + timedelta(days=7))
    state = ChangeState.PROPOSED
    proposed_at = factory.LazyFunction(clock.now)

    class Params:
        confirmed = factory.Trait(
            state=ChangeState.CONFIRMED, decided_at=factory.LazyFunction(clock.now)
        )


class FeaturedFactory(DjangoModelFactory):
    class Meta:
        model = FeaturedServices

    entity = factory.SubFactory(EntityFactory)
    services = factory.LazyFunction(list)
    note = "Son los más pedidos"
    state = ChangeState.PROPOSED
    proposed_at = factory.LazyFunction(clock.now)

    class Params:
        confirmed = factory.Trait(
            state=ChangeState.CONFIRMED, decided_at=factory.LazyFunction(clock.now)
        )


class HolidayFactory(DjangoModelFactory):
    class Meta:
        model = Holiday

    date = factory.Sequence(lambda n: date.fromordinal(date(2030, 1, 1).toordinal() + n))
    name = "Feriado de prueba"
