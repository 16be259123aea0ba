"""What the communications teams of the demonstration say aloud: notices, services that go first."""

from __future__ import annotations

from datetime import date, timedelta

from cms.demo.world import World
from entities import clock
from entities.models import CampaignNotice, FeaturedServices
from entities.published import services_of
from entities.services import (
    confirm_featured,
    confirm_notice,
    propose_featured,
    propose_notice,
)
from entities.vocabulary import ChangeState


def propose(
    world: World, key: str, title: str, text: str, *, ends_on: date, service: str = ""
) -> None:
    """Communications proposes a notice that begins the day after tomorrow.

    Args:
        world: the story's world.
        key: entity.
        title: of the notice.
        text: what the public reads.
        ends_on: last day.
        service: place of its service, where it is of one.
    """
    propose_notice(
        entity=world.entity(key),
        title=title,
        text=text,
        starts_on=clock.today() + timedelta(days=2),
        ends_on=ends_on,
        service=world.page(service) if service else None,
        actor_id=world.user(f"{key}-comunicacion").pk,
    )


def confirm(world: World, key: str, title: str) -> None:
    """The quality office confirms the notice that waits."""
    notice = CampaignNotice.objects.get(
        entity=world.entity(key), title=title, state=ChangeState.PROPOSED
    )
    confirm_notice(notice, actor_id=world.user(f"{key}-calidad").pk)


def feature(world: World, key: str, *places: str) -> None:
    """Communications chooses which published services go first."""
    entity = world.entity(key)
    chosen = [world.page(place).pk for place in places]
    public = services_of(entity.pk)
    propose_featured(
        entity=entity,
        services=[page_id for page_id in chosen if page_id in public],
        note="Son los que más se piden en las agencias y en línea.",
        actor_id=world.user(f"{key}-comunicacion").pk,
    )


def confirm_features(world: World, key: str) -> None:
    """The quality office confirms the choice that waits."""
    choice = FeaturedServices.objects.get(entity=world.entity(key), state=ChangeState.PROPOSED)
    confirm_featured(choice, actor_id=world.user(f"{key}-calidad").pk)
