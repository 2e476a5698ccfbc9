"""`python -m bench.trace`: how long `hookshift trace` takes beside millions of decisions.

A fresh embedded PostgreSQL (in TMPDIR; ten million rows take some 7 GiB) is filled with rows of the
log, evenly over 30 days; then each kind of search is timed, alone and as the whole command.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console

from bench import report
from bench.dashboard import BATCH_ROWS, FILL, _cut, _days
from bench.saved import save
from hookshift.config.load import load
from hookshift.domain.person import hasher
from hookshift.store.database import connection
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.migrate import migrate
from hookshift.store.routing_logs import maintain_partitions
from hookshift.view.trace import Tracer

ROOT = Path(__file__).parents[1]
DAYS = 30
PEOPLE = 100_000
LIMIT_MS = 300.0
KEY = "a key of this benchmark"
SOMEBODY, NOBODY = "250780000077", "250780000099"
"""Numbers: one whose hash some rows have, and one whose no row has."""
PERSON_FILL = FILL.replace("correlation_id)", "correlation_id, person)").replace(
    "md5((-n)::text)", f"md5((-n)::text), CASE WHEN n % {PEOPLE} = 77 THEN $5 ELSE n % {PEOPLE} END"
)
console = Console()


class Sought(NamedTuple):
    """What is searched, under a name for the table."""

    name: str
    what: str


@click.command()
@click.option("--rows", default=10_000_000, show_default=True, type=click.IntRange(PEOPLE))
@click.option("--repeats", default=20, show_default=True, type=click.IntRange(2))
def main(rows: int, repeats: int) -> None:
    """Fills a database and searches."""
    os.environ |= {
        "WHATSAPP_APP_SECRET": "x", "WHATSAPP_VERIFY_TOKEN": "x", "HOOKSHIFT_HASH_KEY": KEY,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hookshift.toml"
        path.write_text((ROOT / "hookshift.toml").read_text(encoding="utf-8"), encoding="utf-8")
        embedded = EmbeddedPostgres()
        url = embedded.start(Path(folder))
        try:
            took = asyncio.run(_measured(url, path, rows, repeats))
            took["the whole command, by id"] = [_command(path, url) for _ in range(3)]
        finally:
            embedded.stop()
    table = report.Table(
        f"{rows:,} rows of the log within {DAYS} days, {repeats} searches each",
        ("search", "first ms", "p50 ms", "p95 ms"),
        [
            (name, f"{ms[0]:.0f}", f"{_cut(ms, 50):.0f}", f"{_cut(ms, 95):.0f}")
            for name, ms in took.items()
        ],
        [],
    )
    report.show([table], console)
    console.print(f"{save('bench.trace', [table], {'milliseconds': took})}.md")


async def _measured(url: str, path: Path, rows: int, repeats: int) -> dict[str, list[float]]:
    tracer, found = Tracer(load(path)), dict[str, list[float]]()
    async with connection(url, "bench") as opened:
        began = time.monotonic()
        await migrate(opened)
        await maintain_partitions(opened, 1, DAYS + 2)
        await _days(opened, DAYS * 24)
        person = hasher(KEY.encode())(SOMEBODY)
        for first in range(1, rows + 1, BATCH_ROWS):
            last = min(first + BATCH_ROWS - 1, rows)
            await opened.execute(PERSON_FILL, first, last, DAYS * 24.0, rows, person, timeout=600)
        await opened.execute("VACUUM ANALYZE webhook_routing_logs", timeout=600)
        console.print(f"filled in {time.monotonic() - began:.0f} s")
        middle = str(rows // 2)
        message, correlation = await opened.fetchrow(  # type: ignore[misc]
            "SELECT 'wamid.' || md5($1), md5('-' || $1)", middle
        )
        for sought in (
            Sought("a message id", message),
            Sought("a correlation id", correlation),
            Sought("a number", SOMEBODY),
            Sought("a number that nobody has", NOBODY),
            Sought("an id that nothing has", "wamid.none"),
        ):
            found[sought.name] = []
            for _ in range(repeats):
                began = time.perf_counter()
                result = await tracer.trace(opened, sought.what, 50)
                found[sought.name].append((time.perf_counter() - began) * 1000)
            console.print(f"  {sought.name}: {len(result.attempts)} attempts")
    return found


def _command(path: Path, url: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "hookshift", "--config", path, "trace", "wamid.none"],
        env={**os.environ, "DATABASE_URL": url}, capture_output=True, check=False,
    )  # fmt: skip
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
