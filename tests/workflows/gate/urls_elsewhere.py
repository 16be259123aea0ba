"""A site that mounts the admin elsewhere and hangs a package's URL under the same address."""

from django.http import HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path(
        "gestion/interna/autocompletar/",
        lambda request: HttpResponse("titles of everybody"),
        name="third_party_beside_the_admin",
    ),
    path("gestion/interna/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]
