"""Addresses of the ready host. The pages' own addresses come last, since they take the rest."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.health import health
from cms.media import serve_media

urlpatterns = [
    path("admin/invitacion/", include("workflows.joining_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documentos/", include(wagtaildocs_urls)),
    path("salud/", health, name="health"),
    path("media/<path:name>", serve_media, name="media"),
    path("", include("carta_pages.public.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "cms.errors.bad_request"
handler403 = "cms.errors.permission_denied"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"
