"""What gateways would write: heartbeats and rollups, by plain SQL."""

from datetime import UTC, datetime

from hookshift.domain.evidence.latency import place
from hookshift.domain.evidence.rollups import Counts
from hookshift.store.database import Connection
from hookshift.store.rollouts import StoredRollout, rollout
from hookshift.store.shapes import encode
from tests.controller.plans import DOMAINS, GUARDS

HEARTBEAT = """
INSERT INTO hookshift.gateways
  (gateway, host, pid, slot, version, started_at, seen_at, config_version, counters)
VALUES ($1, $1, 1, 0, '0.2.0', now(), clock_timestamp() - $2 * interval '1 second',
        coalesce($4, (SELECT version FROM webhook_routing_config
                      ORDER BY created_at DESC, id DESC LIMIT 1)),
        jsonb_build_object('unwritten_seconds', $3::float8, 'recorded_at',
                           coalesce($5, extract(epoch FROM clock_timestamp()) - $2)))
ON CONFLICT (gateway) DO UPDATE SET
  seen_at = excluded.seen_at, counters = excluded.counters,
  config_version = excluded.config_version
"""
SLOT = """
INSERT INTO hookshift.rollups
  (start, seconds, gateway, domain, side, version, requests, errors, undelivered, slow,
   errors_squared, new_senders, attempts, lowest_bucket, highest_bucket, failing_senders, latency)
VALUES (to_timestamp($1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""
FAST = place(20)


async def beat(
    connection: Connection,
    gateway: str = "feeder",
    *,
    age: float = 0.0,
    unwritten: float = 0.0,
    version: int | None = None,
    through: float | None = None,
) -> None:
    """A worker says that it lives, `age` seconds ago, and follows the newest version or this.

    It has written everything, up to `through` if that is given.
    """
    await connection.execute(HEARTBEAT, gateway, age, unwritten, version, through)


def good(requests: int = 100) -> Counts:
    """Requests that succeed in 20 ms, of people who are known already."""
    return Counts(requests=requests, latency=(*(0,) * FAST, requests))


def bad(requests: int = 100) -> Counts:
    """Half of them fail, for several senders."""
    half = requests // 2
    return good(requests)._replace(
        errors=half, undelivered=half, errors_squared=half, failing_senders=(1, 2, 3)
    )


async def feed(
    connection: Connection,
    start: float,
    version: int,
    *,
    unified: Counts | None = None,
    legacy: Counts | None = None,
    guards: Counts | None = None,
    seconds: int = 1,
    gateway: str = "feeder:0",
) -> None:
    """One slot of every domain; a good one where no counts are given."""
    plain = good()
    sides = (
        *((domain, "unified", unified or plain) for domain in DOMAINS),
        *((domain, "legacy", legacy or plain) for domain in DOMAINS),
        *((domain, "legacy", guards or plain) for domain in GUARDS),
    )
    await connection.executemany(
        SLOT,
        [
            (start, seconds, gateway, domain, side, version, *counts[:-1])
            for domain, side, counts in sides
            if counts.requests
        ],
    )


async def aged(connection: Connection, number: int, seconds: float) -> StoredRollout:
    """The rollout as if it had been started, and looked at, so much earlier."""
    found = await rollout(connection, number)
    assert found is not None
    state, evidence = found.progress
    earlier = found.progress._replace(
        state=state._replace(since=state.since - seconds),
        evidence=evidence._replace(
            entered=evidence.entered - seconds,
            through=evidence.through - seconds,
            counted_to=evidence.counted_to - seconds,
            replies_through=evidence.replies_through - seconds,
        ),
    )
    await connection.execute(
        "UPDATE hookshift.rollouts SET progress = $2::text::json, "
        "started_at = to_timestamp($3), folded_to = to_timestamp($4), looked_at = now() "
        "WHERE id = $1",
        number,
        encode(earlier),
        found.started_at.timestamp() - seconds,
        found.folded_to - seconds,
    )
    again = await rollout(connection, number)
    assert again is not None
    return again


def utc(seconds: float) -> datetime:
    """As PostgreSQL has it."""
    return datetime.fromtimestamp(seconds, UTC)
