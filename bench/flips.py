"""`python -m bench.flips`: the percentage and the domains change all the time, at full load.

Two workers get the mix of webhooks as fast as they answer, while psql's function sets another
percentage many times a second, domains leave and come back, and routing is switched off and on.
Afterwards each row of the log is compared with the version of the configuration that it names, and
with what the handlers say that reached them. Exit code 1 if one answer was wrong.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import asyncpg
import click
from rich.console import Console

from bench import checks, hookshift, report, subjects, tools, traffic, wrk
from bench.mix import signed_mix
from bench.processes import BenchError
from bench.saved import save
from bench.subjects import Running, Stage

CONNECTIONS: Final = 64
PAUSE_SECONDS: Final = 0.05
DOMAINS: Final = ("jobs", "marketplace", "property")
FLUSHED_SECONDS: Final = 1.5
"""After which the upstream's list of paths is written."""
PERCENTAGE = "SELECT update_routing_percentage($1, 'flips', 'bench')"
ENABLED = "UPDATE webhook_routing_config SET enabled = $1"
PLANNED = "UPDATE webhook_routing_config SET domains = $1"
WRONG = """
WITH configs AS (
  SELECT DISTINCT ON (version) version, new_enabled AS enabled, new_percentage AS percentage,
    new_domains AS domains
  FROM webhook_routing_config_audit WHERE active ORDER BY version, id DESC
)
SELECT count(*) FILTER (WHERE routed_to <> CASE
    WHEN enabled AND domain = ANY (domains) AND bucket < percentage * 100
    THEN 'unified' ELSE 'legacy' END) AS wrong,
  count(*) FILTER (WHERE configs.version IS NULL) AS nowhere,
  count(DISTINCT configs.version) AS versions
FROM webhook_routing_logs LEFT JOIN configs ON configs.version = config_version
WHERE created_at >= $1 AND attempt = 1"""
BY_HANDLER = """
SELECT webhook_name, count(*) FROM webhook_routing_logs
WHERE created_at >= $1 AND attempt = 1 GROUP BY webhook_name"""


class Found(NamedTuple):
    """What the run came to."""

    answered: int
    rate: float
    p99: float
    changes: int
    versions: int
    """Those by which something was decided."""
    wrong: int
    """Rows whose side is not that of the version that they name."""
    faults: list[str]


@click.command()
@click.option("--seconds", default=20, show_default=True, type=click.IntRange(1))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1))
def main(seconds: int, workers: int) -> None:
    """Changes the configuration at full load, and looks for wrong answers."""
    try:
        tools.require_basics()
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            found = _measured(Path(folder), seconds, workers)
    except BenchError as error:
        raise click.ClickException(str(error)) from error
    shown = table(found)
    report.show([shown], Console())
    Console().print(f"Saved as {save('bench.flips', [shown], found._asdict())}.md")
    sys.exit(bool(shown.notes))


def _measured(folder: Path, seconds: int, workers: int) -> Found:
    requests, paths = folder / "requests", folder / "paths"
    traffic.write(requests, signed_mix(traffic.DISTINCT))
    place = folder / "hookshift"
    with (
        subjects.upstream(folder, paths=paths) as upstream,
        hookshift.postgres(place / "data", hookshift.PINNED) as url,
    ):
        stage = Stage(folder, upstream, requests, is_mixed=True)
        with hookshift.serving(stage, place, workers, url) as running:
            wrk.run(stage, running, CONNECTIONS, 2)
            return _flipped(stage, running, url, paths, seconds)


def _flipped(stage: Stage, running: Running, url: str, paths: Path, seconds: int) -> Found:
    before = checks.counts(stage, running)
    time.sleep(FLUSHED_SECONDS)
    reached = _by_handler(paths)
    since = hookshift.query(url, "SELECT clock_timestamp()")
    with wrk.started(stage, running, CONNECTIONS, seconds) as process:
        changes = asyncio.run(_change(url, seconds))
        output, _ = process.communicate(timeout=seconds + wrk.END_SECONDS)
    load = wrk.parse(output)
    after = checks.counts(stage, running)
    time.sleep(FLUSHED_SECONDS)
    reached = _by_handler(paths) - reached
    faults = checks.faults(
        before, after, answered=load.answered, failed=load.failed, in_flight=CONNECTIONS
    )
    [row] = asyncio.run(_fetch(url, WRONG, since))
    logged = Counter(dict(map(tuple, asyncio.run(_fetch(url, BY_HANDLER, since)))))
    if logged != reached:
        faults.append(f"the log tells of {dict(logged)}, but {dict(reached)} reached the handlers")
    if row["nowhere"]:
        faults.append(f"{row['nowhere']:,} rows name a version that there never was")
    return Found(load.answered, load.rate, load.p99, changes, row["versions"], row["wrong"], faults)


async def _change(url: str, seconds: float) -> int:
    """Changes the configuration for so long; how many times."""
    random.seed(7)
    loop, changes = asyncio.get_running_loop(), 0
    connection = await asyncpg.connect(url)
    try:
        end = loop.time() + seconds
        while loop.time() < end:
            await connection.execute(*_next(changes))
            changes += 1
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        await connection.close()
    return changes


def _next(number: int) -> tuple[Any, ...]:
    if number % 10 == 8:
        return PLANNED, random.sample(DOMAINS, random.randint(1, len(DOMAINS)))
    if number % 10 == 9:
        return ENABLED, number % 20 > 10
    return PERCENTAGE, random.choice((0, 10, 25, 35, 50, 75, 100))


async def _fetch(url: str, sql: str, *arguments: object) -> Sequence[Any]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(sql, *arguments, timeout=120))
    finally:
        await connection.close()


def _by_handler(paths: Path) -> Counter[str]:
    """Requests that reached each handler: its name ends the path."""
    with paths.open() as lines:
        return Counter(line.strip().rpartition("/")[2] for line in lines if "/functions/" in line)


def table(found: Found) -> report.Table:
    """The run in one line."""
    notes = list(found.faults)
    if found.wrong:
        notes.append(f"{found.wrong:,} rows have a side that is not that of their version")
    return report.Table(
        "Changes of the configuration at full load",
        ("webhooks", "webhooks/s", "p99 ms", "changes", "versions seen", "wrong"),
        [(
            f"{found.answered:,}", f"{found.rate:,.0f}", f"{found.p99:.1f}",
            f"{found.changes:,}", f"{found.versions:,}", f"{found.wrong:,}",
        )],
        notes,
    )  # fmt: skip


if __name__ == "__main__":
    main()
