"""A gateway counts what it does, and says up to when it has counted."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hookshift.gateway.record.spool import SUFFIX
from hookshift.store.database import connection
from tests.e2e.harness import (
    ONE_WORKER,
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.store import agreement

UNIFIED = "/functions/v1/wa-webhook-unified"
SLOW_MS = 2_000


@pytest.fixture
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


async def agree(url: str) -> None:
    async with connection(url, "tests") as opened:
        await agreement.check_sums(opened, 10, SLOW_MS)


def one_value(gateway: Gateway, query: str) -> int:
    return int(gateway.sql(query)[0][0])


def sent(gateway: Gateway, senders: int, text: str = "a job") -> None:
    for number in range(senders):
        gateway.webhook(body(message(text, f"25078{number:07d}")))


def test_rollups_are_what_the_log_says(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    handlers.answers["wa-webhook-jobs"] = (500, b"")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: refused
        change = (
            f"http://127.0.0.1:{handlers.port}{UNIFIED}",
            f"http://127.0.0.1:{closed.getsockname()[1]}{UNIFIED}",
        )
        with running_gateway(tmp_path, database_url, handlers.port, change) as gateway:
            gateway.set_percentage(50)
            sent(gateway, 40)
            sent(gateway, 40, "rent a house")
            sent(gateway, 40)
            sent(gateway, 5, "a taxi")
    asyncio.run(agree(database_url))
    rows = gateway.sql(
        """SELECT domain, side, sum(requests) AS requests, sum(errors) AS errors,
                  sum(undelivered) AS undelivered, sum(attempts) AS attempts,
                  sum(new_senders) AS new_senders, sum(errors_squared) AS squared
           FROM hookshift.rollups GROUP BY domain, side"""
    )
    found = {(row["domain"], row["side"]): dict(row) for row in rows}
    jobs, moved = found["jobs", "legacy"], found["jobs", "unified"]
    assert jobs["requests"] + moved["requests"] == 80
    assert jobs["new_senders"] + moved["new_senders"] == 40
    assert 0 < moved["new_senders"] < 40
    # Nobody takes jobs: unified cannot be reached, and legacy fails.
    for side in (jobs, moved):
        assert side["errors"] == side["undelivered"] == side["requests"]
        # Everyone failed twice, at most two minutes were touched.
        assert side["requests"] <= side["squared"] <= 2 * side["requests"]
    assert moved["attempts"] == moved["requests"]
    rent = found["property", "unified"]
    assert rent["errors"] == rent["attempts"] == rent["requests"] == rent["new_senders"]
    assert rent["undelivered"] == 0
    assert found["mobility", "legacy"]["requests"] == 5
    assert found["mobility", "legacy"]["new_senders"] == 0


def totals(gateway: Gateway) -> list[dict[str, float]]:
    """The counters of the newest heartbeat in each worker's place, whoever was there before."""
    rows = gateway.sql(
        "SELECT DISTINCT ON (host, slot) counters::text AS counters FROM hookshift.gateways"
        " ORDER BY host, slot, started_at DESC"
    )
    return [json.loads(row["counters"]) for row in rows]


def test_a_heartbeat_says_what_is_not_written(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    slow = ("flush_seconds = 0.2", "flush_seconds = 3600.0")
    with running_gateway(tmp_path, database_url, handlers.port, slow, ONE_WORKER) as gateway:
        before = time.time()
        eventually(lambda: len(totals(gateway)) == 1)
        assert {counters["unwritten_seconds"] for counters in totals(gateway)} == {0.0}
        sent(gateway, 1)
        after = time.time()
        oldest = eventually(
            lambda: [
                counters["recorded_at"] - counters["unwritten_seconds"]
                for counters in totals(gateway)
                if counters["unwritten_seconds"] > 0
            ]
        )
        assert before <= oldest[0] <= after
        page = gateway.send(b"", path="/metrics", method="GET").body.decode()
        assert "hookshift_unwritten_seconds{" in page


def test_a_worker_leaves_once_its_decisions_are_written(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    slow = ("flush_seconds = 0.2", "flush_seconds = 3600.0")
    with running_gateway(tmp_path, database_url, handlers.port, slow) as gateway:
        eventually(lambda: len(totals(gateway)) == 2)
        gateway.sql("CREATE TABLE left_behind (rows bigint)")
        gateway.sql(
            """CREATE FUNCTION count_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 INSERT INTO public.left_behind SELECT count(*) FROM public.webhook_routing_logs;
                 RETURN OLD;
               END $$"""
        )
        gateway.sql(
            """CREATE TRIGGER counting AFTER DELETE ON hookshift.gateways
               FOR EACH ROW EXECUTE FUNCTION count_rows()"""
        )
        sent(gateway, 30)
        assert one_value(gateway, "SELECT count(*) FROM webhook_routing_logs") == 0
    # Whichever worker was the last to leave: all rows were there.
    assert one_value(gateway, "SELECT max(rows) FROM left_behind") == 30
    assert totals(gateway) == []


def test_a_worker_that_leaves_decisions_on_disk_is_missed_until_they_are_written(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    with running_gateway(tmp_path, database_url, handlers.port) as gateway:
        eventually(lambda: len(totals(gateway)) == 2)
        gateway.sql(
            """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN RAISE EXCEPTION 'not now'; END $$"""
        )
        gateway.sql(
            """CREATE TRIGGER refusing BEFORE INSERT ON hookshift.rollups
               FOR EACH ROW EXECUTE FUNCTION refuse()"""
        )
        sent(gateway, 30)
    spooled = list(tmp_path.rglob(f"*{SUFFIX}"))
    assert spooled
    assert len(totals(gateway)) == len({path.parent for path in spooled})
    assert one_value(gateway, "SELECT count(*) FROM webhook_routing_logs") == 0
    gateway.sql("DROP TRIGGER refusing ON hookshift.rollups")
    with running_gateway(tmp_path, database_url, handlers.port) as gateway:
        gateway.logged(30)
        eventually(lambda: all(c["unwritten_seconds"] == 0 for c in totals(gateway)))
    asyncio.run(agree(database_url))
