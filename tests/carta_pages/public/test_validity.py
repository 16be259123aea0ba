"""The HTML of every public template keeps the rules of the standard, whatever its content."""

import pytest
from django.db import transaction

from tests.carta_pages.public import everything
from tests.carta_pages.public.validity import faults

WHOLE = (
    '<!DOCTYPE html><html lang="es-EC"><head><title>a</title></head>'
    "<body><main><h1>t</h1>{}</main></body></html>"
)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div>a</div></p>", "<div> inside <p>"),
        ("<h2><a href='/'><div>a</div></a></h2>", "<div> inside <h2>"),
        ("<ul><p>a</p></ul>", "<p> straight inside <ul>"),
        ("<li>a</li>", "<li> straight inside <main>"),
        ("<table><tr><td>a</td></tr></table>", "<tr> straight inside <table>"),
        ("<address><h2>a</h2></address>", "<h2> within ['address']"),
        ("<form><p>a</p><form></form></form>", "<form> within ['form']"),
        ("<div></p></div>", "</p> closes <div>"),
        ("<div>", "</main> closes <div>"),
        ('<a href="/" href="/">b</a>', "<a> has an attribute twice"),
        ("<a href='/'><button>a</button></a>", "<button> inside ['a']"),
        ("<dl><div><dt>a</dt></div></dl>", "a group of a list of terms holds ['dt']"),
        ("<details><p>a</p></details>", "<details> does not begin with its summary"),
        ("<h2> </h2>", "<h2> in <main> says nothing"),
        ('<a href="/"></a>', "<a> in <main> says nothing"),
        ('<img src="a">', "<img> lacks its words"),
        ("<section><p>a</p></section>", "<section> has no heading and no name"),
        ('<nav aria-label="a"><p>b</p></nav>' * 2, "two <nav> are called «a»"),
        ('<p id="a">a</p><p id="a">b</p>', "the id «a» 2 times"),
        ('<p id="a b">a</p>', "«a b» is no id"),
        ('<label for="x">a</label>', "<label> points to «x»"),
        ('<p aria-describedby="x">a</p>', "<p> points to «x»"),
        ('<a href="#x">a</a>', "<a> points to «x»"),
        ('<input id="a">', '<input id="a"> has no label'),
        ("<h3>a</h3>", "a heading of level 3 after one of level 1"),
        ("<h1>a</h1>", "the headings are [1, 1]"),
        ('<p style="color:red">a</p>', "<p> brings its own script or style"),
        ('<p onclick="a()">a</p>', "<p> listens onclick"),
        ("<p><time>ayer</time></p>", "<time> has no date that a machine can read"),
        ('<p aria-current="yes">a</p>', "<p> is current as «yes»"),
        ('<a href="javascript:a()">a</a>', "<a> runs a script"),
    ],
)
def test_each_rule_notices_what_breaks_it(body, fault):
    assert fault in faults(WHOLE.format(body))


def test_a_whole_page_without_faults_has_none():
    assert faults(WHOLE.format('<p>a <a href="/">b</a></p>')) == []
    assert faults(WHOLE.format("").replace("es-EC", "en")) == ["the language is ['en']"]
    assert faults(WHOLE.format("").replace("<title>a", "<title>")) == [
        "<title> in <head> says nothing",
        "the titles are ['']",
    ]


@pytest.fixture(scope="module")
def everywhere(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield everything.build()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_template_keeps_the_rules_with_short_long_and_no_content(client, everywhere):
    wrong, titles = {}, {}
    for path, status in everywhere.items():
        response = client.get(path)
        assert response.status_code == status, path
        html = response.content.decode()
        if status == 200:
            title = html.partition("<title>")[2].partition("</title>")[0]
            titles.setdefault(title, set()).add(path.partition("?")[0])
        if found := faults(html):
            wrong[path] = found
    assert wrong == {}
    assert [paths for paths in titles.values() if len(paths) > 1] == []


@pytest.mark.django_db
def test_every_refusal_keeps_the_rules():
    assert {
        name: faults(html) for name, html in everything.refusals().items() if faults(html)
    } == {}
