"""``/buscar/``: what is published is found by everyday words, and only what is published (R174)."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carta_pages.models import SearchDocument, SearchPosting, SearchTerm, ServiceState
from carta_pages.search import matching
from carta_pages.services import discovery, search_index
from carta_pages.states import State
from tests.carta_pages.public import world as making
from tests.factories.entities import ProvinceFactory
from workflows.stages import Kind

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
COMMITMENT = BASE + "cedula/cedula-en-35-minutos/"
SEARCH = "/buscar/"


@pytest.fixture
def found(world, client):
    """Indexes what is published and gives the titles that a search shows, in order."""
    search_index.rebuild()

    def ask(q="", **parameters):
        response = client.get(SEARCH, {"q": q, **parameters} if q else parameters)
        assert response.status_code == 200
        return titles(response)

    return ask


def titles(response):
    html = response.content.decode()
    links = re.findall(r"<h3>\s*<a href=\"[^\"]*\">(.*?)</a>", html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", link).strip() for link in links]


def page(client, **parameters):
    return client.get(SEARCH, parameters).content.decode()


def test_the_address_has_its_name():
    assert reverse("carta_search") == SEARCH


@pytest.mark.parametrize(
    "q",
    [
        "cédula",
        "CEDULA",
        "cedula",
        "cédulas",
        "cedulación",
        "sedula",
        "zédula",
        "la cédula",
        "cedla",
    ],
)
def test_an_everyday_word_finds_the_service_before_what_hangs_from_it(found, q):
    assert found(q) == [
        "Cédula de identidad",
        "Cédula en 35 minutos",
        "Anexo territorial de la cédula",
    ]


def test_the_title_counts_more_than_the_promise_and_the_promise_more_than_the_rest(world, found):
    service = making.add_service(world.carta, "Pasaporte", "pasaporte", world.unit)
    first = making.add_commitment(service, "Sin filas", "sin-filas", statement="Turno con hora.")
    second = making.add_commitment(service, "Turno", "turno", statement="Le atendemos.")
    making.publish(service, first, second)
    search_index.refresh([service.pk])
    assert found("turno")[:3] == ["Turno", "Sin filas", "Cédula de identidad"]


def test_the_word_itself_counts_more_than_its_other_forms_and_than_its_synonyms(world, found):
    for title, slug in (("Licencias", "b"), ("Licencia", "a"), ("Brevete", "c")):
        service = making.add_service(world.carta, title, slug, world.unit)
        making.publish(service)
        search_index.refresh([service.pk])
    discovery.save_synonyms(None, words="licencia, brevete")
    assert found("licencia") == ["Licencia", "Licencias", "Brevete"]
    assert found("brevete") == ["Brevete", "Licencia", "Licencias"]
    assert found("licencia", literal="1") == ["Licencia", "Licencias"]


def test_a_corrected_word_is_said_and_can_be_undone(client, found):
    html = page(client, q="sedula")
    assert "Se muestran resultados de «<strong>cédula</strong>»." in html
    literal = re.search(r'href="([^"]*literal=1[^"]*)"', html)[1].replace("&amp;", "&")
    html = client.get(literal).content.decode()
    assert "Ningún resultado" in html
    assert "Se muestran resultados de" not in html


def test_a_word_that_is_known_is_never_corrected(client, found):
    assert "Se muestran resultados de" not in page(client, q="cedulas")


def test_all_words_are_needed_and_when_no_page_has_them_some_are_enough(client, world, found):
    assert found("cédula vuelos") == ["Anexo territorial de la cédula"]
    html = page(client, q="renueva vuelos")
    assert "esto tiene alguna" in html
    assert found("renueva vuelos") == ["Cédula de identidad", "Anexo territorial de la cédula"]


def test_a_word_that_is_nowhere_does_not_hide_the_others(client, found):
    assert found("cédula zzyzx")[0] == "Cédula de identidad"
    assert "«zzyzx» no está en nada de lo publicado." in page(client, q="cédula zzyzx")


def test_found_words_are_marked_and_what_people_wrote_is_escaped(client, world, found):
    title = "Rampas <b>anchas</b> & más"
    service = making.add_service(world.carta, title, "rampas", world.unit)
    making.publish(service)
    search_index.refresh([service.pk])
    html = page(client, q="rampas anchas")
    assert "<mark>Rampas</mark> &lt;b&gt;<mark>anchas</mark>&lt;/b&gt; &amp; más" in html


def test_synonyms_are_used_as_soon_as_they_are_saved(found):
    assert found("dni") == []
    group = discovery.save_synonyms(None, words="cédula, DNI")
    assert found("dni")[0] == "Cédula de identidad"
    assert found("D.N.I.")[0] == "Cédula de identidad"
    discovery.save_synonyms(
        group, words=group.words, in_force=False, reason="Ya no se usa la palabra."
    )
    assert found("dni") == []


def test_several_words_may_mean_one(found):
    discovery.save_synonyms(None, words="carné nacional, cédula")
    assert found("carné nacional")[0] == "Cédula de identidad"
    discovery.save_synonyms(None, words="RC, registro civil")
    assert found("rc") == found("registro civil") != []


def test_drafts_are_never_found(world, found):
    making.add_service(world.carta, "Secreto sin publicar", "secreto", world.unit)
    draft = type(world.service).objects.get(pk=world.service.pk)
    draft.title = "Secreto del borrador"
    draft.save_revision(clean=False)
    search_index.rebuild()
    assert found("secreto") == []
    assert not SearchTerm.objects.filter(text__startswith="secret").exists()


def test_the_index_follows_a_new_version_and_forgets_the_words_of_the_old(world, found):
    assert found("identidad")[0] == "Cédula de identidad"
    world.service.title = "Documento único"
    making.publish(world.service, on=date(2026, 3, 1), kind=Kind.UPDATE)
    search_index.refresh([world.service.pk])
    assert found("documento")[0] == "Documento único"
    assert "Cédula de identidad" not in found("cédula")
    assert not SearchTerm.objects.filter(text="identidad").exists()


def test_what_is_excluded_is_not_found_nor_what_hangs_from_it(world, found):
    making.publish(world.commitment, on=date(2026, 3, 1), kind=Kind.EXCLUSION)
    search_index.refresh([world.service.pk])
    assert found("cédula") == ["Cédula de identidad", "Anexo territorial de la cédula"]
    making.publish(world.service, on=date(2026, 3, 2), kind=Kind.EXCLUSION)
    search_index.refresh([world.service.pk])
    assert found("cédula") == []
    assert not SearchPosting.objects.exists()
    assert not SearchTerm.objects.exists()


def test_an_excluded_state_is_enough(world, found):
    ServiceState.objects.filter(service=world.service).update(value=State.EXCLUDED)
    search_index.refresh([world.service.pk])
    assert found("cédula") == []


def test_the_index_follows_the_state(client, world, found):
    assert found(estado="publicado")
    ServiceState.objects.filter(service=world.service).update(value=State.RENEWED)
    search_index.refresh([world.service.pk])
    assert found(estado="publicado") == []
    assert found(estado="renovado")


def snapshot():
    words = dict(SearchTerm.objects.values_list("pk", "text"))
    return (
        sorted(SearchDocument.objects.values_list("page_id", "fingerprint")),
        sorted(SearchTerm.objects.values_list("text", "stem", "sound", "documents")),
        sorted((d, words[t], w) for d, t, w in SearchPosting.objects.values_list(
            "document_id", "term_id", "weight"
        )),
        sorted(SearchTerm.objects.filter(grams__isnull=False).values_list("text", "grams__gram")),
    )  # fmt: skip


def test_a_rebuild_gives_what_following_gave(world, found):
    service = making.add_service(world.carta, "Pasaporte", "pasaporte", world.unit)
    making.publish(service)
    search_index.refresh([service.pk])
    world.service.title = "Cédula renovada"
    making.publish(world.service, on=date(2026, 3, 1), kind=Kind.UPDATE)
    search_index.refresh([world.service.pk])
    making.publish(world.commitment, on=date(2026, 3, 1), kind=Kind.EXCLUSION)
    search_index.refresh([world.service.pk])
    followed = snapshot()
    again = search_index.rebuild()
    assert (again.changed, again.removed) == (0, 0)
    assert snapshot() == followed
    search_index.rebuild(empty=True)
    assert snapshot() == followed


def test_every_word_counts_the_pages_that_hold_it(world, found):
    for term in SearchTerm.objects.all():
        assert term.documents == SearchPosting.objects.filter(term=term).count() > 0


FILTERS = {
    "entidad": "registro-civil",
    "provincia": "20",
    "dimension": "capacidad_respuesta",
    "canal": "oficina",
    "estado": "publicado",
    "tipo": "anexo",
}


def test_filters_narrow_together_and_count_what_they_would_leave(client, world, found):
    assert found("cédula", **FILTERS) == ["Anexo territorial de la cédula"]
    html = page(client, q="cédula")
    counted = re.findall(r"tipo=(\w+)[^>]*>([^<]+)</a>\s*<span class=\"soft\">\s*(\d+)", html)
    assert counted == [
        ("anexo", "Anexos territoriales", "1"),
        ("compromiso", "Compromisos", "1"),
        ("servicio", "Servicios", "1"),
    ]
    for name in FILTERS:
        assert re.search(rf'href="/buscar/\?[^"]*{name}=', html), name


def test_a_count_is_what_the_link_gives(client, world, found):
    html = page(client, q="cédula")
    links = re.findall(r'<a href="(/buscar/\?[^"]+)">[^<]+</a>\s*<span class="soft">\s*(\d+)', html)
    assert len(links) > 6
    for url, count in links:
        shown = titles(client.get(url.replace("&amp;", "&")))
        assert len(shown) == int(count), url


def test_a_province_goes_by_code_or_by_name_and_has_what_holds_everywhere(world, found):
    ProvinceFactory(code="17", name="Pichincha")
    both = ["Cédula de identidad", "Cédula en 35 minutos"]
    assert found("cédula", provincia="17") == found("cédula", provincia="pichincha") == both
    assert found("cédula", provincia="galapagos") == [*both, "Anexo territorial de la cédula"]


def test_a_filter_that_does_not_exist_is_left_aside_and_said(client, found):
    html = page(client, q="cédula", entidad="<b>nadie</b>")
    assert "Se dejó de lado un filtro que no existe." in html
    assert "nadie" not in html
    assert found("cédula", entidad="nadie") == found("cédula")


def test_with_filters_that_leave_nothing_the_way_out_says_what_it_gives(client, world, found):
    html = page(client, q="cédula", estado="renovado", canal="oficina")
    assert "Ningún resultado" in html
    ways = re.findall(r"Sin «([^»]+)»\s*</a>\s*<span class=\"soft\">\s*(\d+) resultados?", html)
    assert ways == [("Estado del servicio: Renovado", "3")]


def test_where_nothing_is_found_there_is_help_and_the_box_again(client, world, found):
    discovery.save_event(None, name="Identificarse", slug="id", services=[world.service])
    search_index.refresh([world.service.pk])
    html = page(client, q="zzyzx")
    assert 'name="q"' in html
    assert "Qué puede intentar" in html
    assert "Por momento de la vida" in html
    assert f'href="{SEARCH}"' in html


def test_a_moment_of_life_leads_to_its_services(client, world, found):
    event = discovery.save_event(
        None, name="Identificarse", slug="identificarse", services=[world.service]
    )
    search_index.refresh([world.service.pk])
    html = page(client)
    assert "/buscar/?evento=identificarse" in html
    assert found(evento="identificarse")[0] == "Cédula de identidad"
    discovery.save_event(
        event, services=[], name=event.name, slug=event.slug, reason="No corresponde."
    )
    search_index.refresh([world.service.pk])
    assert "evento=identificarse" not in page(client)


def test_the_front_page_of_the_search_lists_entities_with_something_published(client, found):
    html = page(client)
    assert "/buscar/?entidad=registro-civil" in html
    assert "3 páginas" in html
    assert found(entidad="registro-civil")[0] == "Cédula de identidad"


def test_results_come_ten_at_a_time_and_their_pages_keep_the_search(client, world, found):
    pages = [
        making.add_service(world.carta, f"Trámite {n}", f"tramite-{n}", world.unit)
        for n in range(12)
    ]
    making.publish(*pages, light=True)
    search_index.rebuild()
    html = page(client, q="tramite", tipo="servicio")
    assert "12 resultados" in html
    following = re.search(r'href="(\?[^"]*pagina=2)"', html)[1].replace("&amp;", "&")
    response = client.get(SEARCH + following)
    assert len(titles(response)) == 2
    assert client.get(SEARCH, {"q": "tramite", "pagina": "3"}).status_code == 404


def test_more_than_is_read_is_said_and_the_best_are_kept(client, world, found, monkeypatch):
    pages = [
        making.add_service(world.carta, f"Trámite {n}", f"tramite-{n}", world.unit)
        for n in range(6)
    ]
    making.publish(*pages, light=True)
    search_index.rebuild()
    monkeypatch.setattr(matching, "MOST_FOUND", 4)
    html = page(client, q="tramite")
    assert "Más de 4 resultados" in html
    assert len(found("registro", tipo="anexo")) == 1, "a filter is asked among its own"


def queries(client, **parameters):
    client.get(SEARCH, parameters)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(SEARCH, parameters).status_code == 200
    return [query["sql"] for query in captured]


SEARCHES = [
    {"q": "cedula"},
    {"q": "sedula"},
    {"q": "sedla galapgos registr"},
    {"q": "zzyzx"},
    {"q": "cédula vuelos renueva"},
    {"q": "cedula", **FILTERS},
    {"evento": "identificarse"},
    {},
]


@pytest.mark.parametrize("asked", SEARCHES, ids=str)
def test_the_number_of_queries_is_small_and_does_not_grow(client, world, found, asked):
    discovery.save_synonyms(None, words="cédula, DNI")
    discovery.save_event(None, name="Identificarse", slug="identificarse", services=[world.service])
    search_index.rebuild()
    before = queries(client, **asked)
    assert len(before) <= 14
    assert not [sql for sql in before if sql.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    pages = []
    for n in range(12):
        service = making.add_service(world.carta, f"Cédula {n}", f"otra-{n}", world.unit)
        pages += [service, making.add_commitment(service, f"Cédula rápida {n}", "rapida")]
    making.publish(*pages, light=True)
    search_index.rebuild()
    assert len(queries(client, **asked)) <= len(before)


def test_reading_leaves_no_cookie_and_results_are_not_for_search_engines(client, found):
    response = client.get(SEARCH, {"q": "cédula"})
    assert not response.cookies
    assert 'name="robots" content="noindex"' in response.content.decode()
    assert "noindex" not in page(client)
    assert client.post(SEARCH, {"q": "x"}).status_code in {403, 405}


def test_the_front_door_offers_the_moments_that_have_a_published_service(client, world):
    for name, services in (("Identificarse", [world.service]), ("Volar", [])):
        discovery.save_event(None, name=name, slug=name.lower(), services=services)
    shown = client.get("/").content.decode()
    assert shown.count("evento=identificarse") == 1
    assert "evento=volar" not in shown
