"""The apps work in a site that is not ours: docs/instalar-en-un-sitio.md, done by a machine."""

import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.architecture.sources import ROOT, files, name

pytestmark = pytest.mark.slow
APPS = ("entities", "workflows", "carta_pages", "agreements", "monitoring", "reports")
GUIDE = (ROOT / "docs" / "instalar-en-un-sitio.md").read_text()


def _run(*words, cwd, **environment):
    base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        words, cwd=cwd, env={**base, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy, so that nothing is left in the repository."""
    source = tmp_path_factory.mktemp("source")
    for path in files():
        if name(path).split("/")[0] in (*APPS, "pyproject.toml", "README.md"):
            place = source / path.relative_to(ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", cwd=source)
    (built,) = (source / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory):
    """A project of ``wagtail start`` with the wheel beside it and the guide's changes made."""
    home = tmp_path_factory.mktemp("home")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home / "libraries")
    wagtail = "from wagtail.bin.wagtail import main; main()"
    _run(sys.executable, "-c", wagtail, "start", "sitio", str(home), cwd=home)
    settings, urls = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    listed = re.search(r"INSTALLED_APPS = \[(.*?)\]", settings, re.DOTALL)
    base = home / "sitio" / "settings" / "base.py"
    own_apps = f"INSTALLED_APPS = [{listed.group(1)}] + INSTALLED_APPS\n"
    base.write_text(base.read_text() + "\n" + settings.replace(listed.group(0), own_apps))
    addresses = home / "sitio" / "urls.py"
    addresses.write_text("from django.urls import include, path\n" + urls)
    return home


def _manage(site, *words):
    return _run(sys.executable, "manage.py", *words, cwd=site, PYTHONPATH=str(site / "libraries"))


def test_it_carries_the_apps_and_all_their_files_but_not_the_host(wheel):
    with zipfile.ZipFile(wheel) as archive:
        carried = {entry for entry in archive.namelist() if ".dist-info/" not in entry}
    expected = {name(path) for path in files() if name(path).split("/")[0] in APPS}
    assert carried == expected


def test_it_asks_for_floors_only(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [e for e in archive.namelist() if e.endswith(".dist-info/METADATA")]
        asked = re.findall(r"^Requires-Dist: (.+)$", archive.read(metadata).decode(), re.MULTILINE)
    assert asked
    assert [one for one in asked if not re.fullmatch(r"[a-z0-9-]+>=[\d.]+", one)] == []


def test_a_site_of_somebody_else_migrates_and_passes_its_checks(site):
    assert "no issues" in _manage(site, "check", "--fail-level=WARNING")
    _manage(site, "migrate", "--verbosity=0")
    for command in re.findall(r"python manage.py (setup_\w+|verify_history)", GUIDE):
        _manage(site, command)
    _manage(site, "makemigrations", "--check", "--dry-run")
