"""Whose settings `hookshift demo` uses; scripts/package-check runs it from an empty folder."""

from pathlib import Path

from hookshift.cli.demo import settings_path
from hookshift.config.example import example


def test_without_a_settings_file_the_shipped_example_is_used(tmp_path: Path) -> None:
    path = settings_path(tmp_path / "hookshift.toml", named=False)
    assert path == example()
    assert "wa-webhook-unified" in path.read_text(encoding="utf-8")


def test_a_settings_file_in_the_folder_is_used(tmp_path: Path) -> None:
    path = tmp_path / "hookshift.toml"
    path.touch()
    assert settings_path(path, named=False) == path


def test_a_named_file_is_used_even_if_it_is_not_there(tmp_path: Path) -> None:
    """The demo then says that it cannot be read, instead of showing another rollout."""
    path = tmp_path / "mistyped.toml"
    assert settings_path(path, named=True) == path
