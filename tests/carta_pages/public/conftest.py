import pytest

from tests.carta_pages.public import world as public_world


@pytest.fixture
def world(db):
    """One carta in force."""
    return public_world.build()
