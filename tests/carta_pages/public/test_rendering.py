"""A draft looks exactly as it will look when published (DESIGN §3.8, §3.12)."""

import json
from html.parser import HTMLParser

import pytest
from django.core.cache import cache

from carta_pages.models import CommitmentPage, ServicePage, TerritorialAnnexPage
from carta_pages.public.rendering import render_content
from tests.carta_pages.public import world as making
from tests.carta_pages.public.crawling import said
from workflows.registries import content_renderers
from workflows.selectors import edition_in_force
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


class _Shape(HTMLParser):
    """The words of a page, in order, outside the parts that only an edition has."""

    def __init__(self):
        super().__init__()
        self.words = []

    def handle_data(self, data):
        self.words += data.split()


def words(html):
    shape = _Shape()
    shape.feed(html)
    return shape.words


@pytest.mark.parametrize("name", ["carta", "service", "commitment", "annex"])
def test_an_approved_text_reads_the_same_as_draft_and_as_page(client, world, name):
    page = getattr(world, name)
    draft = render_content(edition_in_force(page.pk).content, page=page)
    served = client.get(page.get_url()).content.decode()
    drawn = words(draft)
    assert drawn
    published = words(served)
    start = published.index(drawn[0])
    common = [word for word in drawn if word in published[start:]]
    assert common == drawn


def test_the_review_screen_finds_the_renderer(world):
    render = next(iter(content_renderers))
    content = edition_in_force(world.commitment.pk).content
    assert "35 minutos o menos" in said(render(world.commitment, content))


def test_a_draft_has_no_shell_no_seal_and_no_history(world):
    shown = render_content(edition_in_force(world.service.pk).content, page=world.service)
    assert "<html" not in shown
    assert "/verificar/" not in shown
    assert "historial/" not in shown
    assert shown.lstrip().startswith("<article")


@pytest.mark.parametrize("model", [ServicePage, CommitmentPage, TerritorialAnnexPage])
def test_a_page_never_stored_and_empty_can_be_drawn(db, model):
    page = model(title="")
    assert "<h1>" in render_content(page.build_snapshot(), page=page)


def test_a_draft_annex_is_compared_with_a_commitment_that_is_also_a_draft(world):
    other = making.add_service(world.carta, "Pasaporte", "pasaporte", world.unit)
    commitment = making.add_commitment(other, "Pasaporte a tiempo", "a-tiempo")
    annex = making._annex(other, commitment, world.units["galapagos"])
    shown = render_content(annex.build_snapshot(), page=annex).replace("\xa0", " ")
    assert "25 minutos más que el estándar nacional" in shown


def test_the_preview_is_marked_as_a_draft_and_not_indexed(rf, world):
    page = CommitmentPage.objects.get(pk=world.commitment.pk)
    page.statement = "Un texto que se está escribiendo, 35 minutos."
    response = page.make_preview_request(rf.get("/"), "")
    shown = response.content.decode()
    assert "Un texto que se está escribiendo" in shown
    assert "todavía nadie lo ha aprobado" in shown
    assert 'content="noindex"' in shown


def test_the_preview_of_a_page_whose_file_is_gone_says_so(rf, world):
    from tests.carta_pages.public.test_files import document

    page = ServicePage.objects.get(pk=world.service.pk)
    page.sheet_document = document()
    page.sheet_document.file.storage.delete(page.sheet_document.file.name)
    response = page.make_preview_request(rf.get("/"), "")
    assert "Falta un archivo" in response.content.decode()


def test_a_service_under_review_shows_the_commitments_that_travel_with_it():
    from tests.factories.workflows import dossier_at

    cache.clear()
    world, dossier = dossier_at(Stage.CONTROL)
    item = dossier.items.get(page_id=world.service.pk)
    service = ServicePage.objects.get(pk=world.service.pk)
    shown = render_content(json.loads(item.snapshot), page=service)
    assert "Usted recibe su cédula en 35 minutos o menos." in said(shown)
    assert 'href=""' not in shown
