"""``cambios/``: what was published lately in the country, an entity, a service, a commitment.

The same list for people, for feed readers (Atom, RFC 4287) and for programs (JSON Feed 1.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carta_pages.models import PortalPage
from carta_pages.public import places, readings
from carta_pages.public.news import News, editions_below, latest_news, news_of
from carta_pages.public.paging import page_of
from carta_pages.public.published import published
from carta_pages.public.rendering import respond
from carta_pages.public.views.page import sub_context
from carta_pages.public.views.portal import portal_of

if TYPE_CHECKING:
    from django.http import HttpRequest

NEWS_PER_PAGE = 20
NEWS_IN_A_FEED = 30
ATOM, JSON = "atom", "json"


@published("pagina")
@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """``/cambios/``: of all entities of this site."""
    return changes(request, portal_of(request))


@published()
@require_safe
def country_feed(request: HttpRequest, form: str) -> HttpResponse:
    """The same for programs.

    Raises:
        Http404: there is no such form.
    """
    if form not in (ATOM, JSON):
        raise Http404
    return feed(request, portal_of(request), form)


def changes(request: HttpRequest, page: Any) -> HttpResponse:
    """The list for people, newest first."""
    context = _place(request, page)
    shown = page_of(request, editions_below(page), NEWS_PER_PAGE)
    shown.object_list = [news_of(row, page, context["url"]) for row in shown.object_list]
    here = request.build_absolute_uri(f"{context['url']}cambios/")
    context |= {
        "shown": shown,
        "atom": f"{here}{ATOM}/",
        "json": f"{here}{JSON}/",
        "canonical": here,
        "description": _("Lo publicado, renovado, actualizado y excluido, con lo que cambió."),
        "many_entities": isinstance(page, PortalPage),
    }
    return respond("carta_pages/changes_list.html", context)


def feed(request: HttpRequest, page: Any, form: str) -> HttpResponse:
    """The newest of the list for programs."""
    context = _place(request, page)
    news = latest_news(page, context["url"], NEWS_IN_A_FEED)
    here = request.build_absolute_uri(f"{context['url']}cambios/")
    write = _atom if form == ATOM else _json
    return write(request, str(context["page_title"]), here, news)


def _place(request: HttpRequest, page: Any) -> dict[str, Any]:
    """Heading, address and way back of the page that the list belongs to.

    Raises:
        Http404: it was never published.
    """
    heading = _("Qué cambió")
    if isinstance(page, PortalPage):
        return {
            "heading": _("Qué cambió en las cartas de servicios"),
            "page_title": heading,
            "here": heading,
            "url": places.address(page, request),
        }
    reading = readings.now_or_on(request, page, None)
    return {
        **sub_context(reading, heading, f"{heading}: {reading.title}"),
        "heading": heading,
        "url": reading.url,
    }


def _text(news: News) -> str:
    return " ".join(line for line in (*news.lines, news.note) if line)


def _atom(request: HttpRequest, title: str, here: str, news: list[News]) -> HttpResponse:
    made = Atom1Feed(
        title=title, link=here, description=None, language="es-EC", feed_url=f"{here}{ATOM}/"
    )
    for one in news:
        link = request.build_absolute_uri(one.version_url)
        made.add_item(
            title=one.headline,
            link=link,
            description=_text(one),
            unique_id=link,
            author_name=one.office,
            pubdate=one.published_at,
            updateddate=one.published_at,
        )
    return HttpResponse(
        made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _json(request: HttpRequest, title: str, here: str, news: list[News]) -> HttpResponse:
    items = []
    for one in news:
        link = request.build_absolute_uri(one.version_url)
        items.append(
            {
                "id": link,
                "url": link,
                "title": one.headline,
                "content_text": _text(one),
                "date_published": one.published_at.isoformat(),
                "authors": [{"name": one.office}],
                "tags": [one.entity],
            }
        )
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "language": "es-EC",
        "home_page_url": here,
        "feed_url": f"{here}{JSON}/",
        "items": items,
    }
    return JsonResponse(content, content_type="application/feed+json; charset=utf-8")
