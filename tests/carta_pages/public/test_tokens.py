"""The colours of the public site can be read, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

from carta_pages import sheet

TOKENS = (sheet.SOURCES / "1-tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{3,6});")
TEXT, CONTROL = 4.5, 3.0

#: What stands on what: text first, then lines of controls and drawings.
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "soft", "blue", "link", "accent")
      for ground in ("paper", "surface", "tint")),
    ("good", "paper", TEXT), ("good", "good-tint", TEXT),
    ("bad", "paper", TEXT), ("bad", "bad-tint", TEXT), ("ink", "good-tint", TEXT),
    ("ink", "bad-tint", TEXT), ("paper", "blue", TEXT), ("soft", "surface", TEXT),
    ("on-band", "band", TEXT), ("band-accent", "band", TEXT),
    ("on-band-accent", "band-accent", TEXT),
    ("link", "good-tint", TEXT), ("link", "bad-tint", TEXT),
    ("edge", "paper", CONTROL), ("edge", "surface", CONTROL), ("edge", "tint", CONTROL),
    ("band-accent", "band", CONTROL), ("accent", "paper", CONTROL),
]  # fmt: skip


def schemes():
    light, _media, dark = TOKENS.partition("@media (prefers-color-scheme: dark)")
    bright = dict(COLOUR.findall(light))
    return {"light": bright, "dark": {**bright, **dict(COLOUR.findall(dark))}}


def luminance(colour):
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_wcag():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_what_is_read_stands_out_from_its_ground(scheme, ink, ground, least):
    colours = schemes()[scheme]
    assert contrast(colours[ink], colours[ground]) >= least


def test_dark_has_its_own_value_for_every_colour_that_is_read_on_paper():
    dark = dict(COLOUR.findall(TOKENS.partition("@media (prefers-color-scheme: dark)")[2]))
    light = dict(COLOUR.findall(TOKENS.partition("@media (prefers-color-scheme: dark)")[0]))
    same = {name for name in light if dark.get(name, light[name]) == light[name]}
    assert same <= {"band-accent", "on-band-accent"}


def test_no_rule_names_a_colour_that_is_no_token():
    loose = {
        path.name: found
        for path in sorted(sheet.SOURCES.glob("*.css"))
        if path.name not in {"1-tokens.css", "8-paper.css"}
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(", path.read_text()))
    }
    assert loose == {}


def test_every_token_that_is_used_exists_and_every_one_that_exists_is_used():
    css = "".join(path.read_text() for path in sorted(sheet.SOURCES.glob("*.css")))
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", css))
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", css))
    assert used <= defined
    assert defined <= used


def test_every_class_that_is_styled_is_drawn_somewhere():
    """A rule of which no page has need is weight for every telephone."""
    css = re.sub(r'"[^"]*"|/\*.*?\*/', "", sheet.joined())
    styled = {
        name
        for prelude in re.findall(r"([^{}]+)\{", css)
        if not prelude.startswith("@")
        for name in re.findall(r"\.([a-z][a-z0-9-]*)", prelude)
    }
    rooms = [
        sheet.ROOM / "templates" / "carta_pages",
        sheet.ROOM / "public",
        sheet.ROOM.parent / "templates",
    ]
    files = [
        path
        for room in rooms
        for path in sorted(room.rglob("*.*"))
        if path.suffix in {".html", ".py"}
    ]
    files.append(sheet.ROOM / "templatetags" / "carta.py")
    drawn = "\n".join(path.read_text(encoding="utf-8") for path in files)
    known = set(re.findall(r"[a-z][a-z0-9-]*", drawn))
    pieced = {  # «tile-r{row}», «notice-{{ kind }}»
        name
        for name in styled - known
        if re.sub(r"\d+$", "", name) in known or f"{name.rpartition('-')[0]}-" in known
    }
    assert styled - known - pieced == set()
    assert len(styled) > 80


def test_the_sheet_is_what_its_sources_give():
    assert sheet.SHEET.read_text(encoding="utf-8") == sheet.joined()


@pytest.mark.parametrize(
    ("written", "lean"),
    [
        (".a  {\n  color : red;\n}\n", ".a{color :red}"),
        ("/* why */ .a, .b { margin: 0 auto; }", ".a,.b{margin:0 auto}"),
        ('.a::before { content: "a ;  b /* c */"; }', '.a::before{content:"a ;  b /* c */"}'),
        (".a > .b + .c { width: calc(1px + 2%); }", ".a>.b + .c{width:calc(1px + 2%)}"),
        (".a { margin: 0.5rem -0.25rem 0 10.5rem; }", ".a{margin:.5rem -.25rem 0 10.5rem}"),
        ("@media (min-width: 4rem) { .a :focus { top: 0; } }",
         "@media (min-width:4rem){.a :focus{top:0}}"),
    ],
)  # fmt: skip
def test_joining_takes_out_only_what_means_nothing(written, lean):
    assert sheet.lean(written) == lean


def test_every_rule_hangs_on_our_class():
    """A body of ours may stand inside another site's screen and must change nothing there."""
    css = re.sub(r'"[^"]*"', '""', sheet.joined())
    css = re.sub(r"@font-face\{[^}]*\}|@page\{[^}]*\}", "", css)
    for prelude in re.findall(r"([^{}]+)\{", css):
        if prelude.startswith("@media"):
            continue
        for selector in prelude.split(","):
            assert selector.startswith((".carta", "body.carta")), selector


def test_the_font_is_ours_small_and_free():
    folder = Path(sheet.SHEET).parent / "fonts"
    assert (folder / "petrona.woff2").stat().st_size <= 20_480
    assert "SIL Open Font License" in (folder / "petrona-OFL.txt").read_text()
    assert 'url("fonts/petrona.woff2")' in TOKENS
