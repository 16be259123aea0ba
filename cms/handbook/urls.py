"""The guides' own addresses, mounted in the Wagtail admin."""

from __future__ import annotations

from django.urls import path

from cms.handbook.views import GuideView, image
from workflows.views.base import screen, screen_path

app_name = "carta_handbook"

urlpatterns = [
    screen_path("<slug:slug>/", GuideView, "guide"),
    path("imagenes/<str:name>", screen(image), name="image"),
]
