"""«Segundo factor», mounted in the Wagtail admin; each name has its row (``gate``)."""

from __future__ import annotations

from cms.second_factor import changes, views
from workflows.views.base import screen_path

app_name = "carta_factor"


urlpatterns = [
    screen_path("", views.FactorScreen, "index"),
    screen_path("codigo/", views.VerifyView, "verify"),
    screen_path("activar/", views.EnrolView, "enrol"),
    screen_path("cambiar/", changes.ReplaceView, "replace"),
    screen_path("quitar/", changes.RemoveView, "remove"),
    screen_path("codigos-de-recuperacion/", changes.RenewCodesView, "renew_codes"),
]
