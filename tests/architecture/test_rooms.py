"""The rooms of DESIGN §2: who may know whom, how full a room may be, how it is called."""

import subprocess
import sys
import tomllib

import pytest

from tests.architecture.sources import ROOMS, ROOT, name, of_rooms

FULL_ROOM = 400
EXEMPT = {"migrations", "tests"}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_imports_go_downwards():
    # A process of its own: the tool sets up logging for the whole process it runs in.
    command = "from importlinter.cli import lint_imports; exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_every_room_that_exists_is_watched():
    built = {room for room in ROOMS if (ROOT / room / "apps.py").exists()}
    assert built <= set(PYPROJECT["tool"]["importlinter"]["root_packages"])
    others = {path.parent.name for path in ROOT.glob("*/apps.py")} - built
    assert not others, f"rooms that DESIGN §2 does not name: {others}"


def test_the_layers_are_those_of_the_design():
    (layers,) = [
        contract["layers"]
        for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    bare = [layer.replace("(", "").replace(")", "") for layer in layers]
    assert bare == [
        "cms",
        "reports",
        "improvement",
        "monitoring | feedback",
        "agreements",
        "carta_pages",
        "workflows",
        "entities",
    ]


def _own(suffix):
    return [path for path in of_rooms(suffix) if not EXEMPT.intersection(path.parts)]


@pytest.mark.parametrize("suffix", [".py", ".html", ".js", ".css", ".md"])
def test_no_file_is_too_full(suffix):
    lengths = {name(path): len(path.read_text().splitlines()) for path in _own(suffix)}
    lengths |= {
        path.name: len(path.read_text().splitlines()) for path in ROOT.glob(f"docs/*{suffix}")
    }
    assert {path: lines for path, lines in lengths.items() if lines > FULL_ROOM} == {}


def test_a_file_is_named_after_its_idea():
    attics = {"utils.py", "helpers.py", "misc.py", "common.py", "util.py"}
    assert [name(path) for path in _own(".py") if path.name in attics] == []


def test_every_folder_with_code_is_a_package():
    folders = {path.parent for path in of_rooms(".py")}
    assert [name(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
