"""The screens of the guides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET

from cms.handbook import documents
from workflows.views.base import Screen

if TYPE_CHECKING:
    from cms.handbook.documents import Guide


def guide_address(slug: str) -> str:
    """Where a guide is read."""
    return reverse("carta_handbook:guide", args=[slug])


def image_address(name: str) -> str:
    """Where a picture of a guide is read."""
    return reverse("carta_handbook:image", args=[name])


class GuideView(Screen):
    """One guide."""

    template_name = "cms/handbook/guide.html"
    http_method_names = ["get", "head", "options"]
    breadcrumbs_items = [Screen.HOME]
    header_icon = "help"

    @cached_property
    def guide(self) -> Guide:
        """The guide asked for.

        Raises:
            Http404: there is none of that name here.
        """
        for guide in documents.guides():
            if guide.slug == self.kwargs["slug"]:
                return guide
        raise Http404

    def get_page_title(self) -> str:
        return self.guide.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slug = self.guide.slug
        return super().get_context_data(
            html=documents.guide_html(slug, guide_address, image_address),
            guides=documents.guides(),
            current=slug,
            **kwargs,
        )


@require_GET
def image(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a guide."""
    path = documents.image_path(name)
    if path is None:
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="image/png")
