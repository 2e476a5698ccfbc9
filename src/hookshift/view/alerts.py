"""What is wrong with the installation now, for those who are to be woken."""

from datetime import UTC, datetime

from hookshift.config.schema.settings import Settings
from hookshift.domain import alerts
from hookshift.domain.alerts import Alert, AlertKind, AlertLimits, WorkerReport
from hookshift.domain.heartbeat import ALIVE_SECONDS
from hookshift.store import dead_letters, gateways, ledger, loops
from hookshift.store.database import Connection
from hookshift.store.dead_letters import Chosen
from hookshift.store.gateways import SeenWorker
from hookshift.store.old_transactions import oldest
from hookshift.store.rollouts import clock
from hookshift.store.rollups import totals
from hookshift.store.routing_config import ActiveConfig, foreign_functions, read_config
from hookshift.view.installation import degraded
from hookshift.view.protected import untouched

HOUR = 3_600.0
FRESH_SECONDS = 900.0
"""Dead letters of so long ago are no news any more."""


def limits(settings: Settings) -> AlertLimits:
    """As the settings have them; those of gates are the rollout's own."""
    gates = settings.rollout.gates
    return AlertLimits(
        error_rate=gates.errors.limit / 100,
        p95_ms=float(settings.recorder.slow_ms),
        share_below=settings.alerts.share_below / 100,
        inbox_age=settings.alerts.inbox_age,
        stale_after=settings.rollout.stale_after,
    )


async def wrong(connection: Connection, settings: Settings) -> list[Alert]:
    """All of it. Raises OperatorError."""
    found, bounds = list[Alert](), limits(settings)
    now = await clock(connection)
    config = await read_config(connection)
    hour = await totals(connection, now - HOUR, now)
    if config is not None and config.enabled and config.percentage:
        # After a rollback nobody need be woken for what unified did before.
        found.extend(alerts.of_traffic(hour, bounds))
        if config.updated_at.timestamp() < now - HOUR:
            share = float(config.percentage) / 100
            found.extend(alerts.of_share(hour, config.domains, share, bounds))
    touched = {row.handler: row.touched for row in untouched(hour, settings)}
    found.extend(alerts.of_protected(touched))
    workers = await gateways.gateways(connection)
    found.extend(await _gateways(connection, config, workers))
    living = [_report(seen) for seen in workers if seen.age <= ALIVE_SECONDS]
    found.extend(alerts.of_workers(living, bounds))
    found.extend(alerts.of_loops(await loops.failing(connection)))
    found.extend(alerts.of_functions(await foreign_functions(connection)))
    found.extend(await _deliveries(connection, bounds, now))
    return found


async def _gateways(
    connection: Connection, config: ActiveConfig | None, workers: list[SeenWorker]
) -> list[Alert]:
    """In one alert: who is missing, who does not follow, and a transaction that is left open."""
    faults = [] if config is None else degraded(config, workers)
    old = await oldest(connection)
    sentences = faults if old is None else [*faults, old.sentence]
    return [Alert(AlertKind.GATEWAYS, "", "; ".join(sentences))] if sentences else []


async def _deliveries(connection: Connection, bounds: AlertLimits, now: float) -> list[Alert]:
    ages = {row.handler: row.age for row in await ledger.waiting(connection)}
    sums = await ledger.balance(connection, None, None, None)
    fresh: dict[str, int] = {}
    for row in await dead_letters.counted(connection, Chosen(since=_ago(now))):
        fresh[row.handler] = fresh.get(row.handler, 0) + row.letters
    return [
        *alerts.of_inbox(ages, bounds),
        *alerts.of_dead_letters(fresh, FRESH_SECONDS),
        *alerts.of_ledger({row.source: row.difference for row in sums}),
    ]


def _report(seen: SeenWorker) -> WorkerReport:
    return WorkerReport(
        name=f"worker {seen.worker.slot} on {seen.worker.host}",
        unwritten_seconds=seen.counters.get("unwritten_seconds", 0.0),
        spooled_rows=seen.counters.get("recorder_spooled_rows", 0.0),
        open_circuits=resting(seen),
    )


def resting(seen: SeenWorker) -> list[str]:
    """The handlers whose circuit is open in a worker."""
    return sorted(
        name.removeprefix(gateways.BREAKER_OPEN)
        for name, value in seen.counters.items()
        if name.startswith(gateways.BREAKER_OPEN) and value
    )


def _ago(now: float) -> datetime:
    return datetime.fromtimestamp(now - FRESH_SECONDS, UTC)
