"""`python -m bench.dashboard`: how long the page's queries take beside millions of decisions.

A fresh embedded PostgreSQL is filled with rows of the log, evenly over so many hours up to now, and
with the rollups of a week; then a real dashboard is asked over HTTP, one request after the other.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import quantiles
from typing import Any

import click
import requests
from rich.console import Console

from bench import report
from bench.saved import save
from hookshift.config.load import load
from hookshift.config.values import Address
from hookshift.domain.evidence.latency import place
from hookshift.store.database import Connection, connection
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.migrate import migrate
from hookshift.store.rollups import maintain_rollups
from hookshift.store.routing_logs import maintain_partitions
from hookshift.web.serve import Dashboard

ROOT = Path(__file__).parents[1]
SLOTS_DAYS = 7
LIMIT_MS = 300.0
"""The aim, at p95."""
BATCH_ROWS = 500_000
PATHS: Mapping[str, str] = {
    "overview": "overview",
    "metrics": "../../metrics",
    "curves of 15 minutes": "series?minutes=15",
    "curves of an hour": "series?minutes=60",
    "curves of 6 hours": "series?minutes=360",
    "curves of 7 days": "series?minutes=10080",
    "latest decisions": "decisions",
    "latest of a domain": "decisions?domain=jobs",
    "a message, 1 hour": "decisions?message_id=wamid.none",
    "a message, 1 day": "decisions?message_id=wamid.none&minutes=1440",
    "a correlation id, 1 day": "decisions?correlation_id=none&minutes=1440",
    "a sender, 1 day": "decisions?from_number=none&minutes=1440",
}
FILL = """
INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, from_number, message_id,
  response_time_ms, status, error_message, created_at, source, event_kind, event_type, rule, reason,
  bucket, config_version, handler_status, attempt, correlation_id)
SELECT CASE WHEN n % 20 < 3 THEN 'wa-webhook-mobility' WHEN n % 5 = 0 THEN 'wa-webhook-unified'
         ELSE 'wa-webhook-' || d.name END,
  CASE WHEN n % 20 < 3 THEN 'mobility' ELSE d.name END,
  CASE WHEN n % 20 >= 3 AND n % 5 = 0 THEN 'unified' ELSE 'legacy' END,
  '250****' || n % 10000, 'wamid.' || md5(n::text), (n * 7919) % 900,
  CASE WHEN n % 500 = 0 THEN 'error' ELSE 'success' END,
  CASE WHEN n % 500 = 0 THEN 'HTTP 500: error ' || n % 7 END,
  now() - $3::float8 * interval '1 hour' * (($4 - n)::float8 / $4), 'whatsapp', 'message', 'text',
  d.name || '-keywords', 'in_share', n % 10000, 2, 200, 1, md5((-n)::text)
FROM generate_series($1::bigint, $2::bigint) AS n
CROSS JOIN LATERAL (SELECT (ARRAY['jobs', 'property', 'marketplace'])[n % 3 + 1]) AS d (name)
"""
SLOTS = """
INSERT INTO hookshift.{table} (start, seconds, domain, side, version, gateway, requests, errors,
  undelivered, slow, errors_squared, new_senders, attempts, failing_senders,
  latency)
SELECT at, {seconds}, domain, side, 2, gateway, 1000, 1, 0, 3, 1, 10, 0, '{{}}', $2::integer[]
FROM generate_series(date_trunc('hour', now()) - $1 * interval '1 day', now(), '{seconds} s') AS at,
  unnest(ARRAY['jobs', 'property', 'marketplace', 'mobility']) AS domain,
  unnest(ARRAY['legacy', 'unified']) AS side, unnest(ARRAY['a:0', 'a:1']) AS gateway
WHERE (domain, side) <> ('mobility', 'unified')
"""
console = Console()


@click.command()
@click.option("--rows", default=10_000_000, show_default=True, type=click.IntRange(1_000))
@click.option("--hours", default=24.0, show_default=True, help="Over which they are spread.")
@click.option("--repeats", default=40, show_default=True, type=click.IntRange(2))
def main(rows: int, hours: float, repeats: int) -> None:
    """Fills a database and asks."""
    os.environ |= {
        "WHATSAPP_APP_SECRET": "x", "WHATSAPP_VERIFY_TOKEN": "x", "HOOKSHIFT_HASH_KEY": "x",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        embedded = EmbeddedPostgres()
        url = embedded.start(Path(folder))
        try:
            asyncio.run(_fill(url, rows, hours))
            took = asyncio.run(_ask(url, repeats))
        finally:
            embedded.stop()
    table = report.Table(
        f"{rows:,} rows of the log within {hours:g} h, {repeats} requests each",
        ("path", "first ms", "p50 ms", "p95 ms"),
        [
            (name, f"{ms[0]:.0f}", f"{_cut(ms, 50):.0f}", f"{_cut(ms, 95):.0f}")
            for name, ms in took.items()
        ],
        [],
    )
    report.show([table], console)
    saved = save("bench.dashboard", [table], {"milliseconds": took})
    console.print(f"{saved}.md")
    slow = [name for name, ms in took.items() if _cut(ms, 95) > LIMIT_MS]
    console.print(f"above {LIMIT_MS:g} ms: {', '.join(slow) or 'none'}")


async def _fill(url: str, rows: int, hours: float) -> None:
    async with connection(url, "bench") as opened:
        await migrate(opened)
        await maintain_partitions(opened, 1, 30)
        began = time.monotonic()
        await _days(opened, hours)
        for first in range(1, rows + 1, BATCH_ROWS):
            last = min(first + BATCH_ROWS - 1, rows)
            await opened.execute(FILL, first, last, hours, rows, timeout=600)
        sketch = [0] * place(400) + [500, 400, 99, 1]
        for table, seconds in (("rollups", 10), ("rollup_hours", 3_600)):
            fill = SLOTS.format(table=table, seconds=seconds)
            await opened.execute(fill, SLOTS_DAYS, sketch, timeout=600)
        await maintain_rollups(opened, 30)
        await opened.execute("VACUUM ANALYZE", timeout=600)
        console.print(f"filled in {time.monotonic() - began:.0f} s")


async def _days(opened: Connection, hours: float) -> None:
    """Partitions of the past, which no gateway would make."""
    await opened.execute(
        "SELECT hookshift.make_log_partition(day::date) FROM generate_series("
        "now() - $1::float8 * interval '1 hour' - interval '1 day', now(), '1 day') AS day",
        hours,
    )


async def _ask(url: str, repeats: int) -> dict[str, list[float]]:
    settings = load(ROOT / "hookshift.toml")
    control = settings.control.model_copy(update={"listen": Address("127.0.0.1", 0)})
    dashboard = Dashboard(settings.model_copy(update={"control": control}), url)
    await dashboard.start()
    try:
        return await asyncio.to_thread(_timed, f"{dashboard.url}api/v1/", repeats)
    finally:
        await dashboard.stop()


def _timed(base: str, repeats: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    with requests.Session() as session:
        for name, path in PATHS.items():
            found[name] = [_once(session, base + path) for _ in range(repeats)]
            console.print(f"  {name}: {_cut(found[name], 50):.0f} ms")
    return found


def _once(session: requests.Session, url: str) -> float:
    began = time.perf_counter()
    answer: Any = session.get(url, timeout=60)
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


def _cut(milliseconds: list[float], percent: int) -> float:
    return quantiles(milliseconds, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main()
