"""`python -m bench.recording`: PostgreSQL's CPU for a row of the log, with all that belongs to it.

A fresh embedded PostgreSQL (in TMPDIR) is given rows of the real mix by the recorder's own writer,
in batches of several sizes by turns: COPY, the rollups, the look at who wants to be forgotten. What
is read is the CPU of all of its processes, the autovacuum's and the WAL writer's too. With
`--without` the indexes named are dropped first: the difference is what they cost.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import click
import psutil
from rich.console import Console

from bench import report
from bench.mix import MIX
from bench.saved import save
from hookshift.core.choice import choose
from hookshift.domain.events import EventKind
from hookshift.domain.routing.assignment import KEYS
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Reason, Side
from hookshift.gateway.ids import IdSource
from hookshift.store.database import connection
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.migrate import migrate
from hookshift.store.rollup_writer import RollupSettings
from hookshift.store.routing_logs import LogWriter, maintain_partitions

PEOPLE = 50_000
DOMAINS = ("jobs", "property", "marketplace", "mobility", "unknown")
console = Console()


@click.command()
@click.option("--batch", "sizes", type=int, multiple=True, default=(200, 600, 1_000))
@click.option("--rows", default=60_000, show_default=True, help="Of each size in a turn.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--before", default=200_000, show_default=True, help="Rows that are there already.")
@click.option("--without", multiple=True, help="An index that is dropped first.")
@click.option("--sql", multiple=True, help="Run after the migrations.")
def main(
    sizes: Sequence[int],
    rows: int,
    rounds: int,
    before: int,
    without: Sequence[str],
    sql: Sequence[str],
) -> None:
    """Writes rows and reads what they cost."""
    statements = [*(f"DROP INDEX public.{name}" for name in without), *sql]
    with tempfile.TemporaryDirectory() as folder:
        embedded = EmbeddedPostgres()
        url = embedded.start(Path(folder))
        try:
            found = asyncio.run(_measured(url, sizes, rows, rounds, before, statements))
        finally:
            embedded.stop()
    table = report.Table(
        f"{rows:,} rows a turn, {rounds} rounds; {', '.join(statements) or 'as shipped'}",
        (
            "rows a batch",
            "PostgreSQL us a row",
            "lowest",
            "the writer's us a row",
            "WAL bytes a row",
        ),
        [
            (
                f"{size:,}",
                *(f"{each:.1f}" for each in (median(server), min(server), median(own))),
                f"{median(wal):.0f}",
            )
            for size, (server, own, wal) in found.items()
        ],
        [],
    )
    report.show([table], console)
    console.print(f"{save('bench.recording', [table], {'us': found})}.md")


Found = dict[int, tuple[list[float], list[float], list[float]]]


async def _measured(
    url: str,
    sizes: Sequence[int],
    rows: int,
    rounds: int,
    before: int,
    statements: Sequence[str],
) -> Found:
    async with connection(url, "bench") as opened:
        await migrate(opened)
        await maintain_partitions(opened, 1, 2)
        for statement in statements:
            await opened.execute(statement)
        server = psutil.Process(await opened.fetchval("SELECT pg_backend_pid()")).parent()
    assert server is not None
    engine = choose(None)
    writer = LogWriter(
        url, 30, RollupSettings("bench:0", 10, 2_000),
        copied=engine.copied, gather=engine.gathered,
    )  # fmt: skip
    made = _rows()
    found: Found = {size: ([], [], []) for size in sizes}
    try:
        await _write(writer, made, before, 1_000)
        for _ in range(rounds):
            for size in sizes:
                batches = [[next(made) for _ in range(size)] for _ in range(rows // size)]
                began, wal, own = _cpu(server), await _wal(url), time.process_time()
                for batch in batches:
                    await writer.write(batch)
                own = time.process_time() - own
                await asyncio.sleep(0.3)  # the WAL writer follows
                count = size * len(batches)
                found[size][0].append((_cpu(server) - began) / count * 1e6)
                found[size][1].append(own / count * 1e6)
                found[size][2].append((await _wal(url) - wal) / count)
    finally:
        await writer.close()
    return found


async def _wal(url: str) -> int:
    """Bytes written ahead so far."""
    async with connection(url, "bench") as opened:
        found: int = await opened.fetchval("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
    return int(found)


def _cpu(server: psutil.Process) -> float:
    """Seconds of all processes, those that have ended included."""
    total = 0.0
    for each in (server, *server.children(recursive=True)):
        times = each.cpu_times()
        total += times.user + times.system
    own = server.cpu_times()
    return float(total + own.children_user + own.children_system)


async def _write(writer: LogWriter, made: Iterator[LogRow], rows: int, size: int) -> None:
    for _ in range(rows // size):
        await writer.write([next(made) for _ in range(size)])


def _rows() -> Iterator[LogRow]:
    """Rows of now, as a mix of webhooks makes them."""
    ids, rng = IdSource(), random.Random(1)
    kinds = [kind for kind, share in MIX.items() for _ in range(share)]
    number = 0
    while True:
        number += 1
        kind = kinds[number * 37 % len(kinds)]
        person = rng.randrange(PEOPLE)
        is_status = kind.startswith("status_")
        domain = DOMAINS[person % len(DOMAINS)]
        unified = domain in DOMAINS[:3] and person % 10 == 0
        now = time.time()
        yield LogRow(
            id=ids.row(now),
            webhook_name="wa-webhook-unified" if unified else f"wa-webhook-{domain}",
            domain=domain,
            routed_to=Side.UNIFIED if unified else Side.LEGACY,
            from_number=f"250*******{person % 100:02}",
            message_id=f"wamid.HBgLMjUwNzg4MTIzNDU2FQIAEhgUM0EwQjFDMkQzRT{number:012}",
            response_time_ms=20 + rng.randrange(60),
            status="success" if rng.random() > 0.0004 else "error",
            error_message=None,
            created_at=now,
            source="whatsapp",
            event_kind=EventKind.STATUS if is_status else EventKind.MESSAGE,
            event_type=kind.removeprefix("status_").split(" ")[0],
            rule=None if is_status else f"{domain}-keywords",
            reason=Reason.IN_SHARE if unified else Reason.OUT_OF_SHARE,
            bucket=person % 10_000,
            config_version=3,
            handler_status=200,
            attempt=1,
            correlation_id=f"{number:08x}-89ab-4def-a123-{rng.getrandbits(48):012x}",
            sender=person * (KEYS // PEOPLE),
            person=(person * 0x9E3779B97F4A7C15) % (1 << 63),
            business_number="106540352242922",
            provider_time=int(now) - 1,
            pricing="utility" if is_status else None,
        )


if __name__ == "__main__":
    main()
