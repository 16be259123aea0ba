"""Public addresses besides the pages' own; mount them before Wagtail's, which take the rest."""

from django.urls import path

from carta_pages.public.views.changes import country, country_feed
from carta_pages.public.views.files import frozen_file
from carta_pages.public.views.guide import visual_guide
from carta_pages.public.views.machines import robots, sitemap
from carta_pages.public.views.method import method
from carta_pages.public.views.my_province import my_province
from carta_pages.public.views.search import find
from carta_pages.public.views.verification import ask, content, verify

urlpatterns = [
    path("buscar/", find, name="carta_search"),
    path("cambios/", country, name="carta_changes"),
    path("cambios/<str:form>/", country_feed, name="carta_changes_feed"),
    path("verificar/", ask, name="carta_verify_ask"),
    path("verificar/<str:code>/", verify, name="carta_verify"),
    path("verificar/<str:code>/contenido.json", content, name="carta_verify_content"),
    path("mi-provincia/", my_province, name="carta_province"),
    path("metodo/", method, name="carta_method"),
    path("guia-visual/", visual_guide, name="carta_visual_guide"),
    path("archivos/<str:sha256>/<str:name>", frozen_file, name="carta_file"),
    path("sitemap.xml", sitemap, name="carta_sitemap"),
    path("robots.txt", robots, name="carta_robots"),
]
