"""`python -m bench.conversations`: how long memory waits for PostgreSQL beside millions of them.

A fresh embedded PostgreSQL is filled with conversations and their people; then keys of random ones
are looked up as a worker does it, in one query of all kinds at a time. Exit code 1 above the limit.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles

import click
import uvloop

from hookshift.domain.conversation.records import MissingKeys
from hookshift.store import conversations as store
from hookshift.store.database import Connection, connect_for_long, connection
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.migrate import migrate

LIMIT_MS = 2.0
BATCH_ROWS = 1_000_000
FILL = (
    """INSERT INTO hookshift.conversations
    SELECT hashint8extended(n, 1), hashint8extended(n, 2), 'whatsapp', 'jobs', 'legacy', now(),
      now(), now(), false, 1 FROM generate_series($1::bigint, $2::bigint) AS n""",
    """INSERT INTO hookshift.conversation_people
    SELECT hashint8extended(n, 2), hashint8extended(n, 2), 1, 1, now(), now()
    FROM generate_series($1::bigint, $2::bigint) AS n""",
    """INSERT INTO hookshift.conversation_messages
    SELECT hashint8extended(n, 3), now(), 'jobs', 'legacy'
    FROM generate_series($1::bigint / 10, $2::bigint / 10) AS n ON CONFLICT DO NOTHING""",
)
BARE = (
    "ALTER TABLE hookshift.conversations SET UNLOGGED",
    "ALTER TABLE hookshift.conversation_people SET UNLOGGED",
    "ALTER TABLE hookshift.conversations DROP CONSTRAINT conversations_pkey",
    "ALTER TABLE hookshift.conversation_people DROP CONSTRAINT conversation_people_pkey",
    "DROP INDEX hookshift.conversations_person, hookshift.conversation_people_person",
)
"""Rows go in faster without indexes, and without a log; to look-ups that makes no difference."""
WHOLE = (
    "ALTER TABLE hookshift.conversations ADD CONSTRAINT conversations_pkey PRIMARY KEY (key)",
    "ALTER TABLE hookshift.conversation_people"
    " ADD CONSTRAINT conversation_people_pkey PRIMARY KEY (alias)",
    "CREATE INDEX conversations_person ON hookshift.conversations (person)",
    "CREATE INDEX conversation_people_person ON hookshift.conversation_people (person)",
    "VACUUM (ANALYZE) hookshift.conversations",
    "VACUUM (ANALYZE) hookshift.conversation_people",
    "VACUUM (ANALYZE) hookshift.conversation_messages",
    # Else the first look-ups would write what was filled in.
    "CHECKPOINT",
)
MESSAGES = 10
"""One conversation of so many has a message that is remembered."""
KEYS = """SELECT hashint8extended(n, 2) AS alias, hashint8extended(n, 1) AS key,
  hashint8extended(n, 3) AS message FROM unnest($1::bigint[]) AS n"""


async def _fill(url: str, rows: int) -> None:
    async with connection(url, "bench") as opened:
        await migrate(opened)
        await opened.execute("SET maintenance_work_mem = '512MB'")
        for statement in BARE:
            await opened.execute(statement)
        for start in range(1, rows + 1, BATCH_ROWS):
            end = min(start + BATCH_ROWS - 1, rows)
            for query in FILL:
                await opened.execute(query, start, end, timeout=600)
            print(f"  {end:,} conversations", flush=True)
        for statement in WHOLE:
            await opened.execute(statement, timeout=600)


async def _questions(opened: Connection, rows: int, keys: int, rounds: int) -> list[MissingKeys]:
    """Keys of random people, conversations and messages, made before anything is measured."""
    found = []
    for _ in range(rounds):
        some = keys // 4
        numbers = random.sample(range(1, rows + 1), keys - some)
        numbers += random.sample(range(1, rows // MESSAGES), some)
        made = await opened.fetch(KEYS, numbers)
        wanted = MissingKeys(
            tuple(row["alias"] for row in made[:some]),
            tuple(row["key"] for row in made[some:-some]),
            tuple(row["message"] for row in made[-some:]),
        )
        found.append(wanted)
    return found


async def _measure(opened: Connection, questions: Iterable[MissingKeys]) -> list[float]:
    took = []
    for wanted in questions:
        before = time.perf_counter()
        known = await store.known(opened, wanted)
        took.append((time.perf_counter() - before) * 1_000)
        assert sum(map(len, known)) == sum(map(len, wanted))
    return took


def _cpu_ms(pid: int) -> float:
    """What a process has used, in milliseconds; ticks of 10 ms, so over many look-ups."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1_000 / os.sysconf("SC_CLK_TCK")


async def _run(url: str, rows: int, keys: int, rounds: int, before: int) -> bool:
    await _fill(url, rows)
    opened = await connect_for_long(url, "bench")
    await _measure(opened, await _questions(opened, rows, keys, before))
    questions = await _questions(opened, rows, keys, rounds)
    backend = await opened.fetchval("SELECT pg_backend_pid()")
    began = _cpu_ms(backend), time.process_time() * 1_000
    took = await _measure(opened, questions)
    used = _cpu_ms(backend) - began[0], time.process_time() * 1_000 - began[1]
    size = await opened.fetchval("SELECT pg_size_pretty(pg_database_size(current_database()))")
    buffers = await opened.fetchval("SHOW shared_buffers")
    await opened.close()
    p99 = quantiles(took, n=100)[98]
    print(
        f"{keys} keys in {rows:,} conversations ({size}, {buffers} of shared buffers): "
        f"median {median(took):.2f} ms, least {min(took):.2f} ms, "
        f"p99 {p99:.2f} ms, longest {max(took):.2f} ms; CPU each: "
        f"PostgreSQL {used[0] / rounds:.2f} ms, the worker {used[1] / rounds:.2f} ms"
    )
    return median(took) < LIMIT_MS


@click.command()
@click.option("--rows", type=click.IntRange(1), default=10_000_000, show_default=True)
@click.option("--keys", type=click.IntRange(4), default=64, show_default=True)
@click.option("--rounds", type=click.IntRange(10), default=1_000, show_default=True)
@click.option("--before", type=click.IntRange(10), default=10, show_default=True,
              help="Look-ups before, which PostgreSQL's buffers are filled by.")  # fmt: skip
def main(rows: int, keys: int, rounds: int, before: int) -> None:
    """Fills a PostgreSQL of its own and looks keys up in it."""
    with tempfile.TemporaryDirectory(prefix="hookshift-bench-") as folder:
        server = EmbeddedPostgres()
        url = server.start(Path(folder))
        try:
            good = uvloop.run(_run(url, rows, keys, rounds, before))
        finally:
            server.stop()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
