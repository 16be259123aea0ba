"""Production refuses to start when something would make it unsafe (T60)."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from cms.settings.guard import production_problems

KEY = "k7#Vq2!mZp9@xT4&wL6^bN8*cR3(dF5)gH1-jS0=aE%yU+oI~"
GOOD = {
    "secret_key": KEY + "2w",
    "debug": False,
    "allowed_hosts": ["carta.example.gob.ec"],
    "demo": False,
    "base_url": "https://carta.example.gob.ec",
}
ENVIRONMENT = {
    "SECRET_KEY": KEY + "2w",
    "ALLOWED_HOSTS": "carta.example.gob.ec",
    "CARTA_BASE_URL": "https://carta.example.gob.ec",
}


def test_a_careful_configuration_has_no_problem():
    assert production_problems(**GOOD) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"secret_key": ""}, "Falta SECRET_KEY"),
        ({"secret_key": KEY[:30]}, "demasiado corta"),
        ({"secret_key": "ab" * 40}, "demasiado corta"),
        ({"secret_key": "django-insecure-" + KEY}, "llave de ejemplo"),
        ({"secret_key": "changeme-" + KEY}, "llave de ejemplo"),
        ({"debug": True}, "DEBUG"),
        ({"allowed_hosts": []}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": [" "]}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["*"]}, "«*»"),
        ({"allowed_hosts": ["carta.example.gob.ec", "*.example.org"]}, "«*»"),
        ({"demo": True}, "CARTA_DEMO"),
        ({"base_url": ""}, "CARTA_BASE_URL"),
        ({"base_url": "http://carta.example.gob.ec"}, "CARTA_BASE_URL"),
    ],
)
def test_each_danger_is_named(change, word):
    (problem,) = production_problems(**{**GOOD, **change})
    assert word in problem


def _manage(*words, **environment):
    base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words, "--settings=cms.settings.production"],
        cwd=settings.BASE_DIR,
        env={**base, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_finds_nothing_to_say(tmp_path):
    done = _manage(
        "check", "--deploy", "--fail-level=WARNING", **ENVIRONMENT, CARTA_VAR_DIR=str(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"CARTA_DEMO": "1"}, "CARTA_DEMO"),
    ],
)
def test_an_unsafe_environment_does_not_start(change, word):
    done = _manage("check", **{**ENVIRONMENT, **change})
    assert done.returncode != 0
    assert "Carta no arranca con esta configuración de producción" in done.stderr
    assert word in done.stderr


def test_in_production_the_clock_cannot_be_set_and_a_second_factor_is_asked_for(tmp_path):
    names = "s.CARTA_DEMO, s.CARTA_CLOCK_MAY_BE_SET, s.CARTA_SECOND_FACTOR"
    code = f"from django.conf import settings as s; print({names})"
    done = _manage("shell", "--verbosity=0", f"--command={code}", **ENVIRONMENT)
    assert done.stdout.strip() == "False False required", done.stderr
