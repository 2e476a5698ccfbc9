"""What is wrong with the installation now, in one place.

`status`, `rollout status`, the page, `/metrics` and the alerts all show what `HealthView` finds, so
none of them contradicts another.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import monotonic

from hookshift.config.schema.health import HealthSettings
from hookshift.domain import alerts, host_alerts, traffic_alerts
from hookshift.domain.alerts import Alert, AlertKind, AlertLimits, WorkerReport
from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.format import clock, duration
from hookshift.domain.heartbeat import ALIVE_SECONDS
from hookshift.domain.host_alerts import HostReport
from hookshift.domain.recent import merged
from hookshift.domain.rollout.state import Phase
from hookshift.store import control_hosts, dead_letters, gateways, ledger, rollups, silences
from hookshift.store.database import Connection
from hookshift.store.dead_letters import Chosen
from hookshift.store.gateways import SeenWorker
from hookshift.store.old_transactions import OLD_SECONDS, oldest
from hookshift.store.routing_logs import missing_partitions
from hookshift.view import handlers, health
from hookshift.view.installation import gateway_alerts, worker_name
from hookshift.view.problem import Problem
from hookshift.view.protected import untouched
from hookshift.view.times import moment
from hookshift.view.view_model import Picture, here, is_open, read

HOUR = 3_600.0
FRESH_SECONDS = 900.0
"""How long a dead letter counts as new, in seconds."""
SHARE = 0.05
"""The share of time that counting what waits may take: for millions it takes seconds."""
QUICK_SECONDS = 0.2
"""Seconds: what takes less is read each time."""
USUAL_SECONDS = 60.0
"""How long a handler's usual error rate is remembered, in seconds."""


def limits(settings: HealthSettings) -> AlertLimits:
    """The limits of the settings; those of gates are the rollout's own."""
    gates = settings.rollout.gates
    return AlertLimits(
        error_rate=gates.errors.limit / 100,
        handler_errors=settings.alerts.handler_errors / 100,
        provider_errors=1 - gates.delivery.at_least / 100,
        p95_ms=float(settings.recorder.slow_ms),
        share_below=settings.alerts.share_below / 100,
        inbox_age=settings.alerts.inbox_age,
        stale_after=settings.rollout.stale_after,
    )


class HealthView:
    """Finds what is wrong; what takes long to read is read less often."""

    def __init__(self, settings: HealthSettings, clock: Callable[[], float] = monotonic) -> None:
        self._settings = settings
        self._limits = limits(settings)
        self._clock = clock
        self._usual: Mapping[str, traffic_alerts.Usual] = {}
        self._usual_until = 0.0
        self._deliveries: list[Alert] = []
        self._deliveries_until = 0.0

    async def picture(self, connection: Connection, number: int | None = None) -> Picture:
        """A rollout and all that is wrong. Raises OperatorError."""
        picture = await read(connection, self._settings.rollout, number)
        return picture._replace(problems=tuple(await self.read(connection, picture)))

    async def read(
        self,
        connection: Connection,
        picture: Picture,
        hour: Mapping[tuple[str, str], Totals] | None = None,
    ) -> list[Problem]:
        """All that is wrong, what a rollout did first. Raises OperatorError.

        `hour` is what happened in the last hour, if the caller has read it.
        """
        found = await self.wrong(connection, picture, hour)
        taken_note_of = await silences.active(connection)
        return [
            Problem(
                alert.kind.value,
                alert.subject,
                alert.text,
                None if alert.since is None else moment(alert.since),
                taken_note_of.get((alert.kind.value, alert.subject)),
            )
            for alert in found
        ]

    async def wrong(
        self,
        connection: Connection,
        picture: Picture,
        hour: Mapping[tuple[str, str], Totals] | None = None,
    ) -> list[Alert]:
        """As `read`, whoever has taken note of it. Raises OperatorError."""
        if hour is None:
            hour = await rollups.totals(connection, picture.now - HOUR, picture.now)
        touched = {row.handler: row.touched for row in untouched(hour, self._settings)}
        living = [seen for seen in picture.workers if seen.age <= ALIVE_SECONDS]
        return [
            *_rollout(picture),
            *await self._traffic(connection, picture),
            *alerts.of_gateways(self._settings.alerts.gateways, _hosts(living)),
            *_gateways(picture),
            *traffic_alerts.of_protected(touched),
            *self._share(picture, hour),
            *alerts.of_workers(map(_report, living), self._limits),
            *host_alerts.of_hosts([*map(_host_report, living), *await _control_hosts(connection)]),
            *alerts.of_loops(picture.failing),
            *alerts.of_functions(picture.foreign),
            *await _left_open(connection),
            *await self._of_deliveries(connection, picture.now),
        ]

    async def _traffic(self, connection: Connection, picture: Picture) -> list[Alert]:
        """Alerts about handlers and the provider, as of the last minutes."""
        if self._clock() >= self._usual_until:
            self._usual = await handlers.usual(connection, self._settings, picture.now)
            self._usual_until = self._clock() + USUAL_SECONDS
        unified = handlers.unified(self._settings)
        seen = merged((worker.recent for worker in picture.workers), picture.now)
        recent = handlers.of_now(seen, unified, picture.config)
        found = traffic_alerts.of_handlers(recent, self._usual, unified, self._limits)
        names = [alert.subject for alert in found]
        return [
            *found,
            *traffic_alerts.of_provider(recent, names, self._limits.provider_errors),
            *traffic_alerts.of_slowness(recent, unified, self._limits),
        ]

    def _share(self, picture: Picture, hour: Mapping[tuple[str, str], Totals]) -> list[Alert]:
        config = picture.config
        if config is None or not config.enabled:
            return []
        if config.updated_at.timestamp() >= picture.now - HOUR:
            return []
        share = float(config.percentage) / 100
        return list(traffic_alerts.of_share(hour, config.domains, share, self._limits))

    async def _of_deliveries(self, connection: Connection, now: float) -> list[Alert]:
        began = self._clock()
        if began >= self._deliveries_until:
            self._deliveries = await _deliveries(connection, self._limits, now)
            took = self._clock() - began
            self._deliveries_until = began + (took / SHARE if took > QUICK_SECONDS else 0.0)
        return self._deliveries


def _rollout(picture: Picture) -> list[Alert]:
    """What is wrong with the open rollout, or that the last one was rolled back a moment ago."""
    rollout = picture.rollout
    if rollout is None:
        return []
    state, subject = rollout.progress.state, str(rollout.id)
    if is_open(picture):
        sentences = [f"rollout: {fault}" for fault in health.faults(picture)]
        return [Alert(AlertKind.ROLLOUT, subject, each) for each in sentences]
    ended = None if rollout.ended_at is None else rollout.ended_at.timestamp()
    if state.phase is not Phase.ROLLED_BACK or ended is None or ended < picture.now - HOUR:
        return []
    ago = duration(max(picture.now - ended, 0.0))
    text = (
        f"rollout {rollout.id} was rolled back in {here(rollout)}, at {clock(ended)} ({ago} ago): "
        f"{state.reason}"
    )
    return [Alert(AlertKind.ROLLED_BACK, subject, text, ended)]


def _gateways(picture: Picture) -> list[Alert]:
    return [] if picture.config is None else gateway_alerts(picture.config, picture.workers)


def _hosts(living: list[SeenWorker]) -> set[str]:
    return {seen.worker.host for seen in living}


async def _left_open(connection: Connection) -> list[Alert]:
    old = await oldest(connection, OLD_SECONDS)
    return [] if old is None else [Alert(AlertKind.GATEWAYS, "transaction", old.sentence)]


async def _deliveries(connection: Connection, bounds: AlertLimits, now: float) -> list[Alert]:
    ages = {row.handler: row.age for row in await ledger.waiting(connection)}
    sums = await ledger.balance(connection, None, None, None)
    fresh: dict[str, int] = {}
    since = datetime.fromtimestamp(now - FRESH_SECONDS, UTC)
    for row in await dead_letters.counted(connection, Chosen(since=since)):
        fresh[row.handler] = fresh.get(row.handler, 0) + row.letters
    return [
        *alerts.of_inbox(ages, bounds),
        *alerts.of_dead_letters(fresh, FRESH_SECONDS),
        *alerts.of_ledger({row.source: row.difference for row in sums}),
        *host_alerts.of_partitions(
            await missing_partitions(connection),
            await missing_partitions(connection, of_payloads=True),
        ),
    ]


def _host_report(seen: SeenWorker) -> HostReport:
    return HostReport(worker_name(seen), seen.worker.host, seen.counters)


async def _control_hosts(connection: Connection) -> list[HostReport]:
    """Reports of control processes, since a host may have no worker."""
    found = await control_hosts.reported(connection)
    return [
        HostReport(f"control process on {host}", host, notices) for host, notices in found.items()
    ]


def _report(seen: SeenWorker) -> WorkerReport:
    return WorkerReport(
        name=worker_name(seen),
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
