"""A backlog is drained: at what speed at first and at last, also beside an old transaction."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import asyncpg

from bench import traffic
from bench.durable.stage import durable
from bench.processes import BenchError
from bench.subjects import Upstream
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.routing import Decision, Reason, Side
from hookshift.gateway.durable import content
from hookshift.store.migrate import migrate

SENDERS_EACH = 5
"""Events of each sender that wait, one behind the other."""
FEWEST = 500.0
"""Deliveries a second below which it is given up."""
STEP_SECONDS = 5.0
# As `hookshift.take_in` would have left it, a thousand a second.
FILL = """
WITH rows AS (
  SELECT n, now() - ($1::int - n) * interval '1 ms' AS at FROM generate_series(1, $1::int) AS n
), deliveries AS (
  INSERT INTO hookshift.deliveries
    (id, received_at, source, handler, side, domain, lane, bucket, events, next_at)
  OVERRIDING SYSTEM VALUE
  SELECT n, at, 'whatsapp', 'wa-webhook-jobs', 'legacy', 'jobs', n % $2::int, 9999, 1,
         CASE WHEN n <= $2::int THEN at END
  FROM rows
), counted AS (
  INSERT INTO hookshift.ledger (source, hour, writer, accepted)
  SELECT 'whatsapp', hookshift.hour_of(at), -1, count(*) FROM rows GROUP BY 2
)
INSERT INTO hookshift.payloads (id, received_at, content, body)
SELECT n, at, $3::bytea, $4::bytea FROM rows
"""
READY = (
    "SELECT hookshift.make_payload_partition((now() AT TIME ZONE 'UTC')::date - 1)",
    "SELECT setval('hookshift.deliveries_id_seq', (SELECT max(id) FROM hookshift.deliveries))",
    "VACUUM (ANALYZE) hookshift.deliveries",
    "VACUUM (ANALYZE) hookshift.payloads",
)


class Drained(NamedTuple):
    """One measured backlog."""

    waiting: int
    beside_old_transaction: bool
    seconds: float
    rates: list[float]
    """Deliveries a second, by STEP_SECONDS."""

    @property
    def rate(self) -> float:
        """Over all of it."""
        return self.waiting / self.seconds

    @property
    def first(self) -> float:
        """Rate in the first fifth of the time, without the start."""
        return _mean(self.rates[1 : 1 + max(1, len(self.rates) // 5)])

    @property
    def last(self) -> float:
        """Rate in the last fifth of the time, without the end."""
        return _mean(self.rates[:-1][-max(1, len(self.rates) // 5) :])


def _mean(rates: list[float]) -> float:
    return sum(rates) / max(1, len(rates))


def drain(folder: Path, upstream: Upstream, workers: int, waiting: int, old: bool) -> Drained:
    """Fills the backlog, starts hookshift, and waits until everything has reached the handler."""

    def prepare(url: str) -> None:
        asyncio.run(_fill(url, waiting))

    before = upstream.settled_count()
    with contextlib.ExitStack() as stack:
        subject = stack.enter_context(durable(folder, upstream, workers, prepare))
        if old:
            stack.enter_context(_old_transaction(subject.url))
        seconds, rates = _watch(upstream, before, waiting)
    return Drained(waiting, old, seconds, rates)


def _watch(upstream: Upstream, before: int, waiting: int) -> tuple[float, list[float]]:
    began = last_at = time.monotonic()
    last, rates = before, list[float]()
    while last - before < waiting:
        time.sleep(STEP_SECONDS)
        count, now = upstream.count(), time.monotonic()
        rates.append((count - last) / (now - last_at))
        if len(rates) > 3 and max(rates[-3:]) < FEWEST and count - before < waiting:
            raise BenchError(f"{waiting + before - count:,} wait and hardly any is delivered")
        last, last_at = count, now
    return last_at - began, rates


async def _fill(url: str, waiting: int) -> None:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await migrate(connection)
        webhook = next(iter(traffic.signed_bodies(1)))
        await connection.execute(READY[0])
        lanes = max(1, waiting // SENDERS_EACH)
        await connection.execute(FILL, waiting, lanes, _content(), webhook.body, timeout=600)
        for statement in READY[1:]:
            await connection.execute(statement, timeout=600)
    finally:
        await connection.close()


def _content() -> bytes:
    event = Event(
        EventKind.MESSAGE, "text", "wamid.1", "RW.1", "250780000001", "", (), "1", (), ()
    )  # fmt: skip
    decision = Decision("jobs", "wa-webhook-jobs", Side.LEGACY, Reason.OUT_OF_SHARE, "jobs", 9_999)
    headers = [(b"content-type", b"application/json")]
    return content.encode(content.Content(headers, [event], [decision], 1, "bench", "0" * 32))


@contextlib.contextmanager
def _old_transaction(url: str) -> Iterator[None]:
    """Somebody who has looked and not gone."""
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(url, timeout=10))
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM hookshift.ledger"
    loop.run_until_complete(connection.execute(begin))
    try:
        yield
    finally:
        connection.terminate()
        loop.close()
