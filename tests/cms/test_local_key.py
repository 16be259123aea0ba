"""The key of an embedded installation is made once and read by its owner alone (DESIGN §6)."""

import stat

import pytest

from cms.settings.local_key import read_or_create_key


def test_the_key_is_made_once_and_kept_private(tmp_path):
    path = tmp_path / "var" / "llave-secreta"
    key = read_or_create_key(path)
    assert len(key) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_create_key(path) == key


def test_two_installations_have_two_keys(tmp_path):
    assert read_or_create_key(tmp_path / "a") != read_or_create_key(tmp_path / "b")


def test_a_cut_key_is_not_used(tmp_path):
    path = tmp_path / "llave-secreta"
    path.write_text("corta")
    with pytest.raises(RuntimeError, match="incompleta"):
        read_or_create_key(path)
