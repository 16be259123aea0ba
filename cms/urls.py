"""Addresses of the ready host. The pages' own addresses come last, since they take the rest."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from cms.account import OwnAccountView
from cms.health import health
from cms.media import serve_document, serve_media
from cms.sign_in import lead_to_our_door

urlpatterns = [
    path("admin/invitacion/", include("workflows.joining_urls")),
    path(
        "admin/account/",
        require_admin_access(OwnAccountView.as_view()),
        name="wagtailadmin_account",
    ),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documentos/(\d+)/(.*)$", serve_document, name="wagtaildocs_serve"),
    path("_util/login/", lead_to_our_door, name="wagtailcore_login"),
    path("salud/", health, name="health"),
    path("media/<path:name>", serve_media, name="media"),
    path("", include("carta_pages.public.urls")),
    path("", include("reports.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "cms.errors.bad_request"
handler403 = "cms.errors.permission_denied"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"
