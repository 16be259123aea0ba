"""How Wagtail finds and serves our pages: by address, from editions, never from drafts."""

from __future__ import annotations

from http import HTTPMethod
from typing import TYPE_CHECKING, Any

from django.http import Http404
from wagtail.models import PageViewRestriction
from wagtail.url_routing import RouteResult

from carta_pages.public import places, routes
from carta_pages.public.published import EVERYTHING, entity_scope, may_be_kept

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class ReadOnly:
    """What the portal and the pages share: only readers are answered, privacy asked cheaply."""

    allowed_http_methods = (HTTPMethod.GET, HTTPMethod.HEAD)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Restrictions on the page and on everything above it."""
        ends = range(self.steplen, len(self.path) + 1, self.steplen)  # type: ignore[attr-defined]
        paths = [self.path[:end] for end in ends]  # type: ignore[attr-defined]
        return PageViewRestriction.objects.filter(page__path__in=paths)


class PublicPortal(ReadOnly):
    """Finds any page below the portal with one light query per level."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Resolve the whole address, route words included."""
        slugs, words = places.split(path_components)
        if not self.live:  # type: ignore[attr-defined]
            raise Http404
        if not slugs:
            if words:
                raise Http404
            return RouteResult(self)
        kwargs = places.arguments(words)
        chain = places.descend(self, slugs)  # type: ignore[arg-type]
        page = chain[-1].specific_deferred
        if not isinstance(page, PublicPage):
            raise Http404
        page.public_chain = chain[:-1]
        page.public_entity_id = chain[1].carta_entity_id  # type: ignore[attr-defined]
        return RouteResult(page, kwargs=kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list of published cartas."""
        from carta_pages.public.views.portal import portal

        return may_be_kept(portal(request, self), EVERYTHING)


class PublicPage(ReadOnly):
    """A governed page as citizens reach it."""

    #: Pages above, portal first, when the portal has already found them.
    public_chain: list[Any] | None = None
    #: The entity whose carta it is, when the portal has found it on the way.
    public_entity_id: int | None = None

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Resolve an address relative to this page (a carta may be the root of a site)."""
        slugs, words = places.split(path_components)
        kwargs = places.arguments(words)
        chain = places.descend(self, slugs)  # type: ignore[arg-type]
        page = chain[-1].specific_deferred
        if not isinstance(page, PublicPage):
            raise Http404
        return RouteResult(page, kwargs=kwargs)

    def serve(
        self, request: HttpRequest, *args: Any, view: str = "page", **kwargs: Any
    ) -> HttpResponse:
        """Whatever the address asked for, read from editions."""
        from carta_pages.public.views import VIEWS

        if routes.is_word(view):
            return routes.serve(request, self, view, **kwargs)
        response = VIEWS[view](request, self, **kwargs)
        if self.public_entity_id is None:
            return may_be_kept(response, EVERYTHING)
        return may_be_kept(response, entity_scope(self.public_entity_id))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft in the form citizens would see it, marked as a draft."""
        from carta_pages.public.views.draft import draft

        return draft(request, self)
