"""The rollups as they are read, and how they end."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.rollups import Continuing, Counts, Slot, added
from hookshift.store import rollups
from hookshift.store.database import Connection
from hookshift.store.gateways import SeenWorker, WorkerHeartbeat
from hookshift.store.rollups import (
    SQL,
    maintain_rollups,
    read_slots,
    totals,
    written_through,
)

HOUR = 3_600
T0 = 1_764_752_400
"""A full hour."""
ONE = Counts(5, 1, 1, 2, 1, 3, 4, 10, 20, (7, 9), (0, 4, 1), Continuing(2, 1, 1, (0, 1, 1)))


async def insert(
    connection: Connection,
    slots: Sequence[Slot],
    gateway: str = "host:0",
    table: str = "rollups",
) -> None:
    """Writes slots as one gateway's."""
    columns = [*Counts._fields[:-1], *(f"continuing_{name}" for name in Continuing._fields)]
    marks = ", ".join(f"${number}" for number in range(2, 7 + len(columns)))
    await connection.executemany(
        f"INSERT INTO hookshift.{table} (start, seconds, domain, side, version,"
        f" {', '.join(columns)}, gateway) VALUES (to_timestamp($1::float8), {marks})",
        [(*slot[:5], *slot.counts[:-1], *slot.counts.continuing, gateway) for slot in slots],
    )


def slot(start: float, counts: Counts = ONE, **changes: object) -> Slot:
    """Of jobs, unified, version 3, for ten seconds."""
    made = Slot(start, 10.0, "jobs", "unified", 3, counts)
    return made._replace(**changes)  # type: ignore[arg-type]


async def test_slots_come_back_as_they_are_in_order_of_time(connection: Connection) -> None:
    nothing = Counts(requests=1)
    slots = [
        slot(T0, domain="jobs", side="legacy"),
        slot(T0, domain="jobs"),
        slot(T0, domain="property"),
        slot(T0 + 10, nothing),
        slot(T0 + 10, version=4),
    ]
    await insert(connection, slots[::-1])
    assert await read_slots(connection, T0, T0 + 20) == slots


async def test_gateways_are_merged(connection: Connection) -> None:
    other = Counts(1, 1, 0, 0, 1, 1, 0, 3, 15, (1, 2, 3), (1,))
    await insert(connection, [slot(T0), slot(T0 + 10)], "a:0")
    await insert(connection, [slot(T0, other)], "a:1")
    await insert(connection, [slot(T0, other)], "b:0")
    assert await read_slots(connection, T0, T0 + 20) == [
        slot(T0, Counts(7, 3, 1, 2, 3, 5, 4, 3, 20, (1, 2, 3, 7), (2, 4, 1), ONE.continuing)),
        slot(T0 + 10),
    ]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (T0, T0 + 30, [0, 10, 20]),
        (T0, T0 + 29.9, [0, 10]),
        (T0 + 0.1, T0 + 30, [10, 20]),
        (T0 + 10, T0 + 20, [10]),
        (T0 + 11, T0 + 20, []),
        (T0, T0, []),
    ],
)
async def test_only_whole_slots_between_the_two_times_are_read(
    connection: Connection, since: float, until: float, found: list[int]
) -> None:
    await insert(connection, [slot(T0 + after) for after in (0, 10, 20)])
    assert [each.start - T0 for each in await read_slots(connection, since, until)] == found


async def test_domains_and_versions_can_be_chosen(connection: Connection) -> None:
    slots = [slot(T0, domain=name, version=n) for name in ("a", "b", "c") for n in (1, 2, 3)]
    await insert(connection, slots)
    read = await read_slots(connection, T0, T0 + 10, ["a", "c", "x"], [2, 9])
    assert [(each.domain, each.version) for each in read] == [("a", 2), ("c", 2)]


async def many(connection: Connection) -> None:
    """Two days of seven domains in PostgreSQL's own words: quicker."""
    await connection.execute(
        f"""INSERT INTO hookshift.rollups
        SELECT to_timestamp({T0}) + n * interval '10 s', 10, 'host:' || g, 'domain-' || d, 'legacy',
               1, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, '{{}}', '{{1}}'
        FROM generate_series(0, 17279) AS n, generate_series(0, 1) AS g, generate_series(0, 1) AS d
        """
    )
    await connection.execute("ANALYZE hookshift.rollups")


def scans(plan: dict[str, object]) -> list[dict[str, object]]:
    """The parts of a plan that read a table."""
    below = [each for part in plan.get("Plans", []) for each in scans(part)]  # type: ignore[attr-defined]
    return [plan, *below] if "Relation Name" in plan else below


async def test_reading_slots_costs_as_much_as_there_are_slots(connection: Connection) -> None:
    await many(connection)
    text = await connection.fetchval(
        f"EXPLAIN (ANALYZE, FORMAT JSON) {SQL['slots']}",
        float(T0 + 86_400),
        float(T0 + 86_400 + 60),
        None,
        None,
    )
    (found,) = scans(json.loads(text)[0]["Plan"])
    assert found["Index Name"] == "rollups_pkey"
    assert found["Actual Rows"] == 6 * 4
    assert found.get("Rows Removed by Filter", 0) == 0


async def test_totals_read_hours_and_only_the_edges_by_slot(connection: Connection) -> None:
    await many(connection)
    text = await connection.fetchval(
        f"EXPLAIN (ANALYZE, FORMAT JSON) {SQL['totals']}",
        float(T0 + 60),
        float(T0 + 2 * 86_400 - 30),
        float(T0 + HOUR),
        float(T0 + 2 * 86_400 - HOUR),
        None,
        None,
    )
    found = scans(json.loads(text)[0]["Plan"])
    names = sorted(str(each["Relation Name"]) for each in found)
    assert names == ["rollup_hours", "rollups", "rollups"]
    assert sum(each["Actual Rows"] for each in found) < 2 * 360 * 4  # type: ignore[misc]


async def test_totals_are_the_sums_of_the_slots(connection: Connection) -> None:
    chance = random.Random(5)
    slots: list[Slot] = []
    hours: dict[tuple[int, str], Counts] = {}
    for number in range(5 * 360):
        counts = Counts(
            requests=chance.randrange(5),
            errors=chance.randrange(5),
            new_senders=chance.randrange(3),
            lowest_bucket=chance.choice([None, chance.randrange(99)]),
            failing_senders=tuple(sorted(chance.sample(range(99), chance.randrange(4)))),
            highest_bucket=chance.choice([None, chance.randrange(99)]),
            latency=tuple(chance.randrange(3) for _ in range(chance.randrange(6))),
        )
        slots.append(slot(T0 + 10 * number, counts, side=chance.choice(["legacy", "unified"])))
        hour = (T0 + number // 360 * HOUR, slots[-1].side)
        hours[hour] = added(hours.get(hour, Counts()), counts)
    await insert(connection, slots)
    by_hour = [
        slot(start, counts, side=side, seconds=3_600) for (start, side), counts in hours.items()
    ]
    await insert(connection, by_hour, table="rollup_hours")
    for _ in range(30):
        since, until = sorted(T0 + chance.choice([1, 10, HOUR]) * chance.randrange(5) for _ in "ab")
        until += chance.choice([0, HOUR, 777])
        expected: dict[tuple[str, str], Totals] = {}
        for each in slots:
            if since <= each.start and each.start + 10 <= until:
                key = (each.domain, each.side)
                expected[key] = Totals(added(expected.get(key, Totals()).counts, each.counts))
        assert await totals(connection, since, until) == expected
        assert await totals(connection, since, until, ["jobs"], "legacy") == {
            key: value for key, value in expected.items() if key[1] == "legacy"
        }
        assert await totals(connection, since, until, ["other"]) == {}


def test_a_worker_says_up_to_when_it_has_written() -> None:
    worker = WorkerHeartbeat("a", "host", 1, 0, "1", datetime.now(UTC))
    # The heartbeat took a minute to arrive: what happened meanwhile is not covered.
    counters = {"recorded_at": T0 + 0.5, "unwritten_seconds": 2.25}
    seen = SeenWorker(worker, datetime.fromtimestamp(T0 + 60, UTC), 1.0, 3, counters)
    assert written_through(seen) == T0 - 1.75
    assert written_through(seen._replace(counters={"recorded_at": T0})) is None
    assert written_through(seen._replace(counters={})) is None


async def ages(connection: Connection, table: str) -> list[int]:
    """In whole days, oldest first."""
    column = "minute" if table == "rollup_errors" else "start"
    rows = await connection.fetch(
        f"SELECT (now() AT TIME ZONE 'UTC')::date - ({column} AT TIME ZONE 'UTC')::date AS age"
        f" FROM hookshift.{table} ORDER BY 1 DESC"
    )
    return [row["age"] for row in rows]


async def test_what_is_past_retention_is_deleted(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "FORGOTTEN_AT_ONCE", 2)
    today = float(await connection.fetchval("SELECT extract(epoch FROM now() AT TIME ZONE 'UTC')"))
    slots = [slot(today - days * 86_400) for days in (0, 1, 3, 4, 5, 6, 7, 8)]
    await insert(connection, slots)
    await insert(connection, [each._replace(seconds=3_600) for each in slots], table="rollup_hours")
    await maintain_rollups(connection, 3)
    assert await ages(connection, "rollups") == [3, 1, 0]
    assert await ages(connection, "rollup_hours") == [3, 1, 0]


async def test_deleting_costs_as_much_as_there_is_to_delete(connection: Connection) -> None:
    await many(connection)
    text = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {SQL['forget_slots']}", 3, 1_000)
    found = scans(json.loads(text)[0]["Plan"])
    assert "Seq Scan" not in {each["Node Type"] for each in found}
    assert "rollups_pkey" in {each.get("Index Name") for each in found}


async def test_one_call_deletes_only_so_much(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "FORGOTTEN_AT_ONCE", 2)
    monkeypatch.setattr(rollups, "MOST_ROUNDS", 2)
    await insert(connection, [slot(T0 - 10 * number) for number in range(7)])
    await maintain_rollups(connection, 1)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.rollups") == 3


async def test_errors_are_told_apart_for_a_day(connection: Connection) -> None:
    for hours in (1, 23, 25, 99):
        await connection.execute(
            "INSERT INTO hookshift.rollup_errors"
            f" VALUES (now() - interval '{hours} hours', 1, 'jobs', 'unified', 5, 1)"
        )
    await maintain_rollups(connection, 30)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.rollup_errors") == 2


async def test_senders_of_versions_long_replaced_are_forgotten(connection: Connection) -> None:
    first = await connection.fetchval("SELECT version FROM webhook_routing_config")
    versions = [first]
    for percentage in (10, 20, 30):
        changed = "SELECT (update_routing_percentage($1)).version"
        versions.append(await connection.fetchval(changed, percentage))
    # The third became active nine days ago, so the first two have been replaced for as long.
    await connection.execute(
        "ALTER TABLE webhook_routing_config_audit DISABLE TRIGGER append_only;"
        "UPDATE webhook_routing_config_audit SET at = now() - interval '9 days'"
        f" WHERE version <= {versions[2]}"
    )
    await connection.executemany(
        "INSERT INTO hookshift.rollup_senders VALUES ($1, 'jobs', 5)", [(v,) for v in versions]
    )
    await maintain_rollups(connection, 30)
    kept = "SELECT version FROM hookshift.rollup_senders ORDER BY 1"
    assert [row[0] for row in await connection.fetch(kept)] == versions[2:]
    # An active version keeps its senders, however old it is.
    await connection.execute(
        "UPDATE webhook_routing_config_audit SET at = now() - interval '9 days'"
    )
    await maintain_rollups(connection, 30)
    assert [row[0] for row in await connection.fetch(kept)] == versions[3:]
