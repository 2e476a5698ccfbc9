"""`hookshift db`."""

import shutil
import subprocess

import pytest

from tests.cli.conftest import Hookshift
from tests.conftest import with_database

PROTECTED = {
    "mobility": "wa-webhook-mobility",
    "profile": "wa-webhook-profile",
    "insurance": "wa-webhook-insurance",
}


def protected(hookshift: Hookshift) -> dict[str, str]:
    rows = hookshift.sql("SELECT domain, handler FROM webhook_protected_domains")
    return {row["domain"]: row["handler"] for row in rows}


def configurations(hookshift: Hookshift) -> int:
    return len(hookshift.sql("SELECT FROM webhook_routing_config"))


def run_script(url: str, script: str) -> None:
    psql = shutil.which("psql")
    if psql is None:
        pytest.skip("psql is not installed")
    subprocess.run(
        [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url],
        input=script,
        text=True,
        capture_output=True,
        check=True,
        timeout=30,
    )


def test_the_first_migration_names_what_it_applied_and_the_second_does_nothing(
    unmigrated: Hookshift,
) -> None:
    first = unmigrated.works("db", "migrate")
    second = unmigrated.works("db", "migrate")

    assert "applied 0001_routing_config" in first
    assert second == "the database is up to date\n"
    assert configurations(unmigrated) == 1
    assert protected(unmigrated) == PROTECTED


def test_migrate_for_programs(unmigrated: Hookshift) -> None:
    applied = unmigrated.json("db", "migrate")["applied"]

    assert len(applied) == unmigrated.works("db", "sql").count("\n-- 00")
    assert unmigrated.json("db", "migrate") == {"applied": [], "warnings": []}


def test_the_script_makes_the_same_database_as_often_as_it_is_run(unmigrated: Hookshift) -> None:
    script = unmigrated.works("db", "sql")

    run_script(unmigrated.url, script)
    run_script(unmigrated.url, script)

    assert configurations(unmigrated) == 1
    assert protected(unmigrated) == PROTECTED
    assert unmigrated.works("db", "migrate") == "the database is up to date\n"


def test_a_protected_domain_in_the_rollout_stops_the_migration(hookshift: Hookshift) -> None:
    hookshift.sql("UPDATE webhook_routing_config SET domains = ARRAY['mobility']")

    result = hookshift("db", "migrate")

    assert result.exit_code == 1
    assert "mobility is in the active rollout" in result.stderr


def test_url_is_the_configured_database(hookshift: Hookshift) -> None:
    assert hookshift.works("db", "url") == f"{hookshift.url}\n"


@pytest.mark.parametrize("command", [["status"], ["set", "10"], ["stats"], ["errors"]])
def test_a_database_that_is_not_migrated(unmigrated: Hookshift, command: list[str]) -> None:
    result = unmigrated(*command)

    assert result.exit_code == 1
    assert "Run `hookshift db migrate`." in result.stderr
    assert result.stdout == ""


def test_a_database_that_does_not_exist(hookshift: Hookshift) -> None:
    hookshift.environ["DATABASE_URL"] = with_database(hookshift.url, "no_such_database")

    result = hookshift("status")

    assert result.exit_code == 1
    assert "no_such_database" in result.stderr
    assert "database.url (or DATABASE_URL)" in result.stderr
    assert "Traceback" not in result.output


def test_a_server_that_is_not_there(hookshift: Hookshift) -> None:
    hookshift.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"

    result = hookshift("set", "10")

    assert result.exit_code == 1
    assert "Check that PostgreSQL runs" in result.stderr
