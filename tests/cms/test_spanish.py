"""The Spanish that we add to Wagtail's catalogue is compiled, complete and loaded.

Wagtail's own Spanish leaves part of the administration in English; ``cms/locale`` fills it. The
compiled files are committed, since an installation needs no gettext tools: here they are held
to their sources.
"""

import ast
import gettext
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.views.account import LoginView

FOLDER = Path(settings.BASE_DIR) / "cms" / "locale" / "es" / "LC_MESSAGES"
SOURCES = sorted(FOLDER.glob("*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)\s+)?(".*")')


@dataclass
class Entry:
    """One message of a .po file."""

    context: str | None = None
    singular: str = ""
    plural: str | None = None
    said: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False
    places: list[str] = field(default_factory=list)


def entries(path: Path) -> list[Entry]:
    """The messages of a .po file, its header first."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        entry, target = Entry(), ""
        for line in block.splitlines():
            if line.startswith("#"):
                entry.fuzzy |= line.startswith("#,") and "fuzzy" in line
                if line.startswith("#:"):
                    entry.places.append(line[2:].strip())
                continue
            match = LINE.fullmatch(line)
            assert match, f"{path.name}: {line}"
            target, text = match[1] or target, ast.literal_eval(match[3])
            if target.startswith("msgstr"):
                number = int(target[7]) if "[" in target else 0
                entry.said[number] = entry.said.get(number, "") + text
            elif target == "msgid":
                entry.singular += text
            elif target == "msgid_plural":
                entry.plural = (entry.plural or "") + text
            else:
                entry.context = (entry.context or "") + text
        found.append(entry)
    return found


def compiled(path: Path) -> dict[object, str]:
    """What gettext reads in the .mo beside ``path``, without the header."""
    with path.with_suffix(".mo").open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)._catalog
    return {key: text for key, text in catalogue.items() if key != ""}


def expected(path: Path) -> dict[object, str]:
    """What the .mo must hold: one key per message, one per plural form."""
    wanted: dict[object, str] = {}
    for entry in entries(path)[1:]:
        name = f"{entry.context}\x04{entry.singular}" if entry.context else entry.singular
        if entry.plural is None:
            wanted[name] = entry.said[0]
        else:
            wanted.update({(name, number): text for number, text in entry.said.items()})
    return wanted


def test_there_are_both_catalogues():
    assert [path.name for path in SOURCES] == ["django.po", "djangojs.po"]
    assert FOLDER.parents[1] in settings.LOCALE_PATHS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_compiled_catalogue_says_what_its_source_says(path):
    assert compiled(path) == expected(path)
    with path.with_suffix(".mo").open("rb") as stream:
        header = gettext.GNUTranslations(stream)._catalog[""]
    assert header == entries(path)[0].said[0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_message_is_complete_and_keeps_its_placeholders(path):
    for entry in entries(path)[1:]:
        assert not entry.fuzzy, entry.singular
        assert all(entry.said.values()), entry.singular
        assert set(entry.said) == ({0} if entry.plural is None else {0, 1, 2}), entry.singular
        for number, text in entry.said.items():
            allowed = [sorted(PLACEHOLDER.findall(entry.singular))]
            if entry.plural is not None:
                many = sorted(PLACEHOLDER.findall(entry.plural))
                allowed = [*allowed, many] if number == 0 else [many]
            assert sorted(PLACEHOLDER.findall(text)) in allowed, entry.singular


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Exploring", "Explorando"),
        ("Search…", "Buscar…"),
        ("Search all pages…", "Buscar en todas las páginas…"),
        ("Sort item order", "Ordenar los elementos"),
        (
            "The page could not be saved due to validation errors.",
            "No se pudo guardar la página porque hay errores de validación.",
        ),
        (
            "%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s",
            "%(start_index)s-%(end_index)s de %(items_count)s %(model_name)s",
        ),
    ],
)
def test_what_people_read_is_spanish(english, spanish):
    with translation.override("es"):
        assert _(english) == spanish


@pytest.mark.parametrize(("count", "shown"), [(1, "1 página"), (3, "3 páginas")])
def test_the_plural_forms_fit_those_of_wagtail(count, shown):
    with translation.override("es"):
        said = ngettext("%(num_parent_objects)d page", "%(num_parent_objects)d pages", count)
    assert said % {"num_parent_objects": count} == shown


def test_the_editor_script_reads_our_spanish(rf):
    with translation.override("es"):
        answer = JavaScriptCatalog.as_view(packages=["wagtail.admin"])(rf.get("/"))
    said = json.dumps("Guardado automático en curso…")
    assert said in answer.content.decode()


def test_the_sign_in_form_names_its_fields_in_spanish(rf):
    with translation.override("es"):
        shown = LoginView().get_form_class()(rf.get("/")).as_p()
    assert "Contraseña" in shown
    assert "Escriba su contraseña" in shown
    assert "Password" not in shown
