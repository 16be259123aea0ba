"""The layout of the carta is provisional, says so, and a host replaces it by its name."""

from pathlib import Path

import pytest
from django.template import engines

from tests.reports import pdf

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
NAME = "carta_pages/carta_layout.html"


@pytest.fixture
def hosts(tmp_path, settings):
    """A folder of templates of the host, before all others."""
    folder = tmp_path / "templates"
    (folder / NAME).parent.mkdir(parents=True)
    first = {**settings.TEMPLATES[0], "DIRS": [folder, *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [first, *settings.TEMPLATES[1:]]
    return Path(folder)


def test_the_page_and_the_document_of_the_carta_say_that_their_layout_is_provisional(client, world):
    shown = client.get(BASE).content.decode()
    assert "Formato provisional" in shown
    assert "DMCISP-01-05-2" in shown
    assert 'href="/metodo/#formato"' in shown
    method = client.get("/metodo/").content.decode()
    assert 'id="formato"' in method
    assert "DMCISP-01-05-2" in method
    assert "DMCISP-01-05-2" in pdf.words(client.get(BASE + "carta.pdf").content)


def test_no_other_page_is_marked(client, world):
    for path in ("/", BASE + "cedula/", BASE + "cedula/cedula-en-35-minutos/"):
        assert "DMCISP" not in client.get(path).content.decode()


def test_a_host_s_own_template_of_the_same_name_is_the_one_shown(client, world, hosts):
    (hosts / NAME).write_text("<h1>Modelo del Ministerio: {{ reading.entity_name }}</h1>")
    assert engines["django"].engine.dirs[0] == hosts
    shown = client.get(BASE).content.decode()
    assert "Modelo del Ministerio: Registro Civil de Prueba" in shown
    assert "Formato provisional" not in shown
