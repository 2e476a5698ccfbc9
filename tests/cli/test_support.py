"""`hookshift support`: what is in the archive, and what must never be."""

import json
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.cli.support import discreet
from hookshift.cli.support.parts import COMMANDS
from tests.cli.conftest import SHIPPED, Hookshift

NUMBER = "250780000123"
SECRETS = ("hush-app-secret", "hush-in-file", "hush-in-query", NUMBER)


def contents(archive: Path) -> dict[str, str]:
    with tarfile.open(archive) as opened:
        found = {}
        for entry in opened.getmembers():
            file = opened.extractfile(entry)
            assert file is not None
            found[entry.name.rpartition("/")[2]] = file.read().decode()
        return found


@pytest.fixture
def settings(hookshift: Hookshift, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in hookshift.environ.items():
        monkeypatch.setenv(name, value)  # of the commands that it runs
    monkeypatch.setenv("WHATSAPP_APP_SECRET", "hush-app-secret")
    path = tmp_path / "hookshift.toml"
    path.write_text(
        SHIPPED.read_text()
        .replace('"env:WHATSAPP_VERIFY_TOKEN"', '"hush-in-file"')
        .replace('/wa-webhook-unified"', '/wa-webhook-unified?code=hush-in-query"', 1)
        .replace('listen = "127.0.0.1:8080"', 'listen = "127.0.0.1:1"')
    )
    path.chmod(0o600)
    return path


def test_everything_is_in_it_and_nothing_that_is_anybodys(
    hookshift: Hookshift, settings: Path, tmp_path: Path
) -> None:
    hookshift.works("rollout", "start", "--reason", f"asked by +{NUMBER}")
    hookshift.sql(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, response_time_ms,"
        " status, error_message) VALUES ('h', 'jobs', 'legacy', 5, 'error', $1)",
        f"no user {NUMBER}, no wamid.HBgMMjUwNzgwMDAwMTIz",
    )
    log = tmp_path / "hookshift.log"
    log.write_text("".join(f"line {n} about +250 780-000-123\n" for n in range(3_000)))
    archive = tmp_path / "support.tar.gz"
    result = hookshift("support", str(archive), "--log", str(log), config=settings)

    assert result.exit_code == 0
    assert archive.stat().st_mode & 0o777 == 0o600
    found = contents(archive)
    for secret in SECRETS:
        assert [name for name, text in found.items() if secret in text] == []
    assert set(found) >= {
        "versions.json", "settings.json", "database.json", "log.txt",
        *("-".join(words).replace("--", "") + ".json" for words in COMMANDS),
    }  # fmt: skip
    assert "wamid.HB" not in found["errors.json"]
    assert json.loads(found["status.json"])["configuration"]["percentage"] == 10
    assert found["log.txt"].splitlines()[-1] == "line 2999 about #"
    assert len(found["log.txt"].splitlines()) == 2_000
    shown = json.loads(found["settings.json"])
    assert shown["sources.whatsapp.secrets[0]"] == "(secret)"
    assert shown["gateway.workers"] == 2
    database = json.loads(found["database.json"])
    assert "PostgreSQL" in database["version"]
    assert any("Execution Time" in line for line in database["plans"]["stats.dashboard"])
    # Nobody listens there: that is said, and the rest is there.
    assert "metrics.txt" not in found
    assert "metrics.txt: " in found["problems.txt"]


def test_without_a_database_the_rest_is_there(
    hookshift: Hookshift, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = "postgresql://nobody@127.0.0.1:1/none"
    monkeypatch.setenv("DATABASE_URL", away)
    hookshift.environ["DATABASE_URL"] = away
    archive = tmp_path / "support.tar.gz"
    assert hookshift("support", str(archive), config=settings).exit_code == 0
    found = contents(archive)
    assert "settings.json" in found
    assert "Check that PostgreSQL runs" in json.loads(found["status.json"])["said"]
    assert "database.json: " in found["problems.txt"]

    again = hookshift("support", str(archive), config=settings)
    assert again.exit_code == 1
    assert "File exists" in again.stderr


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("call +250 780 000 123 now", "call # now"),
        ("(0780)000.123", "#"),
        ("at 2025-12-03 14:32:01.123456", "at 2025-12-03 14:32:01.123456"),
        ("2025-12-03T14:32:01+00:00 x", "2025-12-03T14:32:01+00:00 x"),
        ("p95 0.1234567 of 12345", "p95 0.1234567 of 12345"),
        ("from=250780000123,", "from=#,"),
    ],
)
def test_what_is_taken_for_a_number(said: str, shown: str) -> None:
    assert discreet.text(said) == shown


@given(st.from_regex(r"[1-9][0-9]{9,14}", fullmatch=True), st.sampled_from(['"', " ", "=", "@"]))
def test_no_number_of_a_person_is_left(number: str, before: str) -> None:
    assert number not in discreet.text(f"x{before}{number}{before}y")
    assert number not in discreet.document(json.dumps({"a": [{"b": f"of {number}"}], number: 1}))
