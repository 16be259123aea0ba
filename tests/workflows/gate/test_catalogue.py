"""Wagtail's words about two people on one page are Spanish and true for the carta."""

import ast
import re
from pathlib import Path

from django.utils.translation import gettext, override

import workflows

CATALOGUE = Path(workflows.__file__).parent / "locale/es/LC_MESSAGES/django.po"


def messages():
    text = CATALOGUE.read_text(encoding="utf-8")
    found = re.findall(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', text, re.M)
    joined = [
        tuple("".join(map(ast.literal_eval, part.strip().splitlines())) for part in pair)
        for pair in found
    ]
    return {source: target for source, target in joined if source}


def test_the_compiled_catalogue_is_the_written_one():
    assert len(messages()) > 10
    with override("es"):
        for source, target in messages().items():
            assert gettext(source) == target


def test_nobody_is_told_that_a_text_will_be_overwritten():
    with override("es"):
        said = gettext("Proceeding will overwrite the changes you made in that window.")
    assert "no se pierde nada" in said
