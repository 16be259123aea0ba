"""The difference of two snapshots: word by word, from the allow-list only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.diff import as_text, compare, only_changed, word_parts
from workflows.snapshots import Children, Field, Schema, canonical, decimal_text, digest

SCHEMA = Schema(
    1,
    (
        Field("title", "Título"),
        Field("value", "Valor", "number"),
        Children("rows", "Filas", (Field("uuid", "Id"), Field("name", "Nombre")), title="name"),
    ),
)


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_parts_give_both_texts_back(old, new):
    parts = word_parts(old, new)
    assert "".join(text for op, text in parts if op != "+") == old
    assert "".join(text for op, text in parts if op != "-") == new


def test_words_are_compared_not_letters():
    assert word_parts("en 35 minutos", "en 30 minutos") == (
        ("=", "en "),
        ("-", "35"),
        ("+", "30"),
        ("=", " minutos"),
    )


def test_a_very_long_text_is_shown_whole_instead_of_taking_for_ever():
    assert [op for op, _text in word_parts("a " * 30_000, "b " * 30_000)] == ["-", "+"]


def test_what_is_not_in_the_allow_list_is_never_shown():
    changes = compare({"title": "a", "secret": "x"}, {"title": "a", "secret": "y"}, SCHEMA)
    assert only_changed(changes) == []


def test_rows_are_matched_by_key_whatever_their_order():
    old = {"rows": [{"uuid": "1", "name": "uno"}, {"uuid": "2", "name": "dos"}]}
    new = {"rows": [{"uuid": "2", "name": "dos"}, {"uuid": "1", "name": "uno"}]}
    assert only_changed(compare(old, new, SCHEMA)) == []


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ([], [{"uuid": "1", "name": "uno"}], "añadido"),
        ([{"uuid": "1", "name": "uno"}], [], "quitado"),
        ([{"uuid": "1", "name": "uno"}], [{"uuid": "1", "name": "otro"}], "cambiado"),
    ],
)
def test_each_row_says_what_happened_to_it(old, new, state):
    (change,) = only_changed(compare({"rows": old}, {"rows": new}, SCHEMA))
    assert change.rows[0].state == state


def test_two_rows_with_one_key_do_not_hide_each_other():
    twice = {"rows": [{"uuid": "", "name": "x"}, {"uuid": "", "name": "x"}]}
    once = {"rows": [{"uuid": "", "name": "x"}]}
    assert only_changed(compare(once, twice, SCHEMA))[0].rows[0].state == "añadido"


def test_a_first_version_shows_everything_as_added():
    changes = only_changed(compare(None, {"title": "Cédula", "value": "35"}, SCHEMA))
    assert {change.state for change in changes} == {"añadido"}


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "text", ""),
        (True, "boolean", "Sí"),
        ("35.5", "number", "35,5"),
        ("2026-01-05", "date", "5 de enero de 2026"),
        ({"value": "gte", "label": "al menos"}, "choice", "al menos"),
        ([{"label": "a"}, {"label": "b"}], "reference", "a\nb"),
    ],
)
def test_values_read_as_people_read_them(value, kind, text):
    assert as_text(value, kind) == text


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_one_number_has_one_spelling(number):
    assert decimal_text(number) == decimal_text(number.normalize())
    assert "E" not in decimal_text(number)


def test_the_hash_does_not_depend_on_the_order_of_keys():
    assert digest({"a": 1, "b": "ñ"}) == digest({"b": "ñ", "a": 1})
    assert canonical({"b": "ñ"}) == '{"b":"ñ"}'
