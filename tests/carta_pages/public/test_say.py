"""Whatever channel an entity declared, the commitment's code goes with what is said (R122)."""

import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from carta_pages.models import FeedbackChannel
from carta_pages.public import say
from tests.carta_pages.public import world as making
from workflows.models import Edition
from workflows.stages import Kind

COMMITMENT = "/registro-civil/cedula/cedula-en-35-minutos/"
LABELS = ["Opinar", "Reclamar", "Pedir la medida de subsanación"]
CODE = "RC-1, versión 2, abc"
OPINION = {"url": "https://ejemplo.ec/opine?tema=7#form"}
COMPLAINT = {"kind": {"value": "queja"}, "url": "https://ejemplo.ec/quejas"}


def reading(**content):
    edition = SimpleNamespace(number=2, code="abc") if content.pop("published", True) else None
    return SimpleNamespace(
        title="Cédula & ya", edition=edition, content={"indicators": [{"code": "RC-1"}], **content}
    )


def urls(here, service=None, carta=None):
    found = say.ways(here, service or {}, carta or {})
    assert [way.label for way in found] == (LABELS if found else [])
    return [way.url for way in found]


def channel(kind, **values):
    return {"kind": {"value": kind}, **values}


@pytest.mark.parametrize(
    ("here", "service", "carta"),
    [
        (reading(), {"contact_email": "a@ejemplo.ec"}, {"contact_email": "b@ejemplo.ec"}),
        (reading(), {}, {"contact_email": "a@ejemplo.ec"}),
        (reading(feedback_channels=[channel("correo_electronico", detail="a@ejemplo.ec")]), {}, {}),
        (reading(feedback_channels=[OPINION]), {"contact_email": "a@ejemplo.ec"}, {}),
    ],
)
def test_by_mail_a_letter_is_begun_that_names_the_commitment(here, service, carta):
    for url, subject in zip(
        urls(here, service, carta), ("Opinión", "Reclamo", "Pedido de subsanación"), strict=True
    ):
        letter = urlsplit(url)
        assert (letter.scheme, letter.path) == ("mailto", "a@ejemplo.ec")
        said = parse_qs(letter.query)
        assert said["subject"] == [f"{subject}: «Cédula & ya» ({CODE})"]
        assert f"«Cédula & ya» ({CODE})" in said["body"][0]
        assert "+" not in letter.query


def test_on_the_web_the_declared_page_is_opened_with_the_code():
    found = urls(
        reading(feedback_channels=[{"url": ""}, OPINION]), {}, {"complaint_channels": [COMPLAINT]}
    )
    opinion, complaint, remedy = map(urlsplit, found)
    assert opinion.path == remedy.path == "/opine"
    assert complaint.path == "/quejas"
    assert parse_qs(opinion.query) == {"tema": ["7"], "compromiso": [CODE]}
    assert opinion.fragment == "form"
    assert parse_qs(complaint.query) == {"compromiso": [CODE]}
    plain = reading(published=False, indicators=[], feedback_channels=[OPINION])
    assert urls(plain)[0] == OPINION["url"]


@pytest.mark.parametrize(
    ("here", "service", "carta"),
    [
        (reading(), {"contact_phone": "1800 000 123"}, {}),
        (reading(), {"contact_phone": "sin número"}, {"contact_phone": "1800 000 123 ext. 4"}),
        (reading(), {}, {"complaint_channels": [{**COMPLAINT, "url": "", "phone": "1800000123"}]}),
        (reading(feedback_channels=[channel("call_center", detail="1800 000123")]), {}, {}),
    ],
)
def test_by_telephone_the_number_is_dialled(here, service, carta):
    assert urls(here, service, carta) == ["tel:1800000123"] * 3


def test_in_person_the_window_or_the_office_its_address_and_its_hours_are_told():
    office = {"contact_office": "Jefatura", "contact_address": "Amazonas 1", "contact_hours": "8-5"}
    window = reading(feedback_channels=[channel("ventanilla", detail="Piso 1", hours="8-17")])
    assert urls(reading(), {}, office) == []
    assert say.visit(reading(), office) == "Jefatura, Amazonas 1, 8-5"
    assert say.visit(window, office) == "Piso 1, 8-17"
    assert urls(window) == []
    assert say.visit(reading(), {"contact_office": "Jefatura"}) == ""


def test_without_any_channel_nothing_is_promised():
    assert urls(reading(published=False)) == []
    assert say.visit(reading(), {}) == ""


LINK = re.compile(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
HOSTILE = [
    "javascript:alert(1)", "JAVASCRIPT://x/%0aalert(1)", "data:text/html,x", "//otro.ec/x",
    "/admin/", "https://", "http://[", "ftp://otro.ec/x", " ", "vbscript:x",
]  # fmt: skip


@pytest.mark.parametrize("url", HOSTILE)
def test_what_is_no_page_of_the_web_is_no_channel(url):
    assert urls(reading(feedback_channels=[{"url": url}])) == []


@pytest.mark.parametrize(
    "mail",
    ["a@b.ec?bcc=otro@c.ec", "a@b.ec,otro@c.ec", "a@b.ec\nBcc: otro@c.ec", "a b@c.ec", "@", "a@b",
     "<a@b.ec>"],
)  # fmt: skip
def test_what_is_not_one_mail_address_gets_no_letter(mail):
    assert urls(reading(), {"contact_email": mail}) == []


def test_a_hostile_title_stays_inside_the_letter_and_the_address():
    here = reading(feedback_channels=[OPINION])
    here.title = "x&cc=otro@c.ec\r\nBcc: otro@c.ec#?\u202e"
    here.content["indicators"] = [{"code": "&a=b#c"}]
    (letter, *_rest) = urls(here, {"contact_email": "a@ejemplo.ec"})
    assert set(parse_qs(urlsplit(letter).query)) == {"subject", "body"}
    assert "\n" not in letter
    page = urlsplit(urls(here)[0])
    assert set(parse_qs(page.query)) == {"tema", "compromiso"}
    assert page.fragment == "form"


# --- As citizens meet it ------------------------------------------------------------------


def again(world, **values):
    """The commitment and its service as they would be with other channels."""
    service = type(world.service).objects.get(pk=world.service.pk)
    service.contact_email = values.get("contact_email", "")
    service.contact_phone = values.get("contact_phone", "")
    making.publish(service, kind=Kind.UPDATE)
    carta = type(world.carta).objects.get(pk=world.carta.pk)
    carta.contact_email = carta.contact_phone = carta.contact_address = ""
    carta.complaint_channels.set([])
    making.publish(carta, kind=Kind.UPDATE)
    page = type(world.commitment).objects.get(pk=world.commitment.pk)
    page.feedback_channels.set([FeedbackChannel(**row) for row in values.get("channels", ())])
    making.publish(page, kind=Kind.UPDATE)
    return Edition.objects.filter(page_id=page.pk).order_by("number").last()


CHANNELS = {
    "mailto:": {"contact_email": "a@ejemplo.ec"},
    "https:": {"channels": [{"kind": "pagina_web", "url": "https://ejemplo.ec/opine"}]},
    "tel:": {"contact_phone": "1800 000 123"},
    "": {"channels": [{"kind": "ventanilla", "detail": "Amazonas N37-61"}]},
}


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", CHANNELS)
def test_the_page_and_the_embed_lead_to_the_declared_channel_with_the_code(client, world, scheme):
    edition = again(world, **CHANNELS[scheme])
    for path in (COMMITMENT, COMMITMENT + "incrustar/"):
        html = client.get(path).content.decode()
        links = {
            " ".join(re.sub(r"<[^>]+>", "", words).split()): unescape(url)
            for url, words in LINK.findall(html)
        }
        for label in LABELS:
            assert (label in links) is bool(scheme), (path, label)
            if scheme:
                assert links[label].startswith(scheme)
            if scheme in {"mailto:", "https:"}:
                asked = parse_qs(urlsplit(links[label]).query)
                assert edition.code in str(asked), path
        assert f"<strong>{say.code_of(edition_reading(edition))}</strong>" in html
        if not scheme:
            assert "Amazonas N37-61" in html
        if path.endswith("incrustar/"):
            assert html.count('target="_parent"') == html.count("<a ")


def edition_reading(edition):
    return SimpleNamespace(edition=edition, content=edition.content)
