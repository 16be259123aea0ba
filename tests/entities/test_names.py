"""How a person is called on every staff screen: one spelling, never an empty one."""

import re
from pathlib import Path

import pytest

from entities.names import name_and_account, name_of
from tests.factories.entities import UserFactory

ROOT = Path(__file__).parents[2]
ROOMS = ("entities", "workflows", "carta_pages", "agreements", "reports", "cms", "templates")

CASES = [
    # first name, last name, called, called in a list of accounts
    ("Ana", "Suárez", "Ana Suárez", "Ana Suárez (asuarez)"),
    ("Ana", "", "Ana", "Ana (asuarez)"),
    ("", "", "asuarez", "asuarez"),
]


@pytest.mark.parametrize(("first", "last", "called", "listed"), CASES)
def test_an_account_without_a_name_is_called_by_its_account(first, last, called, listed):
    person = UserFactory.build(first_name=first, last_name=last, username="asuarez")
    assert (name_of(person), name_and_account(person)) == (called, listed)


def test_an_erased_person_has_no_name():
    assert name_of(None) == ""


def test_nobody_spells_a_name_in_another_way():
    spelling = re.compile(r"get_full_name")
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.*")]
    found = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if path.suffix in {".py", ".html", ".txt"} and spelling.search(path.read_text("utf-8"))
    }
    assert found == {"entities/names.py"}
