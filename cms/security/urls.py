"""The security log's own addresses, mounted in the Wagtail admin."""

from __future__ import annotations

from cms.security.listing import SecurityLogView
from workflows.views.base import screen_path

app_name = "carta_security"

urlpatterns = [
    screen_path("", SecurityLogView, "index"),
    screen_path("resultados/", SecurityLogView, "index_results", results_only=True),
]
