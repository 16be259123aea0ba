"""What is installed is named, explained and locked (DESIGN §5, T65)."""

import re

import pytest

from tests.architecture.sources import ROOT

PAIRS = {"requirements.in": "requirements.txt", "requirements-dev.in": "requirements-dev.txt"}
EXPLAINED = (ROOT / "docs" / "dependencias.md").read_text()


def _direct(file):
    lines = (line.split("#")[0].strip() for line in (ROOT / file).read_text().splitlines())
    return [re.split(r"[\[~>=<! ]", line)[0] for line in lines if line and line[0] != "-"]


def _locked(file):
    """Each requirement of a lock file with its continuation lines joined."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / file).read_text())
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("file", PAIRS.values())
def test_every_package_is_pinned_with_its_hashes(file):
    loose = [
        line for line in _locked(file) if not re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:", line)
    ]
    assert loose == []
    assert len(_locked(file)) > 10


@pytest.mark.parametrize(("written", "locked"), PAIRS.items())
def test_what_is_asked_for_is_in_the_lock(written, locked):
    pinned = {line.split("==")[0] for line in _locked(locked)}
    assert set(_direct(written)) - pinned == set()


def test_both_locks_agree():
    versions = [dict(line.split(" ")[0].split("==") for line in _locked(f)) for f in PAIRS.values()]
    shared = versions[0].keys() & versions[1].keys()
    assert {name for name in shared if versions[0][name] != versions[1][name]} == set()


@pytest.mark.parametrize("file", PAIRS)
def test_each_direct_dependency_is_explained_in_one_line(file):
    rows = re.findall(r"^\| `([^`]+)` \|", EXPLAINED, re.MULTILINE)
    assert set(_direct(file)) - set(rows) == set()


def test_nothing_is_explained_that_is_not_used():
    rows = set(re.findall(r"^\| `([^`]+)` \|", EXPLAINED, re.MULTILINE))
    assert rows - {name for file in PAIRS for name in _direct(file)} == set()
