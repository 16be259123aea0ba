"""Syllables of Spanish words, against a table of words divided by hand."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carta_pages.language import syllables

WORDS = (
    "sol y ley muy hoy guay rey que guion U-ru-guay u-ru-gua-yo a-yu-da yo le-yes cé-du-la "
    "trá-mi-te a-ten-ción ciu-da-da-no ciu-da-da-ní-a re-qui-si-to ven-ta-ni-lla po-li-cí-a "
    "far-ma-cia pa-ís ba-úl ca-í-da ra-íz a-ún dí-a dí-as ha-cí-a ha-cia re-ír o-ír a-hí a-ho-ra "
    "al-co-hol bú-ho ve-hí-cu-lo prohi-bir rehu-sar co-he-te ca-ca-hue-te des-hie-lo hie-lo "
    "hue-so a-hue-car a-é-re-o lí-ne-a á-re-a po-e-ta le-er o-es-te zo-o-ló-gi-co co-o-pe-ra-ción "
    "tran-se-ún-te cons-truí cons-truir cuí-da-te ca-suís-ti-ca je-sui-ta rui-do huir viu-da "
    "chi-i-ta an-ti-in-fla-ma-to-rio du-un-vi-ro fe-í-si-mo que-so quin-ce gui-ta-rra se-guir "
    "guí-a a-gui-jón a-gua con-ti-guo an-ti-güe-dad a-ve-ri-güe pin-güi-no a-ve-ri-guáis "
    "lim-piáis cre-í-ais lim-piau-ñas miér-co-les ins-ti-tu-ción in-te-rins-ti-tu-cio-nal "
    "ge-o-rre-fe-ren-cia-ción o-por-tu-na-men-te me-dio-am-bien-tal há-bi-les whis-ky ni-ño "
    "pin-ce-la-da mi-nu-tos por-cen-ta-je "
)
DIVIDED = WORDS.split()
NOT_READ = ["", "MDT", "km", "%", "35", "h", "…"]
VOWELS = "aeiouáéíóúü"


@pytest.mark.parametrize("divided", DIVIDED)
def test_a_word_has_the_syllables_of_its_division(divided):
    assert syllables.count(divided.replace("-", "")) == divided.count("-") + 1


def test_the_table_is_long_enough_to_tell():
    assert len(set(DIVIDED)) >= 80


@pytest.mark.parametrize("sign", NOT_READ)
def test_what_has_no_vowel_has_no_syllable(sign):
    assert syllables.count(sign) == 0


def test_a_hyphen_parts_a_word_in_two():
    assert syllables.count("teórico-práctico") == 4 + 3


words = st.text(alphabet="abcdefghijlmnopqrstuvyzñáéíóúü", max_size=20)


@given(words)
def test_there_is_a_syllable_where_there_is_a_vowel_and_never_more_than_vowels(word):
    count = syllables.count(word)
    vowels = sum(letter in VOWELS + "y" for letter in word)
    assert count <= vowels
    if any(letter in "aeoáéíóú" for letter in word):
        assert count >= 1


@given(words)
def test_capitals_and_ways_to_store_an_accent_change_nothing(word):
    count = syllables.count(word)
    assert syllables.count(word.upper()) == count
    assert syllables.count(unicodedata.normalize("NFD", word)) == count


@given(words, st.sampled_from("lnrsdz"))
def test_a_consonant_at_the_end_adds_no_syllable(word, consonant):
    assume(not word.endswith("y"))
    assert syllables.count(word + consonant) == syllables.count(word)


@given(words, words)
def test_words_joined_by_a_consonant_group_keep_their_syllables(first, second):
    assume(not first.endswith("y"))
    assert syllables.count(first + "nt" + second) == (
        syllables.count(first) + syllables.count(second)
    )


@given(st.text(max_size=60))
def test_any_text_at_all_is_counted(text):
    assert syllables.count(text) >= 0
