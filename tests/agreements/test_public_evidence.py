"""Evidence that the entity opens is read by anybody, and nothing else of it is (R218, R220)."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from agreements import joining
from agreements.models import Evidence
from agreements.services.evidence import add_evidence as add
from agreements.services.evidence import correct_evidence
from agreements.vocabulary import EvidenceKind, Subject
from entities import clock
from entities.vocabulary import Role
from tests.factories.agreements import (
    PDF,
    add_evidence,
    stand_behind,
    stand_behind_service,
    upload,
)
from tests.factories.workflows import edit, make_world, publish, publish_carta, submit
from workflows.models import FrozenFile
from workflows.stages import Kind

pytestmark = pytest.mark.django_db
OPEN = b"%PDF-1.4 abierta"
SHA = hashlib.sha256(OPEN).hexdigest()
PRIVATE = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def world():
    """A published commitment with private evidence and one public item."""
    joining.leave()  # the world is planned before anything stands behind it
    made = make_world()
    joining.join()
    stand_behind_service(made.service)
    stand_behind(made.commitment)
    open_one(made)
    publish_carta(made)
    publish(made, submit(made))
    return made


def open_one(world, **values):
    factor = Evidence.objects.filter(subject_kind=Subject.FACTOR).first().subject
    made = {"title": "Encuesta de espera", "is_public": True, "body": OPEN, **values}
    return add_evidence(world.entity, Subject.FACTOR, factor, **made)


def page_of(world):
    return f"/{world.carta.slug}/{world.service.slug}/{world.commitment.slug}/"


def file_of(world, sha256=SHA):
    return f"{page_of(world)}evidencia/{sha256}/"


def the_open():
    return Evidence.objects.get(sha256=SHA)


def test_the_page_lists_what_is_open_with_its_hash_and_nothing_private(client, world):
    shown = client.get(page_of(world)).content.decode()
    assert "Evidencia pública" in shown
    assert SHA in shown
    assert f'href="{file_of(world)}"' in shown
    assert PRIVATE not in shown


def test_the_file_is_what_was_hashed_and_is_saved_not_shown(client, world):
    answer = client.get(file_of(world))
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == SHA
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, no-cache"
    assert client.get(file_of(world), headers={"if-none-match": f'"{SHA}"'}).status_code == 304


@pytest.mark.parametrize("sha256", [PRIVATE, "0" * 64, SHA.upper(), SHA[:-1], "x", "%2e%2e"])
def test_private_and_unknown_are_not_there(client, world, sha256):
    assert client.get(file_of(world, sha256)).status_code == 404


@pytest.mark.parametrize("where", ["", "otro/", f"{SHA}/informe.pdf/"])
def test_only_the_hash_follows_the_word(client, world, where):
    assert client.get(f"{page_of(world)}evidencia/{where}").status_code == 404


def test_it_is_nowhere_else(client, world):
    for page in (f"/{world.carta.slug}/", f"/{world.carta.slug}/{world.service.slug}/"):
        assert client.get(f"{page}evidencia/{SHA}/").status_code == 404
    name = FrozenFile.objects.get(pk=SHA).name
    assert client.get(f"/archivos/{SHA}/{name}").status_code == 404


@pytest.mark.parametrize(
    "closing",
    [
        {"is_public": False},
        {"in_force": False},
    ],
)
def test_closing_it_closes_it(client, world, closing):
    correct_evidence(the_open(), actor_id=None, reason="Tiene datos personales.", **closing)
    assert client.get(file_of(world)).status_code == 404
    assert client.get(file_of(world), headers={"if-none-match": f'"{SHA}"'}).status_code == 404
    assert "Evidencia pública" not in client.get(page_of(world)).content.decode()


def test_what_is_opened_after_the_approval_waits_for_the_next_edition(client, world):
    """Nobody has reviewed it: it goes with the next text that is approved."""
    body = b"%PDF-1.4 posterior"
    later = hashlib.sha256(body).hexdigest()
    open_one(world, body=body, title="Encuesta posterior")
    assert client.get(file_of(world, later)).status_code == 404
    edit(world.commitment, world.people[Role.UNI], search_description="Otro resumen.")
    sent = submit(world, kind=Kind.UPDATE, cause="Nueva evidencia.")
    assert client.get(file_of(world, later)).status_code == 404
    publish(world, sent)
    assert client.get(file_of(world, later)).status_code == 200


def test_what_was_reviewed_may_be_opened_later(client, world):
    row = Evidence.objects.filter(subject_kind=Subject.FACTOR, sha256=PRIVATE).get()
    correct_evidence(row, actor_id=None, reason="Se anonimizó antes.", is_public=True)
    assert client.get(file_of(world, PRIVATE)).status_code == 200


def test_excluding_the_commitment_closes_it(client, world):
    publish(world, submit(world, world.service, kind=Kind.EXCLUSION, cause="Se elimina."))
    assert client.get(file_of(world)).status_code == 404
    assert SHA not in client.get(page_of(world)).content.decode()


@pytest.mark.parametrize("query", ["?fecha={day}", "versiones/1/"])
def test_other_days_and_versions_show_none(client, world, query):
    where = page_of(world) + query.format(day=clock.today().isoformat())
    assert SHA not in client.get(where).content.decode()


@pytest.mark.parametrize("name", ['"><script>.pdf', "a\r\nSet-Cookie: x=1.pdf", "ñandú «1».pdf"])
def test_hostile_names_are_harmless(client, world, name):
    factor = Evidence.objects.filter(subject_kind=Subject.FACTOR).first().subject
    body = b"%PDF-1.4 hostil"
    add(
        world.entity,
        subject_kind=Subject.FACTOR,
        subject=factor,
        upload=upload(name, body),
        actor_id=None,
        kind=EvidenceKind.SURVEY,
        title="<b>Hostil</b>",
        dated_on=clock.today(),
        author="Unidad",
        sample="1",
        finding="Nada",
        is_public=True,
    )
    edit(world.commitment, world.people[Role.UNI], search_description="Otro resumen.")
    publish(world, submit(world, kind=Kind.UPDATE, cause="Nueva evidencia."))
    shown = client.get(page_of(world)).content.decode()
    assert "<b>Hostil</b>" not in shown
    assert escape("<b>Hostil</b>") in shown
    answer = client.get(file_of(world, hashlib.sha256(body).hexdigest()))
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "Set-Cookie" not in answer.headers
    assert "<" not in answer["Content-Disposition"]


def test_a_page_without_public_evidence_asks_once(client, world):
    Evidence.objects.update(is_public=False)
    with CaptureQueriesContext(connection) as queries:
        client.get(page_of(world))
    asked = [row["sql"] for row in queries if "agreements_" in row["sql"]]
    assert len(asked) == 1
    assert not [row for row in queries if "frozenbacking" in row["sql"]]
