"""Papers have a dot in their address, which Wagtail's own pattern does not take.

Mount before ``wagtail.urls``; the page is found, and its privacy asked, by Wagtail's own view.
"""

from django.urls import re_path
from wagtail.views import serve

urlpatterns = [
    re_path(r"^((?:[\w\-]+/)+[\w\-]+\.pdf)$", serve, name="carta_paper"),
]
