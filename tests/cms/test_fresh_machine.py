"""The first command on a fresh machine finds nothing prepared: no key, no database, no statics."""

import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.fixture
def manage(tmp_path):
    base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}

    def run(*words):
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env={**base, "CARTA_VAR_DIR": str(tmp_path / "var")},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_commands_work_before_the_static_files_were_collected(manage, tmp_path):
    done = manage("check")
    assert done.returncode == 0, done.stderr
    key = tmp_path / "var" / "llave-secreta"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_embedded_site_shows_what_production_shows(manage):
    words = "s.DEBUG, s.CARTA_DEMO, s.DATABASES['default']['ENGINE'].split('.')[-1]"
    done = manage("shell", "-v0", "-c", f"from django.conf import settings as s; print({words})")
    assert done.stdout.strip() == "False True sqlite3", done.stderr
