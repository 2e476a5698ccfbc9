"""`hookshift config check`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import SHIPPED, Hookshift


@pytest.fixture
def offline() -> Hookshift:
    """The commands without a database: checking settings needs none."""
    return Hookshift("postgresql://nobody@127.0.0.1:1/none")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The shipped settings with two faults far apart."""
    path = tmp_path / "faulty.toml"
    text = SHIPPED.read_text()
    text = text.replace("workers = 2", "workers = -2", 1)
    path.write_text(
        text.replace('"X-Signature-256"\ndefault_handler = "', '"X-S"\ndefault_handler = "no-', 1)
    )
    return path


def test_the_shipped_settings_are_good(offline: Hookshift) -> None:
    assert offline.works("config", "check") == f"{SHIPPED}: no faults\n"


def test_all_faults_are_shown_at_once(offline: Hookshift, faulty: Path) -> None:
    result = offline("config", "check", config=faulty)

    assert result.exit_code == 1
    assert "gateway.workers" in result.stderr
    assert "sources[1].default_handler" in result.stderr
    assert f"{faulty}: 2 faults" in result.stderr
    assert result.stdout == ""


def test_faults_for_programs(offline: Hookshift, faulty: Path) -> None:
    result = offline("config", "check", "--json", config=faulty)
    report = json.loads(result.stdout)

    assert result.exit_code == 1
    assert report["file"] == str(faulty)
    assert {fault["key"] for fault in report["faults"]} == {
        "gateway.workers",
        "sources[1].default_handler",
    }


def test_good_settings_for_programs(offline: Hookshift) -> None:
    assert offline.json("config", "check")["faults"] == []


def test_a_variable_that_is_not_set_is_named(
    offline: Hookshift, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WHATSAPP_APP_SECRET", raising=False)
    del offline.environ["WHATSAPP_APP_SECRET"]

    result = offline("config", "check")

    assert result.exit_code == 1
    assert "WHATSAPP_APP_SECRET is not set" in result.stderr


@pytest.mark.parametrize("command", [["config", "check"], ["status"], ["serve"], ["explain", "-"]])
def test_a_file_that_is_not_there(offline: Hookshift, tmp_path: Path, command: list[str]) -> None:
    result = offline(*command, config=tmp_path / "none.toml", stdin="{}")

    assert result.exit_code == 1
    assert "there is no such file" in result.stderr
    assert "--config" in result.stderr


def test_what_a_providers_url_has_that_is_ignored_is_said(offline: Hookshift) -> None:
    offline.environ["DATABASE_URL"] = (
        "postgresql://owner:secret@ep-x-pooler.neon.tech/db?sslmode=require&channel_binding=require"
        "&pgbouncer=true"
    )
    said = offline.works("config", "check")
    assert "warning: database.url: channel_binding=require is ignored" in said
    assert "warning: database.url: pgbouncer is ignored" in said
    assert "secret" not in said
    assert said.endswith(": no faults\n")


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ("sslmode=verify-full&sslrootcert=/nowhere/root.crt", "names a file as sslrootcert"),
        ("sslmode=verify-full", "no certificate to verify with"),
        ("target_session_attrs=standby", "target_session_attrs"),
        ("statement_timeout=5000", "options=-c"),
    ],
)
def test_a_url_that_would_fail_at_the_start_is_refused(
    offline: Hookshift, parameters: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    offline.environ["DATABASE_URL"] = f"postgresql://owner:secret@h/db?{parameters}"
    result = offline("config", "check")
    assert result.exit_code == 1
    assert says in result.stderr
    assert "secret" not in result.stderr
