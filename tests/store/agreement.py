"""The log and the rollups, compared by SQL and by a model that shares no code with either."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from hookshift.domain.evidence.latency import EDGES
from hookshift.domain.routing.records import LogRow
from hookshift.store.database import Connection

COLUMNS = """start, domain, side, version, requests, errors, undelivered, slow, attempts,
  lowest_bucket, highest_bucket, continuing_requests, continuing_errors, continuing_undelivered,
  latency"""

LOG = """
WITH rows AS (
  SELECT *, to_timestamp(floor(extract(epoch FROM created_at) / $1) * $1) AS start,
         CASE WHEN attempt = 1 THEN routed_to ELSE 'unified' END AS side,
         coalesce(config_version, 0) AS version,
         reason IN ('in_share', 'out_of_share') AND attempt = 1 AS drawn,
         reason IN ('affinity', 'continuing', 'context_unknown')
           OR (reason = 'unified_unreachable' AND domain_by IS NOT NULL) AS continues,
         attempt = max(attempt) OVER (PARTITION BY correlation_id, message_id) AS last,
         -- Edges below the time: the place of the first edge at or above it.
         width_bucket(response_time_ms - 1, $3::int[]) AS place
  FROM webhook_routing_logs
), places AS (
  SELECT start, domain, side, version, place, count(*) AS count FROM rows
  WHERE attempt = 1 GROUP BY start, domain, side, version, place
), sketches AS (
  SELECT start, domain, side, version,
         (SELECT array_agg(coalesce(p.count, 0)::int ORDER BY number)
          FROM generate_series(0, max(places.place)) AS number
          LEFT JOIN places AS p ON p.place = number
            AND (p.start, p.domain, p.side, p.version)
              = (places.start, places.domain, places.side, places.version)) AS latency
  FROM places GROUP BY start, domain, side, version
)
SELECT start, domain, side, version,
       count(*) FILTER (WHERE attempt = 1) AS requests,
       count(*) FILTER (WHERE attempt = 1 AND status = 'error') AS errors,
       count(*) FILTER (WHERE status = 'error' AND last) AS undelivered,
       count(*) FILTER (WHERE attempt = 1 AND response_time_ms > $2) AS slow,
       count(*) FILTER (WHERE attempt > 1) AS attempts,
       min(bucket) FILTER (WHERE drawn) AS lowest_bucket,
       max(bucket) FILTER (WHERE drawn) AS highest_bucket,
       count(*) FILTER (WHERE continues AND attempt = 1) AS continuing_requests,
       count(*) FILTER (WHERE continues AND attempt = 1 AND status = 'error') AS continuing_errors,
       count(*) FILTER (WHERE continues AND status = 'error' AND last) AS continuing_undelivered,
       coalesce(latency, '{}') AS latency
FROM rows LEFT JOIN sketches USING (start, domain, side, version)
GROUP BY start, domain, side, version, latency ORDER BY 1, 2, 3, 4
"""

ROLLUPS = f"""
WITH places AS (
  SELECT start, domain, side, version, place, sum(count)::int AS count
  FROM hookshift.rollups, unnest(latency) WITH ORDINALITY AS each (count, place)
  GROUP BY start, domain, side, version, place
), sketches AS (
  SELECT start, domain, side, version, array_agg(count ORDER BY place) AS latency FROM places
  GROUP BY start, domain, side, version
), sums AS (
  SELECT start, domain, side, version, sum(requests) AS requests, sum(errors) AS errors,
         sum(undelivered) AS undelivered, sum(slow) AS slow, sum(attempts) AS attempts,
         min(lowest_bucket) AS lowest_bucket, max(highest_bucket) AS highest_bucket,
         sum(continuing_requests) AS continuing_requests,
         sum(continuing_errors) AS continuing_errors,
         sum(continuing_undelivered) AS continuing_undelivered
  FROM hookshift.rollups GROUP BY start, domain, side, version
)
SELECT {COLUMNS.replace("latency", "coalesce(latency, '{}') AS latency")}
FROM sums LEFT JOIN sketches USING (start, domain, side, version) ORDER BY 1, 2, 3, 4
"""

SUMS = (
    "requests, errors, undelivered, slow, errors_squared, new_senders, attempts, "
    "continuing_requests, continuing_errors, continuing_undelivered"
)
HOURS = f"""
SELECT date_trunc('hour', start) AS hour, domain, side, version,
       {", ".join(f"sum({name})" for name in SUMS.split(", "))},
       min(lowest_bucket), max(highest_bucket),
       (SELECT sum(n) FROM unnest(array_agg(total)) AS n) AS latency,
       sum(continuing) AS continuing
FROM (SELECT *, (SELECT sum(n) FROM unnest(latency) AS n) AS total,
             (SELECT sum(n) FROM unnest(continuing_latency) AS n) AS continuing
      FROM hookshift.%s) AS rows
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""

EXTRAS = """
SELECT domain, side, version, sum(errors_squared)::int AS squared, sum(new_senders)::int AS fresh
FROM hookshift.rollups GROUP BY domain, side, version ORDER BY 1, 2, 3
"""

Names = tuple[str, str, int]


async def check(
    connection: Connection, seconds: int, slow_ms: int, rows: Mapping[bytes, LogRow]
) -> None:
    """Fails where they differ. `rows` are all rows that may be in the log, by id."""
    await check_sums(connection, seconds, slow_ms)
    stored = [rows[row["id"].bytes] for row in await connection.fetch(
        "SELECT id FROM webhook_routing_logs")]  # fmt: skip
    found = {tuple(row)[:3]: tuple(row)[3:] for row in await connection.fetch(EXTRAS)}
    assert found == expected_extras(stored, seconds)


async def check_sums(connection: Connection, seconds: int, slow_ms: int) -> None:
    """The part that the log's columns can tell."""
    log = await connection.fetch(LOG, seconds, slow_ms, list(EDGES))
    assert [tuple(row) for row in log] == [tuple(row) for row in await connection.fetch(ROLLUPS)]
    slots, hours = [await connection.fetch(HOURS % table) for table in ("rollups", "rollup_hours")]
    assert slots == hours


def expected_extras(rows: list[LogRow], seconds: int) -> dict[Names, tuple[int, int]]:
    """The sum of squared errors and the number of senders."""
    names: set[Names] = set()
    bursts: Counter[Any] = Counter()
    senders: defaultdict[Names, set[int]] = defaultdict(set)
    for row in rows:
        side = "unified" if row.attempt > 1 else str(row.routed_to)
        name = (row.domain, side, row.config_version or 0)
        names.add(name)
        if row.attempt > 1:
            continue
        if row.status == "error":
            # Those without a sender are each on their own.
            who = row.id if row.sender is None else row.sender
            minute = int(row.created_at) // seconds * seconds // 60
            bursts[*name, who, minute] += 1
        if row.reason in ("in_share", "out_of_share") and row.sender is not None:
            senders[name].add(row.sender)
    squares: Counter[Names] = Counter()
    for (*name, _, _), errors in bursts.items():
        squares[tuple(name)] += errors**2
    return {name: (squares[name], len(senders[name])) for name in names}
