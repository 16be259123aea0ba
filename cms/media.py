"""Uploaded files for the people who may choose them; nobody else sees that they exist.

Public pages show only the content-addressed copies of what was published, so the only readers of
these addresses are editors. Documents have their own guarded view in Wagtail, dressed here.
"""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.permissions import policy_registry

RIGHTS = ["choose", "change", "add"]


@require_safe
@cache_control(private=True, max_age=3600)
def serve_media(request: HttpRequest, name: str) -> FileResponse:
    """Send a picture or one of its renditions; 404 for every other path and person."""
    if not request.user.is_authenticated:
        raise Http404
    found = _picture(name)
    if found is None:
        raise Http404
    image, file = found
    policy = policy_registry.get_by_type(get_image_model())
    if not policy.user_has_any_permission_for_instance(request.user, RIGHTS, image):
        raise Http404
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(content)


@require_safe
@cache_control(private=True, no_cache=True)
def serve_document(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Send a document, as Wagtail does, to be asked for again each time: no proxy keeps it.

    404 for whoever may not read it, whose headers do not tell either that it exists.
    """
    request.user.is_authenticated  # noqa: B018  (the answer is marked as personal in any case)
    return serve(request, number, name)


def _picture(name: str):
    model = get_image_model()
    rendition = model.get_rendition_model().objects.select_related("image").filter(file=name)
    if found := rendition.first():
        image: AbstractImage = found.image
        return image, found.file
    if original := model.objects.filter(file=name).first():
        return original, original.file
    return None
