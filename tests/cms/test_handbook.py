"""The guides of docs/ are read inside the administration, with their pictures and links."""

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from cms.handbook import documents
from entities.sanitize import document_html
from entities.vocabulary import Role
from tests.factories.entities import UserFactory, person_with


def test_a_link_to_another_guide_leads_there_and_one_to_elsewhere_leaves_its_words():
    made = documents.to_html(
        "Vea [el glosario](glosario.md#medida), [otra cosa](adr/0001.md) y [esto](#aqui).",
        lambda slug: f"/g/{slug}/",
        lambda name: f"/i/{name}",
    )
    assert '<a href="/g/glosario/#medida">el glosario</a>' in made
    assert "otra cosa" in made
    assert "adr" not in made
    assert '<a href="#aqui">esto</a>' in made


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("## La unidad que escribe", '<h2 id="la-unidad-que-escribe">', None),
        ("## «Qué falta»: 1", '<h2 id="qué-falta-1">', None),
        ("![Inicio](imagenes/inicio.png)", '<img src="/i/inicio.png" alt="Inicio">', None),
        ("![x](../../etc/passwd)", '<img src="/i/passwd"', ".."),
        ("| a | b |\n| - | - |\n| 1 | 2 |", '<div class="carta-scroll"', None),
        ("```mermaid\nstateDiagram-v2\n```", "", "stateDiagram"),
        ("<script>alert(1)</script>", "&lt;script&gt;", "<script"),
        ('<img src=x onerror="alert(1)">', "&lt;img", "<img"),
        ("[x](javascript:alert(1))", "x", 'href="javascript'),
    ],
)
def test_markdown_becomes_clean_html(text, kept, gone):
    made = document_html(
        documents.to_html(text, lambda slug: f"/g/{slug}/", lambda name: f"/i/{name}")
    )
    assert kept in made
    assert gone is None or gone not in made


def test_what_is_for_programmers_is_not_on_the_screen():
    for slug in ("flujo-de-aprobacion", "estados-del-servicio"):
        assert documents.FOR_PROGRAMMERS in (documents.FOLDER / f"{slug}.md").read_text("utf-8")
        made = documents.guide_html(slug, lambda slug: f"/g/{slug}/", lambda name: f"/i/{name}")
        assert "programa</h2>" not in made
        assert "<code>" not in made


def test_without_its_files_there_is_no_guide(monkeypatch, tmp_path):
    monkeypatch.setattr(documents, "FOLDER", tmp_path)
    assert documents.guides() == []
    assert documents.image_path("inicio.png") is None


@pytest.mark.parametrize("name", ["../guia-editores.md", "..", "nada.png", "/etc/passwd"])
def test_only_the_pictures_of_the_folder_are_found(name):
    assert documents.image_path(name) is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.UNI, Role.CAL, Role.AUD, None])
def test_everybody_reads_every_guide_from_the_menu_and_the_home(client, role):
    client.force_login(person_with(role) if role else UserFactory(superuser=True))
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert len(documents.guides()) == len(documents.TITLES)
    for guide in documents.guides():
        address = reverse("carta_handbook:guide", args=[guide.slug])
        assert home.count(address) >= 2, "in «Ayuda» and on the home screen"
        page = client.get(address)
        assert page.status_code == 200
        shown = html.unescape(page.content.decode())
        assert len(re.findall(r"<h1[ >]", shown)) == 1
        for place in set(re.findall(r'<a href="#([^"]+)"', shown.partition("<article")[2])):
            assert f'id="{unquote(place)}"' in shown, (guide.slug, place)
        for picture in re.findall(r'<img src="(/admin/ayuda/[^"]+)"', shown):
            answer = client.get(picture)
            assert answer.status_code == 200
            assert answer["Content-Type"] == "image/png"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["operacion/", "imagenes/nada.png", "imagenes/..%2fglosario.md"])
def test_nothing_else_is_served(client, path):
    client.force_login(UserFactory(superuser=True))
    assert client.get("/admin/ayuda/" + path, follow=True).status_code == 404


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_door():
    answer = Client().get(reverse("carta_handbook:guide", args=["glosario"]))
    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_every_picture_of_the_guides_is_there():
    for guide in documents.guides():
        text = (documents.FOLDER / f"{guide.slug}.md").read_text(encoding="utf-8")
        for name in re.findall(r"\]\(imagenes/([^)]+)\)", text):
            assert documents.image_path(name) == Path(documents.FOLDER, "imagenes", name)
