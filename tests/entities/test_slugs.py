"""Address words: never one that the site needs for itself."""

import pytest
from django.core.exceptions import ValidationError

from entities.slugs import MAX_SLUG_LENGTH, RESERVED_SLUGS, slug_message, validate_slug

ROUTE_WORDS = [
    "admin", "documentos", "archivos", "historial", "versiones", "comparar", "verificar",
    "metodo", "cambios", "buscar", "datos", "opinar", "salud", "sitemap.xml", "sitemap",
    "static", "media", "guia-visual", "portal", "api",
]  # fmt: skip


@pytest.mark.parametrize("word", [*ROUTE_WORDS, "Admin", "HISTORIAL"])
def test_route_words_are_refused_and_named(word):
    message = slug_message(word)
    assert message
    assert word in message
    with pytest.raises(ValidationError):
        validate_slug(word)


@pytest.mark.parametrize(
    "word",
    ["", "Registro", "atención", "año", "a b", "a_b", "-a", "a-", "a--b", "a/b", "a.b", "a\n",
     "ａ", "а", "%61", "..", "x" * (MAX_SLUG_LENGTH + 1)],
)  # fmt: skip
def test_only_plain_lower_case_words(word):
    assert slug_message(word)


@pytest.mark.parametrize("word", ["sri", "registro-civil", "a1", "24-horas", "administracion"])
def test_ordinary_words_pass(word):
    assert slug_message(word) is None


def test_reserved_words_are_themselves_well_formed():
    assert all(word == word.lower() for word in RESERVED_SLUGS)
