"""Where settings and variables come from, and how little of them a command that steers needs."""

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hookshift.cli import place
from hookshift.cli.main import main
from tests.cli.conftest import SHIPPED, Hookshift

SECRETS = ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")


@pytest.fixture
def bare(hookshift: Hookshift, monkeypatch: pytest.MonkeyPatch) -> Hookshift:
    """A shell without the provider's secrets."""
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
        del hookshift.environ[name]
    return hookshift


STEERING = [
    "set 10", "disable", "enable", "rollback", "stats", "errors", "undelivered", "ledger",
    "alerts", "dead list", "dead history", "notify list", "token list", "token create ci", "db url",
    "rollout history", "inbox", "retire", "db migrate", "simulate --runs 1 --longest 1h",
    "status", "conversations report", "rollout status", "rollout start", "rollout pause",
    "rollout resume", "rollout rollback --yes",
]  # fmt: skip


@pytest.mark.parametrize("line", STEERING)
def test_nothing_but_serving_needs_the_providers_secrets(bare: Hookshift, line: str) -> None:
    if line.startswith("rollout ") and line not in ("rollout start", "rollout history"):
        bare.works("rollout", "start")
    if line == "rollout resume":
        bare.works("rollout", "pause")
    result = bare(*line.split())
    # `alerts` and `retire` tell with 3 what they found.
    assert result.exit_code in (0, 3), result.output
    assert "is not set" not in result.output


@pytest.mark.parametrize("line", ["trace x", "rollout lint", "rollout replay", "rollout explain"])
def test_nor_does_what_finds_nothing_yet(bare: Hookshift, line: str) -> None:
    assert "environment variable" not in bare(*line.split()).output


def test_explain_needs_no_secret(bare: Hookshift) -> None:
    body = '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]}'
    assert "is not set" not in bare("explain", "-", stdin=body).output


@pytest.mark.parametrize("line", ["config check", "serve", "control"])
def test_who_serves_or_checks_needs_them_all(bare: Hookshift, line: str) -> None:
    result = bare(*line.split())
    assert result.exit_code == 1
    assert "WHATSAPP_APP_SECRET is not set" in result.stderr


@pytest.mark.parametrize("line", ["rollback", "set 5", "disable", "rollout history", "alerts"])
def test_a_fault_elsewhere_in_the_file_is_in_nobodys_way(
    bare: Hookshift, tmp_path: Path, line: str
) -> None:
    broken = tmp_path / "hookshift.toml"
    broken.write_text(SHIPPED.read_text().replace("workers = 2", 'workers = "many"') + "[nonsense]")
    assert bare(*line.split(), config=broken).exit_code == 0


def test_a_variable_of_the_database_is_still_needed(bare: Hookshift, tmp_path: Path) -> None:
    settings = tmp_path / "hookshift.toml"
    settings.write_text('[database]\nurl = "env:NOWHERE"\n')
    result = bare("rollback", config=settings)
    assert result.exit_code == 1
    assert "NOWHERE is not set" in result.stderr


def test_a_database_that_nobody_named_is_not_made(bare: Hookshift, tmp_path: Path) -> None:
    """A shell without DATABASE_URL must not roll back an empty database of its own."""
    settings = tmp_path / "hookshift.toml"
    settings.write_text("")
    del bare.environ["DATABASE_URL"]
    for line in ("rollback", "status", "rollout status", "rollout pause"):
        result = bare(*line.split(), config=settings)
        assert result.exit_code == 1, line
        assert "neither database.url nor DATABASE_URL is set" in result.stderr
    assert not (tmp_path / ".hookshift").exists()


def with_file(folder: Path, *lines: str) -> Path:
    path = folder / "environment"
    path.write_text("\n".join(lines))
    return path


def test_variables_come_from_an_env_file(bare: Hookshift, tmp_path: Path) -> None:
    file = with_file(tmp_path, *(f"{name}=x" for name in SECRETS))
    assert bare("--env-file", str(file), "config", "check").exit_code == 0
    assert not set(SECRETS) & set(os.environ)


def test_the_environment_comes_before_the_env_file(bare: Hookshift, tmp_path: Path) -> None:
    file = with_file(tmp_path, "DATABASE_URL=postgresql://nobody@127.0.0.1:1/none")
    assert bare("--env-file", str(file), "db", "url").stdout.strip() == bare.url


def test_an_env_file_may_hold_the_other_options_too(bare: Hookshift, tmp_path: Path) -> None:
    file = with_file(tmp_path, "HOOKSHIFT_URL=ftp://nowhere")
    result = CliRunner().invoke(main, ["--env-file", str(file), "status"], env=bare.environ)
    assert "--url ftp://nowhere is not a URL" in result.output


def test_an_env_file_that_is_wrong_is_wrong_usage(bare: Hookshift, tmp_path: Path) -> None:
    result = bare("--env-file", str(tmp_path / "none"), "status")
    assert result.exit_code == 2
    assert "No such file" in result.stderr


def test_the_settings_may_name_the_env_file(bare: Hookshift, tmp_path: Path) -> None:
    with_file(tmp_path, *(f"{name}=x" for name in SECRETS), f"DATABASE_URL={bare.url}")
    del bare.environ["DATABASE_URL"]
    settings = tmp_path / "hookshift.toml"
    settings.write_text('env_file = "environment"\n' + SHIPPED.read_text())
    assert bare("config", "check", config=settings).exit_code == 0
    assert bare("set", "7", config=settings).exit_code == 0


def test_an_env_file_that_one_may_not_read_matters_only_where_it_is_needed(
    bare: Hookshift, tmp_path: Path
) -> None:
    settings = tmp_path / "hookshift.toml"
    settings.write_text('env_file = "none"\n' + SHIPPED.read_text())
    assert bare("rollback", config=settings).exit_code == 0
    checked = bare("config", "check", config=settings)
    assert "env_file: " in checked.stderr
    assert "No such file" in checked.stderr
    # It may be where the database is named: no other one is taken instead.
    del bare.environ["DATABASE_URL"]
    result = bare("rollback", config=settings)
    assert result.exit_code == 1
    assert "env_file: " in result.stderr


def test_the_first_file_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = tmp_path / "etc" / "hookshift.toml"
    monkeypatch.setattr(place, "SYSTEM", system)
    monkeypatch.chdir(tmp_path)
    assert place.settings_file(None) == place.HERE
    system.parent.mkdir()
    system.touch()
    assert place.settings_file(None) == system
    place.HERE.touch()
    assert place.settings_file(None) == place.HERE
    assert place.settings_file(Path("named")) == Path("named")


def test_what_a_former_generation_had_from_the_file_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a reload the next program inherits the environment of the one before, file and all."""
    given = tmp_path / "environment"
    given.write_text("CHANGED=new\nADDED=1\nGIVEN=by the file\n")
    for name, value in {
        "CHANGED": "old", "REMOVED": "old", "GIVEN": "by hand",
        place.FROM_FILE: "CHANGED,REMOVED",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    seen: dict[str, str] = {}

    @click.command()
    @place.env_file_option
    def look() -> None:
        seen.update(os.environ)

    assert CliRunner().invoke(look, ["--env-file", str(given)]).exit_code == 0
    assert (seen["CHANGED"], seen["ADDED"], seen["GIVEN"]) == ("new", "1", "by hand")
    assert "REMOVED" not in seen
    assert seen[place.FROM_FILE] == "CHANGED,ADDED"
