"""What a page may contain: nothing inline, nothing from another host (DESIGN §7, CSP)."""

import re

import pytest

from tests.architecture.sources import files, name

TEMPLATES = [path for path in files() if path.suffix == ".html" and "templates" in path.parts]
STYLES = [path for path in files() if path.suffix == ".css"]
SCRIPTS = [path for path in files() if path.suffix == ".js"]

FORBIDDEN = {
    "a script written into the page": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/)[^>]*>",
    "a style written into the page": r"<style\b",
    "a style attribute": r"<[^>{%]*\sstyle=",
    "an event attribute": r"<[a-z][^>{%]*\son[a-z]+=",
    "a javascript: address": r"javascript:",
    "something fetched from another host": (
        r"<(?:script|img|link|iframe|source|video|audio|embed|object|use|form)\b"
        r"[^>]*\b(?:src|srcset|href|data|action)=[\"']?(?:https?:)?//"
    ),
    "text marked safe in a template": r"\|\s*safe\b",
    "escaping switched off": r"autoescape\s+off",
}


def test_there_are_templates_to_read():
    assert any(path.name == "404.html" for path in TEMPLATES)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what):
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    found = [name(path) for path in TEMPLATES if pattern.search(_without_comments(path))]
    assert found == []


@pytest.mark.parametrize(
    ("what", "example"),
    [
        ("a script written into the page", "<script>alert(1)</script>"),
        ("a style written into the page", "<style>a{}</style>"),
        ("a style attribute", '<p class="a" style="color:red">'),
        ("an event attribute", '<a href="#" onclick="x()">'),
        ("a javascript: address", '<a href="javascript:x()">'),
        ("something fetched from another host", '<img alt="" src="https://example.org/a.png">'),
        ("something fetched from another host", '<script src="//example.org/a.js"></script>'),
        ("text marked safe in a template", "{{ text | safe }}"),
        ("escaping switched off", "{% autoescape off %}"),
    ],
)
def test_the_patterns_find_what_they_should(what, example):
    assert re.search(FORBIDDEN[what], example, re.IGNORECASE)


def test_no_style_or_script_fetches_from_another_host():
    pattern = re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//|[\"'`](?:https?:)?//[a-z0-9-]+\.")
    assert [name(path) for path in (*STYLES, *SCRIPTS) if pattern.search(path.read_text())] == []


def _without_comments(path):
    text = re.sub(r"{#.*?#}", "", path.read_text())
    return re.sub(r"{% comment.*?endcomment %}", "", text, flags=re.DOTALL)
