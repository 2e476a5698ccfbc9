"""The life of one gateway worker.

Start: the recorder and the snapshot watch first, then the port, so that the first webhook is
decided and recorded. Stop, the other way round: the port first (requests in flight finish), then
the watch, then the recorder (what it holds is written or spooled).
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime

import uvloop

from hookshift import __version__
from hookshift.app import build, durable, gauges, handlers, logs, places
from hookshift.app.conversations import conversation_memory
from hookshift.app.engine import engine
from hookshift.app.every import Every
from hookshift.app.flights import flights
from hookshift.app.handler_certificates import HandlerCertificates
from hookshift.app.lag import LagMeter
from hookshift.app.loops import LoopWatch
from hookshift.app.maintenance import maintain
from hookshift.app.snapshot_in_force import SnapshotInForce
from hookshift.app.tuning import allow_many_connections, calm_garbage_collector
from hookshift.config.certificate import LOOK_SECONDS, Certificate
from hookshift.config.schema.settings import Settings
from hookshift.config.tls_files import Expiry
from hookshift.domain import host_alerts
from hookshift.domain.errors import OperatorError
from hookshift.domain.recent import written
from hookshift.domain.routing.routing import Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.conversation.draft import Draft
from hookshift.gateway.http.limits import Load
from hookshift.gateway.http.server import HttpServer
from hookshift.gateway.lifeline import Lifeline
from hookshift.gateway.local_rollback import LocalRollbackWatch
from hookshift.gateway.metrics.counters import Metrics, MetricsFiles
from hookshift.gateway.metrics.page import render
from hookshift.gateway.metrics.pool import pool_numbers
from hookshift.gateway.record.orphaned_spools import OrphanedSpools
from hookshift.gateway.record.recorder import Recorder
from hookshift.gateway.record.spool import Spool
from hookshift.gateway.relay.front import Front
from hookshift.gateway.relay.pipeline import TracedPipeline
from hookshift.store.config_watch import ConfigWatch
from hookshift.store.database import connection
from hookshift.store.event_keys import EventKeys
from hookshift.store.gateways import CORE, WorkerHeartbeat, heartbeat, leave
from hookshift.store.inbox import InboxWriter
from hookshift.store.routing_logs import LogWriter

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
METRICS_SECONDS = 1.0
MAINTENANCE_SECONDS = 3_600.0
SPOOLS_SECONDS = 10.0
LEAVE_SECONDS = 1.0
LAST_SECONDS = 2.0
"""The end of the drain time, in which a worker that retires closes its idle connections."""
FIRST_READ_SECONDS = 2.0
"""How long the port waits for the first configuration; after that it relays to legacy."""


def run_worker(
    settings: Settings, database_url: str, slot: int, sock: socket.socket, lifeline: Lifeline
) -> None:
    """Runs the process of worker `slot`; returns after SIGTERM."""
    logs.begin(settings.logs, f"worker {slot}")
    worker = GatewayWorker(settings, database_url, slot, lifeline)
    calm_garbage_collector()
    allow_many_connections()
    uvloop.run(worker.run(sock))


class GatewayWorker:
    """One worker process: builds its parts, starts and stops them."""

    def __init__(
        self, settings: Settings, database_url: str, slot: int, lifeline: Lifeline
    ) -> None:
        self._settings = settings
        self._lifeline = lifeline
        self._patience = 0.0
        """Seconds that a stop leaves to idle connections."""
        self._url = database_url
        self._slot = slot
        self._worker = WorkerHeartbeat(
            gateway=lifeline.name,
            host=os.uname().nodename,
            pid=os.getpid(),
            slot=slot,
            version=__version__,
            started_at=datetime.now(UTC),
        )
        self._loops = LoopWatch(self._worker.gateway, f"worker {slot}")
        self._in_force = SnapshotInForce(self._decide_by)
        self._rollback_watch = LocalRollbackWatch(
            places.rollback_file(settings), self._in_force.roll_back
        )
        self._spool = Spool(places.spool_dir(settings, slot), settings.recorder.spool_bytes)
        self._orphans = OrphanedSpools(self._spool)
        age = settings.database.max_connection_age
        self._log = LogWriter(
            database_url,
            settings.recorder.retention_days,
            build.rollups(settings, slot),
            age,
            copied=engine().copied,
            gather=engine().gathered,
        )
        self._recorder = Recorder(build.recorder(settings), self._log, self._spool)
        record = build.record(settings, self._recorder.record)
        self._files = MetricsFiles(places.run_dir(settings), slot)
        self._certificates = HandlerCertificates(settings)
        self._upstreams = self._certificates.upstreams
        self._metrics = Metrics(
            self._all_numbers, self._files.own(), slow_seconds=settings.recorder.slow_ms / 1000
        )
        self._memory = conversation_memory(settings, database_url)
        remembered = None if self._memory is None else self._memory.memory
        self._answers = build.conversation_answers(settings, remembered, self._metrics)
        on_success = None if self._answers is None else self._answers.heard
        attempts = build.attempts(settings, record, self._metrics, on_success)
        self._watch = ConfigWatch(
            database_url,
            settings.database.poll_seconds,
            self._in_force.follow,
            max_connection_age=age,
        )
        self._tracing = build.tracing(settings, self._worker.gateway)
        self._handlers = handlers.by_name(settings, self._upstreams, self._tracing)
        gateway = settings.gateway
        trusted = TrustedCallers(gateway.trusted_callers, gateway.trusted_proxies)
        self._lag = LagMeter()
        self._certificate: Certificate | None = None
        control = settings.control
        served = control.tls if control.enabled and control.dashboard else None
        self._dashboard = None if served is None else Expiry(served.certificate)
        self._keys = EventKeys(database_url, age)
        self._inbox = InboxWriter(database_url, age)
        self._deliverer = durable.deliverer(
            settings,
            database_url,
            self._worker.gateway,
            predecessors=lifeline.predecessors,
            handlers=self._handlers,
            attempts=attempts,
        )
        draft = None if remembered is None else Draft(remembered)
        self._intake = durable.intake(settings, self._inbox, self._deliverer, draft)
        load = Load()
        self._pipeline = build.pipeline(
            settings,
            self._handlers,
            attempts,
            self._metrics,
            trusted,
            load=load,
            acceptor=self._intake,
            keys=self._keys,
            conversations=build.conversations(settings, remembered, draft),
        )
        webhooks = (
            self._pipeline
            if self._tracing is None
            else TracedPipeline(self._pipeline, self._tracing)
        )
        endpoints = build.endpoints(settings)
        front = Front(webhooks, endpoints, trusted, self._not_ready, self._metrics_page)
        usual = (
            flights(
                settings,
                self._pipeline,
                self._handlers,
                trusted,
                noted=(self._recorder.record, self._metrics),
                load=load,
            )
            if self._tracing is None
            else None
        )
        self._server = HttpServer(
            front,
            build.limits(settings),
            build.timeouts(settings),
            self._metrics.refused,
            load=load,
            proxies=trusted.proxies,
            engine=engine(),
            usual=usual,
        )

    async def run(self, sock: socket.socket) -> None:
        """Serves on `sock` until SIGTERM."""
        stop = asyncio.Event()

        def retire() -> None:
            # Its idle connections have time: others accept the new ones.
            self._patience = max(0.0, self._settings.gateway.timeouts.drain - LAST_SECONDS)
            stop.set()

        self._lifeline.on_stop(stop.set, retire)
        async with AsyncExitStack() as stack:
            await self._start(sock, stack)
            self._lifeline.beat()
            await stop.wait()

    async def _stop_server(self) -> None:
        await self._server.stop(patience=self._patience)

    async def _start(self, sock: socket.socket, stack: AsyncExitStack) -> None:
        """Starts the parts in order; the stack stops them in reverse."""
        self._spool.open()
        stack.callback(self._spool.close)
        stack.push_async_callback(self._log.close)
        # Behind the recorder: whoever adds up what happened waits for a worker until it has left.
        stack.push_async_callback(self._leave)
        await self._loops.start("recorder", self._recorder, stack)
        self._rollback_watch.start()
        stack.callback(self._rollback_watch.stop)
        await self._loops.start("config_watch", self._watch, stack)
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_READ_SECONDS):
                await self._watch.first_read.wait()
        await self._loops.start("lag", self._lag, stack)
        for name, seconds, work in (
            ("metrics_files", METRICS_SECONDS, self._save_metrics),
            ("heartbeat", HEARTBEAT_SECONDS, self._heartbeat),
            ("maintenance", MAINTENANCE_SECONDS, self._maintain),
            ("spools", SPOOLS_SECONDS, self._adopt_spools),
        ):
            await self._loops.start(name, Every(seconds, work), stack)
        if self._tracing is not None:
            stack.push_async_callback(self._tracing.stop)
        for handler in self._handlers.values():
            stack.push_async_callback(handler.close)
        stack.push_async_callback(self._keys.close)
        if self._memory is not None:
            await self._memory.start(self._loops, stack)
        if durable.is_durable(self._settings):
            await self._start_deliveries(stack)
        certificate = self._certificate = build.certificate(self._settings)
        if certificate is not None:
            await self._loops.start("certificate", Every(LOOK_SECONDS, certificate.follow), stack)
        if self._certificates.any:
            await self._loops.start(
                "handler_certificates", Every(LOOK_SECONDS, self._certificates.follow), stack
            )
        await self._server.start(sock, None if certificate is None else certificate.context)
        stack.push_async_callback(self._stop_server)

    async def _start_deliveries(self, stack: AsyncExitStack) -> None:
        """Starts before the port opens and stops after it: the last webhooks are delivered too."""
        stack.push_async_callback(self._inbox.close)
        await self._loops.start("deliverer", self._deliverer, stack)
        await self._loops.start("intake", self._intake, stack)

    def _decide_by(self, snapshot: Snapshot | None) -> None:
        self._pipeline.snapshot = snapshot
        if self._answers is not None:
            self._answers.snapshot = snapshot
        self._deliverer.follow(snapshot)

    def _not_ready(self) -> str | None:
        if self._pipeline.snapshot is not None:
            return None
        reason = self._watch.error or "webhook_routing_config has not been read, or has no row"
        return f"{reason} Webhooks are relayed to legacy until then."

    def _all_numbers(self) -> Mapping[str, float]:
        return {**self._gauges(), **pool_numbers(self._upstreams)}

    def _gauges(self) -> Mapping[str, float]:
        snapshot = self._pipeline.snapshot
        found = {
            **gauges.of_load(self._server.load),
            **gauges.of_recorder(self._recorder, self._spool, self._settings.recorder.spool_bytes),
            **gauges.of_host(self._settings.data_dir, self._certificate, self._dashboard),
            **self._certificates.gauges(),
            host_alerts.LAG: self._lag.seconds,
            "config_version": snapshot.version if snapshot else 0,
            "local_rollback": float(self._in_force.is_rolled_back),
            "local_rollback_at": self._in_force.rolled_back_at,
            "database_away": float(self._recorder.away or self._watch.error is not None),
            **gauges.of_watchdog(self._lifeline.hung),
            f"{CORE}{engine().name}": 1.0,
            **self._loops.gauges(),
            **({} if self._memory is None else self._memory.gauges()),
        }
        if durable.is_durable(self._settings):
            found |= gauges.of_deliveries(self._deliverer, self._intake)
        if self._watch.last_read_at is not None:
            found["config_age_seconds"] = time.monotonic() - self._watch.last_read_at
        return found

    def _metrics_page(self) -> bytes:
        snapshots = self._files.others()
        own = self._metrics.snapshot()
        # Whoever replaces this worker goes on from here: what was shown must not go backwards.
        with suppress(OSError):
            self._files.save(own)
        return render({**snapshots, self._slot: own})

    async def _save_metrics(self) -> None:
        self._files.save(self._metrics.snapshot())

    async def _adopt_spools(self) -> None:
        self._orphans.adopt()

    async def _heartbeat(self) -> None:
        snapshot = self._pipeline.snapshot
        async with connection(self._url, "heartbeat") as opened:
            version = snapshot.version if snapshot else None
            seen = written(self._metrics.recent.report())
            await heartbeat(opened, self._worker, version, self._gauges(), seen)
            await self._loops.report(opened)

    async def _maintain(self) -> None:
        await maintain(self._url, self._settings)

    async def _leave(self) -> None:
        with suppress(OSError):
            self._files.save(self._metrics.counted())
        if self._recorder.oldest_unwritten() is not None:
            # It is missed until its replacement has written what it leaves in the spool.
            return
        # PostgreSQL may hang.
        with suppress(OperatorError, OSError):
            async with (
                asyncio.timeout(LEAVE_SECONDS),
                connection(self._url, "heartbeat") as opened,
            ):
                await leave(opened, self._worker)
