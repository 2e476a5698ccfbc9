"""`hookshift rollout lint`: what speaks against a plan before it runs."""

import asyncio
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookshift.domain.recent import Counted, Key, Slice, written
from hookshift.store.database import connection
from hookshift.store.gateways import WorkerHeartbeat, heartbeat
from hookshift.store.replies import LEAST_RECEIPTS
from tests.cli.conftest import SHIPPED, Hookshift

HOUR = 3_600.0


def test_what_is_shown(hookshift: Hookshift) -> None:
    output = hookshift.works("rollout", "lint", "--volume", "3000")

    assert output.startswith("traffic an hour: jobs 3,000, marketplace 3,000, property 3,000\n")
    assert re.search(r"4: 50 % +24 h +jobs +3,612 +2.4 h +2.4 h +fits the hold", output)
    assert "About 4.6 days in all" in output
    assert output.endswith("No problems found.\n")


def test_without_any_traffic_there_are_doubts(hookshift: Hookshift) -> None:
    result = hookshift("rollout", "lint")

    assert result.exit_code == 3
    assert "warning: jobs had no traffic in 7.0 days" in result.stdout
    assert "\nThe plan cannot finish without an operator.\n" in result.stdout


def test_for_programs(hookshift: Hookshift) -> None:
    report = hookshift.json("rollout", "lint", "--volume", "3000")

    assert report["doubts"] == []
    assert len(report["stages"]) == 6 * 3
    assert report["stages"][0]["prospect"] == "fits the hold"
    assert report["traffic"]["jobs"] == {"requests": 0, "per_hour": pytest.approx(3_000)}
    assert report["seconds"] == pytest.approx(110 * HOUR)


def test_traffic_of_a_day_is_not_spread_over_a_week(hookshift: Hookshift) -> None:
    now = time.time()
    for hours in (2, 1):
        start = (now - hours * HOUR) // HOUR * HOUR
        hookshift.sql(
            "INSERT INTO hookshift.rollup_hours (start, seconds, gateway, domain, side, version,"
            " requests, errors, undelivered, slow, errors_squared, new_senders, attempts,"
            " failing_senders, latency)"
            " VALUES (to_timestamp($1), 3600, 'one:0', 'jobs', 'legacy', 1, 6000, 0, 0, 0, 0, 0, 0,"
            " '{}', '{}')",
            start,
        )
    report = json.loads(hookshift("rollout", "lint", "--json").stdout)

    assert report["measured_seconds"] < 3 * HOUR + 60
    assert 4_000 <= report["traffic"]["jobs"]["per_hour"] <= 6_100


def test_freeze_windows_and_warnings_are_named(hookshift: Hookshift, tmp_path: Path) -> None:
    path = tmp_path / "frozen.toml"
    text = SHIPPED.read_text()
    text = text.replace('mode = "ladder"', 'mode = "strict"')
    path.write_text(text + '\n[[rollout.freeze]]\ndays = ["sat", "sun"]\n')
    result = hookshift("rollout", "lint", "--volume", "100000", config=path)

    assert result.exit_code == 3
    assert "freeze: no promotion on Saturday and Sunday (UTC)" in result.stdout
    assert "prove: is not used" in result.stdout


def test_where_no_receipts_come_the_gate_on_replies_is_off_and_it_is_said(
    hookshift: Hookshift, tmp_path: Path
) -> None:
    hookshift.environ["HOOKSHIFT_HASH_KEY"] = "a key of the tests, long enough"
    path = tmp_path / "keyed.toml"
    path.write_text(SHIPPED.read_text().replace("# hash_key = ", "hash_key = "))
    off = "the gate replies is off: no message receipts have come in the last seven days"
    output = hookshift("rollout", "lint", "--volume", "3000", config=path).stdout
    assert off in output.replace("\n", " ")
    insert = """INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, created_at,
        event_kind, event_type, status, reason, business_number)
        SELECT 'h', 'jobs', 'legacy', now() - i * interval '1 second', 'status', 'sent', 'success',
        'no_rule', '106' FROM generate_series(1, $1::int) AS i"""
    hookshift.sql(insert, LEAST_RECEIPTS - 1)
    output = hookshift("rollout", "lint", "--volume", "3000", config=path).stdout
    assert off in output.replace("\n", " ")
    hookshift.sql(insert, 1)
    output = hookshift("rollout", "lint", "--volume", "3000", config=path).stdout
    assert "gate replies is off" not in output.replace("\n", " ")


def test_faults_of_the_file_end_it(hookshift: Hookshift, tmp_path: Path) -> None:
    path = tmp_path / "faulty.toml"
    path.write_text(SHIPPED.read_text().replace("percentage = 25", "percentage = 5"))
    result = hookshift("rollout", "lint", config=path)

    assert result.exit_code == 1
    assert "rollout.stages[1].percentage: is 5, not more than the 10 before it" in result.stderr


def test_a_domain_that_cannot_move(hookshift: Hookshift) -> None:
    hookshift.sql("UPDATE webhook_routing_config SET domains = ARRAY['jobs', 'cars']")
    result = hookshift("rollout", "lint")

    assert result.exit_code == 1
    assert "cars: the settings have no such domain" in result.stderr


@pytest.mark.parametrize("volume", ["0", "-1", "x", "nan", "inf"])
def test_no_volume(hookshift: Hookshift, volume: str) -> None:
    assert hookshift("rollout", "lint", f"--volume={volume}").exit_code == 2


def test_a_young_installation_is_measured_by_what_comes_now(hookshift: Hookshift) -> None:
    """Two minutes after it was installed: 20 a second are 72,000 an hour, not what a week has."""
    now = time.time()
    slices = [Slice(int(now) // 10 * 10 - 10 * at, 200, 0) for at in range(12)]
    key = Key(Counted.HANDLER, "wa-webhook-jobs", "jobs", "legacy")
    started = datetime.fromtimestamp(now - 120, UTC)
    worker = WorkerHeartbeat("a", "web-1", 42, 0, "0.2.0", started)

    async def report() -> None:
        async with connection(hookshift.environ["DATABASE_URL"], "tests") as opened:
            await heartbeat(opened, worker, 1, {}, written({key: slices}))

    asyncio.run(report())
    found = json.loads(hookshift("rollout", "lint", "--json").stdout)
    assert 60_000 <= found["traffic"]["jobs"]["per_hour"] <= 80_000
    assert found["traffic"]["property"]["per_hour"] == 0
    jobs = [each for each in found["stages"] if each["domain"] == "jobs"]
    assert {each["prospect"] for each in jobs} == {"fits the hold"}
