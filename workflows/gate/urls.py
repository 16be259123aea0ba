"""The gate's own screens, inside the admin."""

from django.urls import path

from workflows.gate.conflict import KeptDraftView
from workflows.gate.duplicate import DuplicateView
from workflows.gate.viewset import explained

app_name = "carta_gate"
urlpatterns = [
    path("texto-conservado/<int:kept_id>/", explained(KeptDraftView.as_view()), name="kept"),
    path("duplicar/<int:page_id>/", explained(DuplicateView.as_view()), name="duplicate"),
]
