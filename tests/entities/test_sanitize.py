"""T56 and the two walls: what people write is kept clean and shown as text, never as markup."""

import html as html_module
import re
import unicodedata

import pytest
from django.utils.safestring import SafeString

from entities.sanitize import as_html, one_line, plain, second_wall

INVISIBLE_ONLY = [
    "", " ", "\t\n", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u3164", "\u115f\u1160",
    "\uffa0", "\u2800", "\u202e", "\u2066\u2069", "\x00", "\x07\x1b", "\u00a0\u2003\u3000",
    "\ufe0f", "\u0301", "\u200b \u200d \u3164", "\U000e0041\U000e007f", "\u2028\u2029", "\x85",
]  # fmt: skip
CLEANED = {
    "nin\u0303o": "niño",
    "atencio\u0301n": "atención",
    "a\u200bb": "ab",
    "a\x00b": "ab",
    "a\u202eb\u202c": "ab",
    "a\u2067b\u2069": "ab",
    "\u200ea\u200f": "a",
    "uno\r\ndos\rtres": "uno\ndos\ntres",
    "uno\u2028dos": "uno\ndos",
    "  borde  ": "borde",
    "tab\tdentro": "tab\tdentro",
    "👩\u200d💻": "👩\u200d💻",
    "¿Qué? «sí» – 5 €": "¿Qué? «sí» – 5 €",
    "a\ufdd0b\uffffc": "abc",
    "k\ud800k": "kk",
}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<form action='//x.ec'><input name=a></form>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=//x.ec>",
    "<base href='//x.ec/'>",
    "<meta http-equiv=refresh content='0;url=//x.ec'>",
    "<p style='background:url(javascript:1)'>x",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    '"><script>alert(1)</script>',
    "</p></div></body><script>1</script>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<![CDATA[<script>1</script>]]>",
    "<?xml version='1.0'?><x>",
    "{{ 7*7 }} {% debug %}",
    "<<script>script>alert(1)<</script>/script>",
    'http://x.ec/"onmouseover=alert(1)',
    "http://x.ec/'><img src=x onerror=alert(1)>",
    "www.x.ec/<script>",
    "javascript://x.ec/%0aalert(1)",
    "https://x.ec/?a=1&b=<b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "a < b y c > d",
    "<b",
    "<",
    "<" * 3000,
    "&" * 500,
    "]]>",
    "<a href=http://x.ec target=_blank rel=opener>x</a>",
]
ALLOWED_TAGS = {"p", "br", "a", "ul", "ol", "li", "strong", "em"}


def text_of(markup):
    lines = markup.replace("<br>", "\n").replace("</p><p>", "\n\n")
    return html_module.unescape(re.sub(r"<[^<>]*>", "", lines))


def assert_harmless(markup):
    tags = re.findall(r"</?\s*([a-zA-Z0-9!?]+)", markup)
    assert set(tags) <= ALLOWED_TAGS
    for attributes in re.findall(r"<a\b([^>]*)>", markup):
        rest = re.sub(r'\s*(href|rel)="[^"]*"', "", attributes)
        assert rest.strip() == ""
    for target in re.findall(r'href="([^"]*)"', markup):
        assert re.match(r"(https?://|mailto:)", html_module.unescape(target), re.IGNORECASE)


@pytest.mark.parametrize("text", INVISIBLE_ONLY)
def test_what_shows_nothing_is_empty(text):
    assert plain(text) == ""
    assert one_line(text) == ""
    assert as_html(text) == ""


def test_none_is_empty():
    assert plain(None) == ""
    assert as_html(None) == ""


@pytest.mark.parametrize(("text", "kept"), CLEANED.items())
def test_text_is_kept_clean(text, kept):
    assert plain(text) == kept
    assert plain(plain(text)) == kept


@pytest.mark.parametrize("text", HOSTILE)
def test_keeping_removes_no_visible_character(text):
    assert plain(text) == unicodedata.normalize("NFC", text).strip()


def test_a_title_is_one_line():
    assert one_line("  Copia \n de\t acta\r\n") == "Copia de acta"


@pytest.mark.parametrize("text", HOSTILE)
def test_officers_text_is_shown_as_typed_and_harmless(text):
    shown = as_html(text)
    assert isinstance(shown, SafeString)
    assert_harmless(shown)
    assert text_of(shown) == plain(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_second_wall_finds_nothing_to_do(text):
    assert second_wall(as_html(text)) == as_html(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_second_wall_alone_would_hold(text):
    assert_harmless(second_wall(text))


def test_paragraphs_lines_and_links():
    assert as_html("uno\ndos\n\n\ntres") == "<p>uno<br>dos</p><p>tres</p>"
    assert as_html("Vea https://www.gob.ec/x?a=1&b=2.") == (
        '<p>Vea <a href="https://www.gob.ec/x?a=1&amp;b=2" rel="nofollow ugc noopener">'
        "https://www.gob.ec/x?a=1&amp;b=2</a>.</p>"
    )


def test_a_mail_address_stays_text():
    assert "<a" not in as_html("Escriba a persona@ejemplo.gob.ec")
