"""Every model says whether citizens see its rows: what nobody declared would be shown stale."""

import re

from django.apps import apps

from carta_pages.public import places, published
from cms.page_cache.marking import NOT_SHOWN, SHOWN
from tests.architecture.sources import ROOMS, ROOT


def test_every_model_of_ours_is_shown_or_not():
    models = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and not model._meta.object_name.startswith("Historical")
    }
    told = set(SHOWN) | NOT_SHOWN
    assert models - told == set(), "say in cms/page_cache/marking.py whether citizens see them"
    assert {label for label in told if label.split(".")[0] in ROOMS} - models == set()
    assert not set(SHOWN) & NOT_SHOWN


def test_every_parameter_that_a_public_view_reads_is_declared():
    """One that is not never reaches the view: the cache leaves it out."""
    read = re.compile(r'request\.GET(?:\.get(?:list)?\(|\[)\s*"(\w+)"')
    paging = re.compile(r'page_of\([^)]*?_PER_PAGE, "(\w+)"\)')
    known = frozenset({"provincia"}).union(*published._PARAMETERS.values())
    for path in (ROOT / "carta_pages" / "public").rglob("*.py"):
        source = path.read_text()
        if "@require_safe" in source and "@published" not in source:
            continue  # a view that nobody keeps gets what was asked
        own = set(re.findall(r'"(\w+)"', " ".join(re.findall(r"@published\(([^)]*)\)", source))))
        asked = set(read.findall(source)) | set(paging.findall(source))
        assert asked <= known | own, f"{path.name}: declare them in published.py or @published"


def test_every_route_word_says_its_parameters():
    assert {words[0] for words in published._PARAMETERS if words} == places.ROUTE_WORDS


def test_whoever_writes_many_shown_rows_at_once_says_so():
    """Django tells nobody of ``bulk_create`` and ``update``."""
    shown = "|".join(label.split(".")[1] for label in SHOWN if label.split(".")[0] in ROOMS)
    many = re.compile(rf"\b({shown})\.objects[^=;]*?\.(bulk_create|bulk_update|update|delete)\(")
    silent = []
    for room in ("entities", "workflows", "carta_pages", "agreements", "cms"):
        for path in (ROOT / room).rglob("*.py"):
            if {"migrations", "demo"} & set(path.parts):
                continue
            source = path.read_text()
            for found in many.finditer(source):
                if found[0].count("\n") < 4 and "changed(" not in source:
                    silent.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert silent == []
