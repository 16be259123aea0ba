"""The press: what is set once is kept, what cannot be shown is seen, strangers do not fill it."""

import threading
from datetime import date

import pytest
from typst import TypstError

from reports.content.promises import pieces
from reports.press import compiling, coverage, keeping, printing
from tests.carta_pages.public import world as making
from tests.reports import pdf

DAY = date(2026, 1, 15)
CARTA = "/registro-civil/carta.pdf"

LAYOUT = """
#let paper(data) = {
  set document(title: "Prueba")
  set text(font: ("Petrona", "Asap"), lang: "es")
  data.text
}
#paper(json(bytes(sys.inputs.data)))
"""


@pytest.fixture
def plain(settings, tmp_path):
    """A layout that shows one text."""
    folder = tmp_path / "layout"
    folder.mkdir()
    (folder / "plain.typ").write_text(LAYOUT)
    settings.CARTA_PAPER_LAYOUT = str(folder)
    return folder


def setting(text):
    return compiling.compiled("plain", compiling.written({"text": text}), DAY)


def test_every_letter_that_we_claim_has_a_shape(plain):
    assert setting("\n".join(sorted(coverage.shapes())))
    marks = map(chr, range(0x300, 0x370))
    assert setting("\n".join(letter + mark for mark in marks for letter in "aAñnuUẽ"))


def test_a_letter_without_a_shape_would_stop_the_press(plain):
    with pytest.raises(TypstError, match="could not be displayed"):
        setting("\U0001f600")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("niñez", "niñez"),
        ("nin\u0303ez", "niñez"),
        ("a\u0331pach", "a\u0331pach"),
        ("\u0331a \u05d0\u0592", "a \u05d0"),
        ("a\u202eb\u2066c\u0000d\x07", "abcd"),
        ("a\tb\u3000c\u2028d", "a b c d"),
        ("uno\ndos", "uno\ndos"),
        ("\U0001f600", "\N{WHITE SQUARE}"),
        ("\u4e2d\u6587", "\N{WHITE SQUARE}" * 2),
        ("x" * 41, "x" * 40 + coverage.BREAK + "x"),
        ("x" * 40 + " " + "y" * 40, "x" * 40 + " " + "y" * 40),
        ("", ""),
    ],
)
def test_what_can_be_shown_is_shown_and_nothing_is_lost_unseen(text, shown):
    assert coverage.showable(text) == shown


@pytest.mark.parametrize(
    ("statement", "figure"),
    [
        ("En 35 minutos o menos.", "35 minutos"),
        ("En al menos 99,5 de cada 100 casos.", "99,5 de cada 100"),
        ("Resolvemos el 92 % a tiempo.", "92 %"),
        ("Ningún número.", None),
        ("", None),
    ],
)
def test_paper_sets_off_the_figure_that_the_screen_sets_off(statement, figure):
    parts = pieces(statement)
    assert "".join(words for words, _is in parts).split() == statement.split()
    found = [" ".join(words.split()) for words, is_figure in parts if is_figure]
    assert found == ([figure] if figure else [])


def test_another_layout_takes_the_place_of_ours(plain):
    ours = compiling.look_of(compiling.HERE / "typst")
    assert compiling.layout() == plain
    assert compiling.look_of(plain) != ours


def test_a_host_replaces_one_template_by_its_name_and_keeps_ours_beside_it(settings, tmp_path):
    """The Ministry's model arrives as one file, «carta.typ»; posters stay as they are."""
    (tmp_path / "carta.typ").write_text(
        '#import "/look.typ": *\n#set document(title: "x")\n'
        '#set text(font: sans, lang: "es")\nModelo del Ministerio'
    )
    before = {name: compiling.key_of(name, "{}") for name in ("carta", "wall")}
    settings.CARTA_PAPER_LAYOUT = str(tmp_path)
    content = compiling.compiled("carta", "{}", DAY)
    assert "Modelo del Ministerio" in pdf.words(content)
    known = compiling.templates(compiling.layout())
    assert known["wall.typ"] == (compiling.OURS / "wall.typ").read_bytes()
    assert known["carta.typ"] != (compiling.OURS / "carta.typ").read_bytes()
    assert all(compiling.key_of(name, "{}") != key for name, key in before.items())


def test_data_cannot_reach_a_file_outside_the_layout(plain, tmp_path):
    (tmp_path / "secreto.txt").write_text("secreto")
    (plain / "plain.typ").write_text('#set document(title: "x")\n#read("/../secreto.txt")')
    with pytest.raises(TypstError):
        setting("x")


# --- Kept ---------------------------------------------------------------------------------------


def test_a_paper_is_set_once():
    made = []

    def make():
        made.append(1)
        return b"papel"

    assert [printing.once("clave", make) for _ in range(3)] == [b"papel"] * 3
    assert len(made) == 1


def test_without_a_folder_it_is_set_again(settings):
    settings.CARTA_PAPER_DIR = ""
    assert printing.once("clave", lambda: b"uno") == b"uno"
    assert printing.once("clave", lambda: b"dos") == b"dos"


def test_a_folder_that_cannot_be_written_refuses_nobody(settings, tmp_path, caplog):
    (tmp_path / "archivo").write_text("no es una carpeta")
    settings.CARTA_PAPER_DIR = tmp_path / "archivo"
    assert printing.once("clave", lambda: b"papel") == b"papel"
    assert "could not be kept" in caplog.text


def test_the_folder_stays_within_its_bound(tmp_path):
    import os

    for number in range(10):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(b"x" * 100)
        os.utime(path, (number, number))
    keeping.trim(tmp_path, 350)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["7.pdf", "8.pdf", "9.pdf"]


def test_a_failed_setting_keeps_nothing_and_frees_its_place():
    def fail():
        raise ValueError("no")

    for _ in range(2 * (printing.WAITING + 1)):
        with pytest.raises(ValueError, match="no"):
            printing.once("clave", fail)
    assert printing.once("clave", lambda: b"papel") == b"papel"


# --- Bounded ------------------------------------------------------------------------------------


@pytest.fixture
def occupied():
    """Every place at the press taken by somebody slow."""
    release, at_work = threading.Event(), threading.Barrier(2, timeout=10)

    def slow():
        at_work.wait()
        release.wait(10)
        return b"lento"

    def ask(number):
        printing.once(f"lento-{number}", slow if number == 0 else lambda: b"rapido")

    first = threading.Thread(target=ask, args=(0,))
    first.start()
    at_work.wait()
    others = [
        threading.Thread(target=ask, args=(number,)) for number in range(1, printing.WAITING + 1)
    ]
    for thread in others:
        thread.start()
    while printing._places._value > 0:
        pass
    yield
    release.set()
    for thread in (first, *others):
        thread.join()


@pytest.mark.django_db
def test_strangers_cannot_take_all_threads(client, world, occupied):
    response = client.get(CARTA)
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert "Vuelva en unos segundos" in response.content.decode()
    assert client.get("/registro-civil/").status_code == 200


@pytest.mark.django_db
def test_what_is_kept_is_given_although_the_press_is_taken(client, world, request):
    assert client.get(CARTA).status_code == 200
    request.getfixturevalue("occupied")
    assert client.get(CARTA).status_code == 200


@pytest.mark.django_db
def test_after_the_rush_it_is_given(client, world):
    assert making.START
    assert client.get(CARTA).status_code == 200
