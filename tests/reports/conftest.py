"""The published carta of the public side, and a press that keeps nothing between tests."""

import pytest

from tests.carta_pages.public.conftest import _built, world

__all__ = ["_built", "world"]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.CARTA_PAPER_DIR = tmp_path / "papel"
