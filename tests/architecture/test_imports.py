"""A web process carries only what answering a page takes (P12): writers load where one writes."""

import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
ONLY_WHERE_USED = ("openpyxl", "segno", "typst", "markdown_it", "redis", "boto3", "snowballstemmer")
SAID = f"""
import sys
import cms.wsgi
print(*sorted(set({ONLY_WHERE_USED!r}) & set(sys.modules)))
"""


def test_a_process_begins_without_writers_and_readers_of_files(tmp_path):
    there = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    told = {"DJANGO_SETTINGS_MODULE": "cms.settings.local", "CARTA_VAR_DIR": str(tmp_path / "var")}
    done = subprocess.run(
        [sys.executable, "-c", SAID],
        cwd=HOUSE,
        env={**there, **told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == []
