"""The security log's own addresses, mounted in the Wagtail admin."""

from __future__ import annotations

from django.urls import path

from cms.security.listing import SecurityLogView
from workflows.views.base import screen

app_name = "carta_security"

urlpatterns = [
    path("", screen(SecurityLogView.as_view()), name="index"),
    path("resultados/", screen(SecurityLogView.as_view(results_only=True)), name="index_results"),
]
