"""The guides' own addresses, mounted in the Wagtail admin."""

from __future__ import annotations

from django.urls import path

from cms.handbook.views import GuideView, image
from workflows.views.base import screen

app_name = "carta_handbook"

urlpatterns = [
    path("<slug:slug>/", screen(GuideView.as_view()), name="guide"),
    path("imagenes/<str:name>", screen(image), name="image"),
]
