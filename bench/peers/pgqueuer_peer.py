"""pgqueuer taking the same events into the same PostgreSQL. Run by bench/durable, in its own venv.

So many callers enqueue, one event at a time each, while a worker takes them and does nothing with
them. `--together N` enqueues N events in one call instead, which no webhook can wait for by itself.
Prints one JSON object.
"""

import argparse
import asyncio
import itertools
import json
import logging
import time
from datetime import timedelta

import asyncpg
import uvloop
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.queries import Queries

BODY = b"x" * 535
WAITING = "SELECT count(*) FROM pgqueuer"


async def measure(url: str, callers: int, seconds: float, together: int, batch: int) -> dict:
    """As bench/durable/alone.py."""
    pool = await asyncpg.create_pool(url, min_size=16, max_size=16)
    queries = Queries(AsyncpgPoolDriver(pool))
    await queries.install()
    worker = PgQueuer.from_asyncpg_pool(pool)
    taken = 0

    @worker.entrypoint("deliver")
    async def deliver(_job) -> None:
        nonlocal taken
        taken += 1

    running = asyncio.create_task(
        worker.run(batch_size=batch, dequeue_timeout=timedelta(seconds=0.2))
    )
    numbers, accepted = itertools.count(), 0
    end = time.monotonic() + seconds

    async def caller() -> None:
        nonlocal accepted
        while time.monotonic() < end:
            if together == 1:
                await queries.enqueue("deliver", BODY, dedupe_key=f"wamid.{next(numbers)}")
            else:
                keys = [f"wamid.{next(numbers)}" for _ in range(together)]
                await queries.enqueue(
                    ["deliver"] * together, [BODY] * together, [0] * together, dedupe_key=keys
                )
            accepted += together

    cpu, began = time.process_time(), time.monotonic()
    await asyncio.gather(*(caller() for _ in range(callers)))
    took, meanwhile = time.monotonic() - began, taken
    deadline = time.monotonic() + 300
    while await pool.fetchval(WAITING) and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    whole = time.monotonic() - began
    done = taken
    cpu = (time.process_time() - cpu) * 1e6 / max(1, accepted)
    worker.shutdown.set()
    await asyncio.wait([running], timeout=10)
    return {
        "accepted_per_second": accepted / took,
        "delivered_meanwhile": meanwhile / max(1, accepted),
        "whole_per_second": done / whole,
        "cpu_us": cpu,
    }


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--callers", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--together", type=int, default=1)
    parser.add_argument("--batch", type=int, default=100)
    o = parser.parse_args()
    print(json.dumps(uvloop.run(measure(o.url, o.callers, o.seconds, o.together, o.batch))))
