"""The words of the search: how they are compared, corrected, extended and shown (R174)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carta_pages.discovery_data import EVENTS, SYNONYMS
from carta_pages.search import asking, excerpts, facets, spelling, synonyms, words
from carta_pages.search.facets import Facet
from carta_pages.search.spelling import Known


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Cédula", ["cedula"]),
        ("CÉDULA DE IDENTIDAD", ["cedula", "de", "identidad"]),
        ("cedula", ["cedula"]),
        ("Cédula descompuesta: ce\u0301dula", ["cedula", "descompuesta", "cedula"]),
        ("niño, niña", ["nino", "nina"]),
        ("D.N.I. y R.U.C.", ["dni", "ruc"]),
        ("fin.Otra frase", ["fin", "otra", "frase"]),
        ("35 minutos", ["35", "minutos"]),
        ("4,3 o más", ["4", "3", "mas"]),
        ("guion_bajo y guion-medio", ["guion", "bajo", "guion", "medio"]),
        ("ＣＥＤＵＬＡ", ["cedula"]),
        ("<script>alert(1)</script>", ["script", "alert", "1", "script"]),
        ("a" * 41, []),
        ("", []),
        ("\x00\u202e", []),
    ],
)
def test_case_accents_and_signs_do_not_count(written, compared):
    assert words.words(written) == compared


@given(st.text(max_size=200))
def test_a_word_is_where_its_token_says(text):
    for token in words.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert words.normal(token.text) == token.text


@given(st.text(max_size=300))
def test_the_pieces_of_a_marked_text_are_the_text(text):
    wanted = set(words.words(text)[::2])
    assert "".join(piece.text for piece in excerpts.marked(text, wanted)) == text


@pytest.mark.parametrize(
    "forms",
    [
        ("cedula", "cedulas", "cedulacion"),
        ("emision", "emisiones"),
        ("matricula", "matriculas", "matriculacion"),
        ("renovar", "renovacion", "renovado"),
        ("jubilarse", "jubilacion", "jubilado", "jubilados"),
        ("pasaporte", "pasaportes"),
        ("trabajo", "trabajar", "trabajador"),
        ("nino", "nina", "ninos"),
        ("minuto", "minutos"),
        ("pago", "pagar", "pagos"),
    ],
)
def test_forms_of_a_word_share_their_stem(forms):
    assert len({words.stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("cedula", "certificado"), ("pasaporte", "pasillo"), ("licencia", "libro"), ("35", "36")],
)
def test_other_words_have_another_stem(one, other):
    assert words.stem(one) != words.stem(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sedula", "cedula"),
        ("zedula", "cedula"),
        ("lisensia", "licencia"),
        ("nasimiento", "nacimiento"),
        ("bacuna", "vacuna"),
        ("ijo", "hijo"),
        ("konducir", "conducir"),
        ("yave", "llave"),
        ("jeneral", "general"),
        ("exsamen", "examen"),
        ("enpleo", "empleo"),
        ("aprovar", "aprobar"),
    ],
)
def test_words_that_sound_the_same_are_heard_the_same(typed, meant):
    assert words.sound(typed) == words.sound(meant)


@pytest.mark.parametrize(("one", "other"), [("casa", "cama"), ("perro", "pelo"), ("guia", "jia")])
def test_words_that_sound_otherwise_are_not(one, other):
    assert words.sound(one) != words.sound(other)


VOCABULARY = [
    Known(text, shown, words.sound(text), documents)
    for text, shown, documents in (
        ("cedula", "cédula", 24),
        ("pasaporte", "pasaporte", 7),
        ("licencia", "licencia", 9),
        ("matricula", "matrícula", 3),
        ("certificado", "certificado", 12),
        ("publicacion", "publicación", 30),
        ("pago", "pago", 5),
        ("vago", "vago", 1),
        ("jubilacion", "jubilación", 2),
    )
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sedula", "cedula"),
        ("cédula", "cedula"),
        ("pasaprote", "pasaporte"),
        ("pasport", "pasaporte"),
        ("lisensia", "licencia"),
        ("matricla", "matricula"),
        ("certifcado", "certificado"),
        ("sertificado", "certificado"),
        ("jubilasion", "jubilacion"),
        ("matri", "matricula"),
        ("bago", "vago"),
        ("zapato", None),
        ("cosmonauta", None),
        ("xyz", None),
        ("pa", None),
    ],
)
def test_the_nearest_word_is_taken_and_a_far_one_is_not(typed, meant):
    found = spelling.best(words.normal(typed), VOCABULARY)
    assert (found.text if found else None) == meant


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("", "abc", 3),
        ("pasaprote", "pasaporte", 1),
        ("ab", "ba", 1),
        ("casa", "cosas", 2),
        ("abc", "xyz", 3),
    ],
)
def test_two_letters_that_changed_places_are_one_mistake(one, other, steps):
    assert spelling.distance(one, other) == steps
    assert spelling.distance(other, one) == steps


@given(st.text("abcde", max_size=9), st.text("abcde", max_size=9))
def test_the_distance_is_none_only_between_equals(one, other):
    steps = spelling.distance(one, other)
    assert (steps == 0) == (one == other)
    assert abs(len(one) - len(other)) <= steps <= max(len(one), len(other))


GROUPS = ["cédula, carnet, carné, DNI, documento de identidad", "RUC, registro único"]


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        (["dni"], [[("cedula",), ("carnet",), ("carne",), ("documento", "identidad")]]),
        (["cedulas"], [[("carnet",), ("carne",), ("dni",), ("documento", "identidad")]]),
        (["documento", "identidad", "hoy"], [[("cedula",), ("carnet",), ("carne",), ("dni",)], []]),
        (["registro", "unico"], [[("ruc",)]]),
        (["registro", "civil"], [[], []]),
        (["pasaporte"], [[]]),
        ([], []),
    ],
)
def test_a_group_gives_the_other_ways_to_say_it(asked, others):
    assert [list(unit.others) for unit in synonyms.units(asked, GROUPS)] == others


def test_every_initial_group_says_one_thing_in_two_ways_at_least():
    assert all(len(synonyms.entries(text)) >= 2 for text in SYNONYMS)
    every = [entry for text in SYNONYMS for entry in synonyms.entries(text)]
    assert len(every) == len(set(every)), "a way to say something stands in two groups"


def test_initial_moments_have_addresses_of_their_own():
    slugs = [event["slug"] for event in EVENTS]
    assert len(set(slugs)) == len(slugs) > 8


def test_a_long_search_is_cut_and_says_so():
    asked = asking.read({"q": " ".join(f"palabra{n}" for n in range(10_000))})
    assert len(asked.words) == asking.MOST_WORDS
    assert len(asked.text) <= asking.MOST_LETTERS
    assert asked.was_cut
    assert not asking.read({"q": "sacar la cédula"}).was_cut


def test_small_words_do_not_tell_unless_there_are_no_others():
    assert asking.read({"q": "¿cómo saco la cédula?"}).words == ("saco", "cedula")
    assert asking.read({"q": "de la"}).words == ("de", "la")


@pytest.mark.parametrize(
    ("parameters", "values"),
    [
        ({"entidad": "sri"}, {Facet.ENTITY: "sri"}),
        ({"provincia": "el-oro", "canal": "oficina"}, {"provincia": "el-oro", "canal": "oficina"}),
        ({"entidad": ""}, {}),
        ({"entidad": "x" * 81}, {}),
        ({"entidad": "\x00\u202e"}, {}),
        ({"otra": "cosa", "q": "x"}, {}),
    ],
)
def test_only_known_filters_are_read(parameters, values):
    assert asking.read(parameters).values == values


def test_what_holds_everywhere_passes_every_province():
    everywhere = frozenset({"provincia=todas", "tipo=servicio"})
    there = frozenset({"provincia=20", "tipo=anexo"})
    assert facets.passes(everywhere, {Facet.PROVINCE: "17"})
    assert not facets.passes(there, {Facet.PROVINCE: "17"})
    assert facets.passes(there, {Facet.PROVINCE: "20", Facet.KIND: "anexo"})
    assert not facets.passes(there, {Facet.PROVINCE: "20", Facet.KIND: "servicio"})


LONG = "Palabras de relleno que no dicen nada. " * 20


@pytest.mark.parametrize(
    ("lead", "text", "shown", "marked"),
    [
        ("Le damos su cédula.", "", "Le damos su cédula.", ["cédula"]),
        ("Nada de eso.", "Traiga su CÉDULA.", "Traiga su CÉDULA.", ["CÉDULA"]),
        ("Nada de eso.", "Tampoco.", "Nada de eso.", []),
        ("", "", "", []),
    ],
)
def test_an_excerpt_shows_where_the_word_is(lead, text, shown, marked):
    pieces = excerpts.excerpt(lead, text, {"cedula"})
    assert "".join(piece.text for piece in pieces) == shown
    assert [piece.text for piece in pieces if piece.is_marked] == marked


def test_an_excerpt_of_a_long_text_is_short_and_begins_near_the_word():
    pieces = excerpts.excerpt("", f"{LONG} la cédula {LONG}", {"cedula"})
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) <= excerpts.LENGTH + 10
    assert [piece.text for piece in pieces if piece.is_marked] == ["cédula"]
