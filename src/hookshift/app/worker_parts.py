"""What one gateway worker consists of, put together from the settings, and how it is doing.

Nothing here is started: the worker's life, in which order its parts start and stop, is
`worker.py`.
"""

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

from hookshift import __version__
from hookshift.app import build, durable, gauges, handlers, places
from hookshift.app.conversations import conversation_memory
from hookshift.app.engine import engine
from hookshift.app.flights import flights
from hookshift.app.handler_certificates import HandlerCertificates
from hookshift.app.lag import LagMeter
from hookshift.app.loops import LoopWatch
from hookshift.app.snapshot_in_force import SnapshotInForce
from hookshift.config.certificate import Certificate  # noqa: TC001
from hookshift.config.schema.settings import Settings
from hookshift.config.tls_files import Expiry
from hookshift.domain import host_alerts
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
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.orphaned_spools import OrphanedSpools
from hookshift.gateway.record.recorder import Recorder
from hookshift.gateway.record.row_queue import RowList
from hookshift.gateway.record.spool import Spool
from hookshift.gateway.relay.flights import Flights
from hookshift.gateway.relay.front import Front
from hookshift.gateway.relay.pipeline import TracedPipeline
from hookshift.store.config_watch import ConfigWatch
from hookshift.store.event_keys import EventKeys
from hookshift.store.gateways import CORE, WorkerHeartbeat
from hookshift.store.inbox import InboxWriter
from hookshift.store.routing_logs import LogWriter


class WorkerParts:
    """The parts of worker `slot`, built in the order in which they need each other."""

    def __init__(
        self, settings: Settings, database_url: str, slot: int, lifeline: Lifeline
    ) -> None:
        self._settings = settings
        self._url = database_url
        self._slot = slot
        self._lifeline = lifeline
        self.heartbeat = WorkerHeartbeat(
            gateway=lifeline.name,
            host=os.uname().nodename,
            pid=os.getpid(),
            slot=slot,
            version=__version__,
            started_at=datetime.now(UTC),
        )
        self.loops = LoopWatch(self.heartbeat.gateway, f"worker {slot}")
        self.lag = LagMeter()
        self._follow_configuration()
        self._record()
        self._reach_handlers()
        attempts = self._count()
        self._deliver(attempts)
        self._listen(attempts)

    def _follow_configuration(self) -> None:
        settings = self._settings
        self._in_force = SnapshotInForce(self._decide_by)
        self.rollback_watch = LocalRollbackWatch(
            places.rollback_file(settings), self._in_force.roll_back
        )
        self.watch = ConfigWatch(
            self._url,
            settings.database.poll_seconds,
            self._in_force.follow,
            max_connection_age=settings.database.max_connection_age,
        )

    def _record(self) -> None:
        settings = self._settings
        self.spool = Spool(places.spool_dir(settings, self._slot), settings.recorder.spool_bytes)
        self.orphans = OrphanedSpools(self.spool)
        self.log = LogWriter(
            self._url,
            settings.recorder.retention_days,
            build.rollups(settings, self._slot),
            settings.database.max_connection_age,
            copied=engine().copied,
            gather=engine().gathered,
            people=engine().people,
        )
        self.recorder = Recorder(
            build.recorder(settings), self.log, self.spool, make_queue=engine().queue or RowList
        )

    def _reach_handlers(self) -> None:
        settings = self._settings
        self.handler_certificates = HandlerCertificates(settings)
        self._upstreams = self.handler_certificates.upstreams
        self.tracing = build.tracing(settings, self.heartbeat.gateway)
        self.handlers = handlers.by_name(settings, self._upstreams, self.tracing)
        self.certificate: Certificate | None = None
        """The port's; set when it opens."""
        control = settings.control
        served = control.tls if control.enabled and control.dashboard else None
        self._dashboard = None if served is None else Expiry(served.certificate)

    def _count(self) -> Attempts:
        """Metrics, and what notes attempts; conversations get the answers."""
        settings = self._settings
        self.metrics_files = MetricsFiles(places.run_dir(settings), self._slot)
        self.metrics = Metrics(
            self._all_numbers,
            self.metrics_files.own(),
            slow_seconds=settings.recorder.slow_ms / 1000,
        )
        self.memory = conversation_memory(settings, self._url)
        remembered = None if self.memory is None else self.memory.memory
        self._answers = build.conversation_answers(settings, remembered, self.metrics)
        record = build.record(settings, self.recorder.record)
        on_success = None if self._answers is None else self._answers.on_answer
        return build.attempts(settings, record, self.metrics, on_success)

    def _deliver(self, attempts: Attempts) -> None:
        settings, age = self._settings, self._settings.database.max_connection_age
        self.keys = EventKeys(self._url, age)
        self.inbox = InboxWriter(self._url, age)
        self.deliverer = durable.deliverer(
            settings,
            self._url,
            self.heartbeat.gateway,
            predecessors=self._lifeline.predecessors,
            handlers=self.handlers,
            attempts=attempts,
        )
        remembered = None if self.memory is None else self.memory.memory
        self._draft = None if remembered is None else Draft(remembered)
        self.intake = durable.intake(settings, self.inbox, self.deliverer, self._draft)

    def _listen(self, attempts: Attempts) -> None:
        settings, load = self._settings, Load()
        gateway = settings.gateway
        trusted = TrustedCallers(gateway.trusted_callers, gateway.trusted_proxies)
        remembered = None if self.memory is None else self.memory.memory
        self._pipeline = build.pipeline(
            settings,
            self.handlers,
            attempts,
            self.metrics,
            trusted,
            load=load,
            acceptor=self.intake,
            keys=self.keys,
            conversations=build.conversations(
                settings, remembered, self._draft, self.watch.is_current
            ),
        )
        webhooks = (
            self._pipeline if self.tracing is None else TracedPipeline(self._pipeline, self.tracing)
        )
        endpoints = build.endpoints(settings)
        self.server = HttpServer(
            Front(webhooks, endpoints, trusted, self._not_ready, self._metrics_page),
            build.limits(settings),
            build.timeouts(settings),
            self.metrics.refused,
            load=load,
            proxies=trusted.proxies,
            engine=engine(),
            usual=self._flights(trusted, load) if self.tracing is None else None,
        )

    def _flights(self, trusted: TrustedCallers, load: Load) -> Flights | None:
        return flights(
            self._settings,
            self._pipeline,
            self.handlers,
            trusted,
            noted=(self.recorder.record, self.metrics),
            load=load,
            deliverer=self.deliverer,
            queue=self.recorder.queue if engine().queue is not None else None,
        )

    @property
    def snapshot(self) -> Snapshot | None:
        """What webhooks are decided by; None until a configuration was read."""
        return self._pipeline.snapshot

    def _decide_by(self, snapshot: Snapshot | None) -> None:
        self._pipeline.snapshot = snapshot
        if self._answers is not None:
            self._answers.snapshot = snapshot
        self.deliverer.follow(snapshot)

    def _not_ready(self) -> str | None:
        if self.snapshot is not None:
            return None
        reason = self.watch.error or "webhook_routing_config has not been read, or has no row"
        return f"{reason} Webhooks are relayed to legacy until then."

    def _all_numbers(self) -> Mapping[str, float]:
        return {**self.gauges(), **pool_numbers(self._upstreams)}

    def gauges(self) -> Mapping[str, float]:
        """How all parts are just now."""
        snapshot, settings = self.snapshot, self._settings
        found = {
            **gauges.of_load(self.server.load),
            **gauges.of_recorder(self.recorder, self.spool, settings.recorder.spool_bytes),
            **gauges.of_host(settings.data_dir, self.certificate, self._dashboard),
            **self.handler_certificates.gauges(),
            host_alerts.LAG: self.lag.seconds,
            "config_version": snapshot.version if snapshot else 0,
            "local_rollback": float(self._in_force.is_rolled_back),
            "local_rollback_at": self._in_force.rolled_back_at,
            "database_away": float(self.recorder.away or self.watch.error is not None),
            **gauges.of_watchdog(self._lifeline.hung),
            f"{CORE}{engine().name}": 1.0,
            **self.loops.gauges(),
            **({} if self.memory is None else self.memory.gauges()),
        }
        if durable.is_durable(settings):
            found |= gauges.of_deliveries(self.deliverer, self.intake)
        if self.watch.last_read_at is not None:
            found["config_age_seconds"] = time.monotonic() - self.watch.last_read_at
        return found

    def _metrics_page(self) -> bytes:
        snapshots = self.metrics_files.others()
        own = self.metrics.snapshot()
        # Whoever replaces this worker goes on from here: what was shown must not go backwards.
        with suppress(OSError):
            self.metrics_files.save(own)
        return render({**snapshots, self._slot: own})
