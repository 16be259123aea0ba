"""Papers and cards have a dot in their address, which Wagtail's own pattern does not take.

Mount before ``wagtail.urls``; the page is found, and its privacy asked, by Wagtail's own view.
"""

from django.urls import path, re_path
from wagtail.views import serve

from reports.views.card import serve_portal_card

urlpatterns = [
    re_path(r"^((?:[\w\-]+/)+[\w\-]+\.pdf)$", serve, name="carta_paper"),
    re_path(r"^((?:[\w\-]+/)+tarjeta\.png)$", serve, name="carta_card"),
    path("tarjeta.png", serve_portal_card, name="carta_portal_card"),
]
