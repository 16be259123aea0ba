"""«Segundo factor», mounted in the Wagtail admin; each name has its row (``gate``)."""

from __future__ import annotations

from django.urls import path

from cms.second_factor import views
from workflows.views.base import screen

app_name = "carta_factor"


def _at(route, view, name):
    return path(route, screen(view.as_view()), name=name)


urlpatterns = [
    _at("", views.FactorScreen, "index"),
    _at("codigo/", views.VerifyView, "verify"),
    _at("activar/", views.EnrolView, "enrol"),
    _at("cambiar/", views.ReplaceView, "replace"),
    _at("quitar/", views.RemoveView, "remove"),
    _at("codigos-de-recuperacion/", views.RenewCodesView, "renew_codes"),
]
