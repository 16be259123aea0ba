"""Anybody can check a version alone (DESIGN §3.12-3.13)."""

import hashlib
import json
from datetime import date

import pytest

from carta_pages.models import CommitmentPage
from carta_pages.public.views.verification import code_in
from tests.carta_pages.public import world as making
from workflows.models import Edition, PublishedHead
from workflows.services import trace
from workflows.stages import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(world):
    return Edition.objects.get(page_id=world.commitment.pk)


def html(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode().replace("\xa0", " ")


def test_a_version_says_its_act_its_stages_and_its_hash(client, edition):
    shown = html(client, f"/verificar/{edition.code}/")
    for part in (
        edition.title,
        edition.sha256,
        edition.record_hash,
        edition.legal_act,
        "15 de enero de 2026",
        "Elaboración y revisión",
        "Dirección de Calidad",
        "Directora de Calidad",
        "Registro Civil de Prueba",
        "Está en vigor.",
    ):
        assert part in shown
    assert shown.count("Coincide.") == 2
    assert "No coincide." not in shown


def test_the_downloaded_bytes_give_the_hash(client, edition):
    response = client.get(f"/verificar/{edition.code}/contenido.json")
    assert response["Content-Type"] == "application/json"
    assert "attachment" in response["Content-Disposition"]
    assert hashlib.sha256(response.content).hexdigest() == edition.sha256
    assert json.loads(response.content)["title"] == edition.title


def test_an_older_version_says_which_one_rules(client, world, edition):
    page = CommitmentPage.objects.get(pk=world.commitment.pk)
    making.publish(page, on=date(2026, 5, 1), kind=Kind.UPDATE, note="Cambia.")
    assert "rige la versión 2" in html(client, f"/verificar/{edition.code}/")
    newest = Edition.objects.get(page_id=page.pk, number=2)
    assert "Está en vigor." in html(client, f"/verificar/{newest.code}/")


def test_an_exclusion_says_so(client, world, edition):
    page = CommitmentPage.objects.get(pk=world.commitment.pk)
    making.publish(page, on=date(2026, 5, 1), kind=Kind.EXCLUSION, note="Se excluye.")
    assert "fue excluida de la carta" in html(client, f"/verificar/{edition.code}/")
    newest = Edition.objects.get(page_id=page.pk, number=2)
    assert "Excluye esta página" in html(client, f"/verificar/{newest.code}/")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"snapshot": '{"title":"Otro"}'}, "El contenido guardado ya no da la huella"),
        ({"legal_act": "OTRO-ACTO"}, "Los datos de la publicación no son los que quedaron"),
        ({"stages_passed": []}, "Los datos de la publicación no son los que quedaron"),
    ],
)
def test_an_altered_version_is_told(client, edition, monkeypatch, change, what):
    altered = Edition.objects.select_related("page", "dossier__entity").get(pk=edition.pk)
    for name, value in change.items():
        setattr(altered, name, value)
    monkeypatch.setattr(
        "carta_pages.public.views.verification.selectors.edition_by_code", lambda code: altered
    )
    shown = html(client, f"/verificar/{edition.code}/")
    assert "No coincide." in shown
    assert what in shown


def test_the_published_head_of_the_trace_is_shown(client, edition):
    head = trace.publish_head(date(2026, 11, 1))
    shown = html(client, f"/verificar/{edition.code}/")
    assert head.hash in shown
    assert "1 de noviembre de 2026" in shown
    assert head.hash in html(client, "/verificar/")
    assert PublishedHead.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    ["{code}", "  {code} ", "http://testserver/verificar/{code}/", "/verificar/{code}/?x=1"],
)
def test_a_code_is_found_as_people_paste_it(client, edition, typed):
    response = client.get("/verificar/", {"codigo": typed.format(code=edition.code)})
    assert response.status_code == 302
    assert response["Location"] == f"/verificar/{edition.code}/"


def test_codes_in_parts_are_joined():
    assert code_in("abc def\u202e ghi") == "abcdefghi"
    assert code_in("../../etc") == ""


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("", 400),
        ("   ", 400),
        ("no-existe", 404),
        ("<script>", 404),
        ("x" * 5000, 404),
        ("a/b", 400),
    ],
)
def test_an_unknown_code_is_explained_beside_the_field(client, edition, typed, status):
    response = client.get("/verificar/", {"codigo": typed})
    shown = response.content.decode()
    assert response.status_code == status
    assert 'aria-describedby="codigo-ayuda codigo-error"' in shown
    assert "<script>" not in shown


@pytest.mark.parametrize("path", ["/verificar/no-existe/", "/verificar/no-existe/contenido.json"])
def test_an_unknown_address_is_not_found(client, edition, path):
    assert client.get(path).status_code == 404


def test_an_unknown_address_of_a_proof_offers_the_form_again(client, edition):
    shown = client.get("/verificar/no-existe/").content.decode()
    assert 'value="no-existe"' in shown
    assert "No hay ninguna versión publicada con ese código." in shown


def test_every_version_of_the_site_can_be_verified_from_its_page(client, world, edition):
    shown = html(client, "/registro-civil/cedula/cedula-en-35-minutos/versiones/1/")
    assert f'href="http://testserver/verificar/{edition.code}/"' in shown
    assert f"<code>{edition.code}</code>" in shown


def test_the_promise_is_laid_beside_the_paper(client, edition):
    shown = html(client, f"/verificar/{edition.code}/")
    assert 'class="statement"' in shown
    assert '«Le entregamos su cédula en <b class="figure">35 minutos</b> o menos.»' in shown


def test_an_altered_promise_is_not_shown_as_the_promise(client, edition, monkeypatch):
    altered = Edition.objects.select_related("page", "dossier__entity").get(pk=edition.pk)
    altered.snapshot = '{"title": "Otro", "statement": "En 5 minutos."}'
    monkeypatch.setattr(
        "carta_pages.public.views.verification.selectors.edition_by_code", lambda code: altered
    )
    assert 'class="statement"' not in html(client, f"/verificar/{edition.code}/")
