"""The repository works anywhere: no paths of one machine, no addresses of registries."""

import re

import pytest

from tests.architecture.sources import ROOT, files, name
from tests.asked_once import ONCE

# Written in two parts, so that this file does not find itself.
TRACES = re.compile(
    "|".join(
        [
            r"(?:^|[^A-Za-z0-9._~-])/(?:work|farm|root)/[A-Za-z.]",
            "file:" + "///",
            "--(?:extra-)?index" + "-url",
            "--find" + "-links",
            "py" + r"pi\.org",
            '"re' + 'solved":',
        ]
    ),
    re.MULTILINE,
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def _texts():
    for path in files():
        try:
            yield path, path.read_text()
        except UnicodeDecodeError:
            continue


def test_no_file_knows_the_machine_it_was_written_on():
    assert [name(path) for path, text in _texts() if TRACES.search(text)] == []


@pytest.mark.parametrize(
    "document", [path for path in files() if path.suffix == ".md"], ids=lambda path: name(path)
)
def test_every_link_between_documents_leads_somewhere(document):
    targets = [link.split("#")[0] for link in LINK.findall(document.read_text())]
    local = [link for link in targets if link and not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_commands_of_the_repository_can_be_run():
    for script in (".ci/run", "manage.py"):
        assert (ROOT / script).stat().st_mode & 0o111, script


def test_what_is_asked_once_is_there():
    assert [file for file in sorted(ONCE) if not (ROOT / file).is_file()] == []
