"""What was published lately, here and below, as a list, and as feeds that programs read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from workflows.models import Edition
from workflows.stages import Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: What happened, in one word before the title.
HAPPENED = {
    Kind.FIRST: _("Se publicó «%s»"),
    Kind.UPDATE: _("Se actualizó «%s»"),
    Kind.RENEWAL: _("Se renovó «%s»"),
    Kind.EXCLUSION: _("Se excluyó «%s»"),
}


@dataclass(frozen=True)
class News:
    """One published change.

    Args:
        headline: «Se actualizó «Cédula en 35 minutos»».
        lines: what changed, in sentences.
        note: why, in the words of the office; empty when the sentences say it already.
        entity: initials of the entity that published it.
        office: who answers for the change.
        day: since when it rules.
        published_at: when it became public.
        number: its version.
        url: the page.
        version_url: exactly that text.
        change_url: it beside the version before; empty for the first.
        is_exclusion: whether it left the carta.
    """

    headline: str
    lines: list[str]
    note: str
    entity: str
    office: str
    day: date
    published_at: datetime
    number: int
    url: str
    version_url: str
    change_url: str
    is_exclusion: bool

    @property
    def title(self) -> str:
        """What a short list calls it."""
        return self.headline


def latest_news(page: Any, url: str, limit: int) -> list[News]:
    """The newest changes of a page and of all below it, in one query."""
    return [news_of(row, page, url) for row in editions_below(page)[:limit]]


def editions_below(page: Any) -> QuerySet[Edition]:
    """Every edition of a page and of all below it, newest first, without the texts."""
    return (
        Edition.objects.filter(page__path__startswith=page.path)
        .select_related("page", "story", "dossier__entity")
        .defer("snapshot")
        .order_by("-published_at", "-pk")
    )


def news_of(edition: Edition, top: Any, top_url: str) -> News:
    """One line of the list.

    Args:
        edition: of ``editions_below(top)``.
        top: the page that the list belongs to, whose own address is known.
        top_url: that address.
    """
    url = top_url + edition.page.url_path.removeprefix(top.url_path)
    number = edition.number
    story = getattr(edition, "story", None)
    lines = list(story.lines) if story else []
    is_said = any(line.endswith(edition.change_note) for line in lines)
    return News(
        headline=_headline(edition),
        lines=lines,
        note="" if is_said else edition.change_note,
        entity=edition.dossier.entity.short_name,
        office=edition.office,
        day=edition.effective_date,
        published_at=edition.published_at,
        number=number,
        url=url,
        version_url=f"{url}versiones/{number}/",
        change_url=f"{url}comparar/{number - 1}/{number}/" if number > 1 else "",
        is_exclusion=edition.is_exclusion,
    )


def _headline(edition: Edition) -> str:
    """By what was asked of the ministry; a text that is new to readers was published."""
    is_new = edition.number == 1 and not edition.is_exclusion
    kind = Kind.FIRST if is_new else Kind(edition.dossier_kind)
    if kind is Kind.FIRST and not is_new:
        kind = Kind.UPDATE
    return str(HAPPENED[kind]) % edition.title
