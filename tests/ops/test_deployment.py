"""What ships for containers and systemd fits the settings and commands that it names."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hookshift.cli.main import main
from hookshift.config.load import load

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
UNITS = sorted((ROOT / "ops" / "systemd").glob("*.service"))
SECRETS = {
    "DATABASE_URL": "postgresql://hookshift:x@postgres:5432/hookshift",
    "WHATSAPP_APP_SECRET": "secret",
    "WHATSAPP_VERIFY_TOKEN": "token",
    "HOOKSHIFT_HASH_KEY": "a key of the hashes of people",
}


def test_the_settings_of_compose_need_what_compose_gives() -> None:
    settings = load(ROOT / "ops" / "compose" / "hookshift.toml", SECRETS)
    assert set(SECRETS) == set(re.findall(r"^    ([A-Z_]+): (?:postgresql|\$)", COMPOSE, re.M)) - {
        "POSTGRES_PASSWORD"
    }
    assert f"{settings.gateway.listen.port}:{settings.gateway.listen.port}" in COMPOSE
    assert f"{settings.control.listen.port}:{settings.control.listen.port}" in COMPOSE
    assert not settings.control.enabled, "a container of its own runs it"
    assert [source.conversations for source in settings.sources] == ["on"]


def test_the_example_of_variables_names_all_that_compose_asks_for() -> None:
    example = (ROOT / "ops" / "compose" / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^([A-Z_]+)=$", example, re.M))
    assert named == set(re.findall(r"\$\{([A-Z_]+):\?\}", COMPOSE))


def test_the_example_for_systemd_names_all_that_the_shipped_settings_read() -> None:
    example = (ROOT / "ops" / "systemd" / "environment.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^([A-Z_]+)=$", example, re.M))
    shipped = (ROOT / "hookshift.toml").read_text(encoding="utf-8")
    assert named == set(re.findall(r'^[^#\n]*"env:([A-Z_]+)"', shipped, re.M))
    load(ROOT / "hookshift.toml", dict.fromkeys(named, "x" * 32))


def test_compose_gives_the_gateway_time_to_drain() -> None:
    settings = load(ROOT / "ops" / "compose" / "hookshift.toml", SECRETS)
    (grace,) = re.findall(r"stop_grace_period: (\d+)s", COMPOSE)
    assert int(grace) > settings.gateway.timeouts.drain


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_run_commands_that_exist(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    commands = re.findall(r"^Exec\w+=/opt/hookshift/bin/hookshift (\w+)", text, re.M)
    assert commands
    assert all(
        command in main.list_commands(main.make_context("", ["--help"], resilient_parsing=True))
        for command in commands
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_the_units(unit: Path, tmp_path: Path) -> None:
    """Verified with a program that is there in place of the installed one."""
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text("utf-8").replace("/opt/hookshift/bin/hookshift", "/bin/true"))
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
