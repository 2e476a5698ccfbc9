"""`hookshift status`: what it takes for a script to hear that something is degraded."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from click.testing import Result

from hookshift.domain.heartbeat import ALIVE_SECONDS
from hookshift.store.database import connection as connection_to
from hookshift.store.gateways import SeenWorker, WorkerHeartbeat, heartbeat
from hookshift.store.routing_config import ActiveConfig
from hookshift.view import problems
from hookshift.view.installation import degraded
from tests.cli.conftest import Hookshift
from tests.conftest import outside_the_loop
from tests.store.programs import psql
from tests.store.runbook_sql import PHASE_1

NOW = datetime(2025, 12, 3, tzinfo=UTC)
LATER = NOW + timedelta(seconds=2)
CONFIG = ActiveConfig(Decimal("10.00"), True, ["jobs"], 7, NOW, "someone", None)


def worker(gateway: str = "a", slot: int = 0, host: str = "one") -> WorkerHeartbeat:
    return WorkerHeartbeat(gateway, host, 42, slot, "0.1.0", NOW)


def seen(
    worker: WorkerHeartbeat, age: float = 1.0, version: int = 7, **counters: float
) -> SeenWorker:
    return SeenWorker(worker, LATER, age, version, counters)


def speak(hookshift: Hookshift, behind: int = 0, age: float = 0, **counters: float) -> None:
    """A worker's heartbeat, as many versions behind and seconds ago."""
    (row,) = hookshift.sql("SELECT max(version) AS version FROM webhook_routing_config")

    async def say() -> None:
        async with connection_to(hookshift.url, "tests") as opened:
            await heartbeat(opened, worker(), row["version"] - behind, counters)

    outside_the_loop(say())
    hookshift.sql(
        "UPDATE hookshift.gateways SET seen_at = now() - make_interval(secs => $1)", float(age)
    )


def test_no_gateway_is_degraded(hookshift: Hookshift) -> None:
    result = hookshift("status")

    assert result.exit_code == 3
    assert "degraded: no gateway is running" in result.stdout


def test_a_gateway_that_follows_is_good(hookshift: Hookshift) -> None:
    hookshift.works("set", "25", "--reason", "day [3]")
    speak(hookshift, **{"recorder_waiting_rows": 1234, "core native": 1})

    output = hookshift.works("status")

    assert output.startswith("25.00 % of jobs, marketplace, property; routing is on")
    assert "0.00 % -> 25.00 %" in output
    assert "day [3]" in output
    assert "1,234" in output
    assert "native" in output
    assert "healthy" in output


def test_a_gateway_behind_is_degraded(hookshift: Hookshift) -> None:
    hookshift.works("set", "25")
    # Two seconds from now: it has spoken after the change, and did not follow it.
    speak(hookshift, behind=1, age=-2)

    result = hookshift("status")

    assert result.exit_code == 3
    assert "worker 0 on one (pid 42) follows version" in result.stdout


def test_a_gateway_that_has_not_spoken_since_the_change_is_not_called_behind(
    hookshift: Hookshift,
) -> None:
    hookshift.works("set", "25")
    speak(hookshift, behind=1)

    assert "healthy" in hookshift.works("status")


def test_dropped_decisions_are_degraded(hookshift: Hookshift) -> None:
    speak(hookshift, recorder_dropped_rows=1500)

    result = hookshift("status")

    assert result.exit_code == 3
    assert "has dropped 1,500 decisions" in result.stdout


def test_a_worker_that_hung_is_told_of_for_a_while(hookshift: Hookshift) -> None:
    speak(hookshift, hung_workers=2, hung_seconds=240)

    result = hookshift("status")

    assert result.exit_code == 3
    assert "replaced one that hung 4 min ago (2 since the start)" in " ".join(result.stdout.split())


def test_a_gateway_that_fell_silent_is_degraded(hookshift: Hookshift) -> None:
    speak(hookshift, age=60)

    result = hookshift("status")

    assert result.exit_code == 3
    assert "degraded: no gateway is running" in result.stdout
    assert "last reported 60 s ago" in result.stdout


def test_status_for_programs(hookshift: Hookshift) -> None:
    hookshift.works("set", "25", "--reason", "day 3")
    speak(hookshift, recorder_dropped_rows=0)

    status = hookshift.json("status")

    assert status["degraded"] == []
    assert status["configuration"]["percentage"] == 25
    assert status["changes"][0]["reason"] == "day 3"
    (gateway,) = status["gateways"]
    assert gateway["host"] == "one"
    assert gateway["config_version"] == status["configuration"]["version"]
    assert "worker" not in gateway


def test_degraded_for_programs_has_the_same_exit_code(hookshift: Hookshift) -> None:
    result = hookshift("status", "--json")

    assert result.exit_code == 3
    assert json.loads(result.stdout)["degraded"] == ["no gateway is running"]


def test_only_the_latest_changes_are_shown(hookshift: Hookshift) -> None:
    for share in range(1, 8):
        hookshift.works("set", str(share))
    speak(hookshift)

    changes = hookshift.json("status")["changes"]

    assert [change["new_percentage"] for change in changes] == [7, 6, 5, 4, 3]


@pytest.mark.parametrize(
    ("workers", "faults"),
    [
        ([seen(worker(), age=ALIVE_SECONDS)], 0),
        ([seen(worker(), age=ALIVE_SECONDS + 0.01)], 2),
        # Its place is taken.
        ([seen(worker("a"), age=60), seen(worker("b"))], 0),
        # Another slot, or another host, is no replacement.
        ([seen(worker("a"), age=60), seen(worker("b", slot=1))], 1),
        ([seen(worker("a"), age=60), seen(worker("b", host="two"))], 1),
        ([seen(worker(), version=6)], 1),
        ([seen(worker(), version=8)], 1),
        ([seen(worker(), recorder_dropped_rows=0, database_away=0)], 0),
        ([seen(worker(), recorder_dropped_rows=1)], 1),
        ([seen(worker(), database_away=1)], 1),
        ([seen(worker(), hung_workers=0)], 0),
        ([seen(worker(), hung_workers=2, hung_seconds=3_599)], 1),
        ([seen(worker(), hung_workers=2, hung_seconds=3_600)], 0),
        ([seen(worker(), deliveries_set_aside=0)], 0),
        ([seen(worker(), deliveries_set_aside=2)], 1),
        ([seen(worker(), version=6, recorder_dropped_rows=1, database_away=1)], 3),
    ],
)
def test_what_is_degraded(workers: list[SeenWorker], faults: int) -> None:
    assert len(degraded(CONFIG, workers)) == faults


def test_a_transaction_that_somebody_left_open_is_degraded(
    hookshift: Hookshift, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(hookshift)
    assert hookshift("status").exit_code == 0
    monkeypatch.setattr(problems, "OLD_SECONDS", 0.0)

    async def work() -> Result:
        async with connection_to(hookshift.url, "forgotten") as left_open:
            await left_open.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
            return await asyncio.to_thread(hookshift, "status")

    result = outside_the_loop(work())
    assert result.exit_code == 3
    assert "a transaction of hookshift forgotten" in result.stdout


def test_a_foreign_function_is_degraded_and_told_by_migrate(hookshift: Hookshift) -> None:
    speak(hookshift)
    hookshift.sql(
        "CREATE FUNCTION public.update_routing_percentage(integer) RETURNS text LANGUAGE sql "
        "AS $$ SELECT 'done' $$"
    )
    sentence = "public.update_routing_percentage(integer) is not hookshift's"

    result = hookshift("status")

    assert result.exit_code == 3
    assert sentence in result.stdout
    hookshift.works("set", "35")
    hookshift.works("rollback")
    (warning,) = json.loads(hookshift("db", "migrate", "--json").stdout)["warnings"]
    assert sentence in warning


def test_migrate_says_that_it_has_put_a_function_back(hookshift: Hookshift) -> None:
    psql(hookshift.url, PHASE_1)

    result = hookshift("db", "migrate")

    assert "had been replaced" in result.stderr
    assert hookshift.json("db", "migrate")["warnings"] == []
