"""The administration speaks to people as «usted», in Spanish, in every message in effect.

Wagtail's Spanish says «tú», with slips of the pen; ``cms/locale`` overrides it. What is scanned is
what gettext answers: the catalogues of Django, Wagtail and every installed app, with ours on top.
"""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation.trans_real import DjangoTranslation

from entities.wagtail_hooks import RegistersGroup
from tests.cms.test_spanish import entries

# Words that only «tú» has, wherever they stand.
ANYWHERE = re.compile(
    r"\b(?:tú|tus?|ti|contigo|te|tuy[oa]s?|estás|estés|eres|seas|serás|puedes|puedas|podrás|podrías|"
    r"debes|deberás|deberías|tienes|tengas|tendrás|quieres|quieras|deseas|desees|necesitas|"
    r"necesites|hayas|haces|hagas|harás|sabes|sepas|verás|recibirás|seleccionas|eliges|usas"
    r"|[a-zñáéíóú]+(?:aste|iste))\b|\b(?:no|que|ya|si) has\b|"
    r"\b(?:inténtalo|asegúrate|márcalo|créalas?|elimínal[oa]|vuélvelo|preocupes)\b",
    re.IGNORECASE,
)
NOT_TU = {"consiste", "existe", "persiste", "contraste", "insiste"}
# Orders that are also somebody else's present tense («Indica si…»): only a sentence's first word.
ORDERS = re.compile(
    r"(?:^|[.!?:]\s+|<[a-z]+>|[Pp]or favor,? )"
    r"(?:Abre|Agrega|Arrastra|Añade|Busca|Cambia|Comprueba|Confirma|Consulta|Contacta|Corrige|Crea|"
    r"Da|Define|Deja|Edita|Elige|Elimina|Escoge|Escribe|Establece|Haz|Ingresa|Inicia|Intenta|"
    r"Introduce|Mueve|Prueba|Pulsa|Presiona|Revisa|Selecciona|Sube|Usa|Utiliza|Ve|Verifica|Vuelve)\b",
    re.IGNORECASE,
)
# Slips of Wagtail's translators that people saw.
SLIPS = re.compile(
    r"\b(?:resteblacer|eleimiar|asosciad[oa]s?|a mas de)\b|"
    r"%\(\w+\)[sd](?:de|por|posiciones|haría)\b|[a-záéíóú]%\(\w+\)[sd]",
    re.IGNORECASE,
)
# Where this installation never shows a message, and why.
OUT_OF_SIGHT = {
    "api_tokens": "the version 3 API and its tokens are not installed (ADR 0007)",
    "upgrade_notification": "WAGTAIL_ENABLE_UPDATE_CHECK is off",
    "api/v3": "not installed either",
    "taggit/serializers.py": "there is no REST framework",
    "taggit/apps.py": "the name of an app; no screen lists apps",
}
DOMAINS = ("django", "djangojs")


def in_effect(domain):
    """Every message that gettext answers in Spanish, ours over the packages'."""
    catalogue = {}
    for part in reversed(DjangoTranslation("es", domain=domain)._catalog._catalogs):
        catalogue.update(part)
    return {key: said for key, said in catalogue.items() if key != "" and isinstance(said, str)}


def is_tu(text):
    """The words of ``text`` that address somebody as «tú»."""
    found = [word for word in ANYWHERE.findall(text) if word.lower() not in NOT_TU]
    return found + ORDERS.findall(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("¿Olvidaste la contraseña?", True),
        ("Revisa tu correo electrónico", True),
        ("Lo sentimos, no tienes permisos.", True),
        ("Bloqueada por <b>ti</b>", True),
        ("Por favor introduce una URL válida", True),
        ("Hecho. Elige otra.", True),
        ("¿Olvidó su contraseña?", False),
        ("Indica si la cuenta puede entrar.", False),
        ("El identificador ya existe y se usa en otra página.", False),
        ("Más contraste", False),
    ],
)
def test_the_scan_tells_tu_from_usted(text, found):
    assert bool(is_tu(text)) is found


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_message_in_effect_says_tu(domain):
    assert {key: said for key, said in in_effect(domain).items() if is_tu(said)} == {}


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_message_in_effect_keeps_a_known_slip(domain):
    assert {key: said for key, said in in_effect(domain).items() if SLIPS.search(said)} == {}


@pytest.mark.parametrize("domain", DOMAINS)
def test_questions_open_as_spanish_does(domain):
    # Addresses inside links carry question marks of their own; ":?.!" is Django's list of them.
    lame = {
        key: said
        for key, said in in_effect(domain).items()
        if said != ":?.!" and said.count("?") != said.count("¿") and "href" not in said
    }
    assert lame == {}


def sources(domain):
    """The English catalogues of what is installed: each message with where it is used."""
    folders = [Path(app.path) / "locale" for app in apps.get_app_configs()]
    folders.append(Path(find_spec("django").origin).parent / "conf" / "locale")
    for folder in folders:
        path = folder / "en" / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            yield path


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_can_be_shown_is_translated(domain):
    said = in_effect(domain)
    keys = {key[0] if isinstance(key, tuple) else key for key, text in said.items() if text}
    read, left = 0, set()
    for path in sources(domain):
        for entry in entries(path)[1:]:
            read += 1
            name = f"{entry.context}\x04{entry.singular}" if entry.context else entry.singular
            hidden = any(place in where for where in entry.places for place in OUT_OF_SIGHT)
            if name not in keys and not hidden:
                left.add(name)
    assert read > 50, "The English catalogues of the packages were not found."
    assert left == set()


HOUSE = ("agreements", "carta_pages", "cms", "entities", "workflows", "templates")
# One word for one thing: «rol» is what lets somebody act, «cargo» is the post they hold.
NOT_OURS = re.compile(
    r"días? hábil|[Ss]us cargos|falta (?:las|los)\b|\(Guía \d|Cambios por confirmar"
)


def test_the_house_uses_one_word_for_one_thing():
    root = Path(settings.BASE_DIR)
    told = [
        f"{path.relative_to(root)}: {found[0]}"
        for room in HOUSE
        for path in sorted((root / room).rglob("*"))
        if path.suffix in {".py", ".html"} and "migrations" not in path.parts
        for found in [NOT_OURS.search(path.read_text(encoding="utf-8"))]
        if found
    ]
    assert told == []


def test_a_register_is_called_in_the_menu_as_on_its_screen():
    names = {str(one.menu_label): str(capfirst(one.grammar.plural)) for one in RegistersGroup.items}
    assert all(menu == screen for menu, screen in names.items()), names
