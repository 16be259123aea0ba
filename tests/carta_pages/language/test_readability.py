"""How easily a text is read: what is counted, what is left out, when there is no score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carta_pages.language import readability, sentences, voice
from carta_pages.language.readability import Counted

PLAIN = "Usted recibe su cédula el mismo día en la agencia. Le damos una hora y la cumplimos."
THICK = (
    "La institución garantizará la implementación de procedimientos administrativos "
    "interinstitucionales orientados a la optimización de la experiencia de la ciudadanía usuaria."
)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Usted recibe su cédula.", Counted(2 + 3 + 1 + 3, 4, 1)),
        ("Usted recibe su cédula. Es gratis.", Counted(9 + 1 + 2, 6, 2)),
        ("Le atendemos en 35 minutos.", Counted(1 + 4 + 1 + 3, 4, 1)),
        ("El 95,5 % de las citas", Counted(1 + 1 + 1 + 2, 4, 1)),
        ("A las 8:30 en el RUC", Counted(1 + 1 + 1 + 1, 4, 1)),
        ("Norma MDT-2025-163", Counted(2, 1, 1)),
        ("35. 40. 45.", Counted(0, 0, 0)),
        ("", Counted(0, 0, 0)),
        ("ATENCIÓN EN LÍNEA", Counted(3 + 1 + 3, 3, 1)),
        ("Y o y u", Counted(4, 4, 1)),
    ],
)
def test_figures_codes_and_acronyms_are_left_out(text, counted):
    assert readability.count(text) == counted


def test_both_formulas_are_those_of_their_authors():
    counted = readability.count(PLAIN)
    assert counted == Counted(31, 17, 2)
    score = readability.score(PLAIN)
    # 206.835 - 62.3 x 31/17 - 17/2 and 206.84 - 60 x 31/17 - 1.02 x 17/2
    assert (score.perspicuity, score.lecturability) == (85, 89)
    assert score.band == "muy fácil"


def test_a_thick_text_is_hard():
    score = readability.score(THICK)
    assert score.band == "muy difícil"
    assert score.perspicuity == 0


@pytest.mark.parametrize(
    ("perspicuity", "band"),
    [
        (100, "muy fácil"), (80, "muy fácil"), (79, "bastante fácil"), (65, "bastante fácil"),
        (64, "normal"), (55, "normal"), (54, "algo difícil"), (40, "algo difícil"),
        (39, "muy difícil"), (0, "muy difícil"),
    ],
)  # fmt: skip
def test_the_bands_are_those_of_the_scale(perspicuity, band):
    assert readability.Score(perspicuity, 0).band == band


@pytest.mark.parametrize(
    "text", ["", "Cédula", "Usted recibe su cédula en 35 minutos o menos.", "1 2 3 4 5 6 7 8 9 10"]
)
def test_a_short_text_has_no_score(text):
    assert readability.score(text) is None


def test_ten_words_are_enough_and_the_number_of_the_promise_is_none_of_them():
    text = "Usted recibe su cédula en la agencia en 35 minutos o"
    assert readability.score(text) is not None
    assert readability.score(text.replace("la agencia", "agencia")) is None
    assert readability.score(text, 11) is None


@given(st.text(max_size=300))
def test_any_text_has_a_score_within_bounds_or_none(text):
    score = readability.score(text)
    if score is not None:
        assert 0 <= score.perspicuity <= 100
        assert 0 <= score.lecturability <= 100
        assert score.band


@given(st.lists(st.sampled_from(PLAIN.split()), min_size=10, max_size=40))
def test_longer_words_never_make_it_easier(chosen):
    text = " ".join(chosen)
    longer = " ".join(f"{word.rstrip('.')}mente" for word in chosen)
    easy, hard = readability.score(text, 5), readability.score(longer, 5)
    # Both counted as one sentence: what differs is the length of the words.
    if easy and hard and len(sentences.sentences(text)) == 1:
        assert hard.perspicuity <= easy.perspicuity


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Uno dos. Tres cuatro cinco.", ["Uno dos.", "Tres cuatro cinco."]),
        ("Según el art. 4 de la ley.", ["Según el art. 4 de la ley."]),
        ("Llame al Sr. Pérez hoy.", ["Llame al Sr. Pérez hoy."]),
        ("Le atendemos en 35 min. Usted espera.", ["Le atendemos en 35 min.", "Usted espera."]),
        ("Traiga cédula, planilla, etc. Luego espere.",
         ["Traiga cédula, planilla, etc.", "Luego espere."]),
        ("Cuesta 2.50 dólares.", ["Cuesta 2.50 dólares."]),
        ("¿Espera más? Pida la medida.", ["¿Espera más?", "Pida la medida."]),
        ("Uno; dos", ["Uno;", "dos"]),
        ("- Cédula\n- Planilla", ["- Cédula", "- Planilla"]),
        ("Vía A. B. Moreno y Av. 6 de Diciembre", ["Vía A. B. Moreno y Av. 6 de Diciembre"]),
        ("...", []),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_ends_them(text, found):
    assert sentences.sentences(text) == found


def test_the_longest_sentence_counts():
    assert sentences.longest("Uno dos. Tres cuatro cinco.") == 3
    assert sentences.longest("El 95,5 % de MDT-2025-163") == 4
    assert sentences.longest("") == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Su trámite será atendido en 35 minutos.", ["será atendido"]),
        ("Las cédulas serán oportunamente impresas.", ["serán oportunamente impresas"]),
        ("Los reclamos han sido resueltos.", ["han sido resueltos"]),
        ("La solicitud fue leída y sera notificada.", ["fue leída", "sera notificada"]),
        ("Sus datos son siempre protegidos.", ["son siempre protegidos"]),
        ("Le atendemos en 35 minutos.", []),
        ("El turno es válido y la sala es rápida.", []),
        ("La respuesta es adecuada; el baño es privado.", []),
        ("Es cada día mejor, son todos bienvenidos.", []),
        ("Usted ha recibido su cédula.", []),
        ("Estará atendido por dos personas.", []),
        ("El servicio es gratuito.", []),
    ],
)
def test_the_passive_voice_is_told_from_what_only_looks_like_it(text, found):
    assert voice.passives(text) == found
