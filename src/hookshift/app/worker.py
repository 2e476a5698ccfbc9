"""The life of one gateway worker.

Start: the recorder and the snapshot watch first, then the port, so that the first webhook is
decided and recorded. Stop, the other way round: the port first (requests in flight finish), then
the watch, then the recorder (what it holds is written or spooled).
"""

import asyncio
import logging
import socket
from contextlib import AsyncExitStack, suppress

import uvloop

from hookshift.app import build, durable, logs
from hookshift.app.every import Every
from hookshift.app.maintenance import maintain
from hookshift.app.tuning import allow_many_connections, calm_garbage_collector
from hookshift.app.worker_parts import WorkerParts
from hookshift.config.certificate import LOOK_SECONDS
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.domain.recent import written
from hookshift.gateway.lifeline import Lifeline
from hookshift.store.database import connection
from hookshift.store.gateways import heartbeat, leave

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
    """One worker process: starts its parts and stops them."""

    def __init__(
        self, settings: Settings, database_url: str, slot: int, lifeline: Lifeline
    ) -> None:
        self._settings = settings
        self._url = database_url
        self._lifeline = lifeline
        self._patience = 0.0
        """Seconds that a stop leaves to idle connections."""
        self._parts = WorkerParts(settings, database_url, slot, lifeline)

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
        await self._parts.server.stop(patience=self._patience)

    async def _start(self, sock: socket.socket, stack: AsyncExitStack) -> None:
        """Starts the parts in order; the stack stops them in reverse."""
        parts, loops = self._parts, self._parts.loops
        parts.spool.open()
        stack.callback(parts.spool.close)
        stack.push_async_callback(parts.log.close)
        # Behind the recorder: whoever adds up what happened waits for a worker until it has left.
        stack.push_async_callback(self._leave)
        await loops.start("recorder", parts.recorder, stack)
        await loops.start("local_rollback", parts.rollback_watch, stack)
        await loops.start("config_watch", parts.watch, stack)
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_READ_SECONDS):
                await parts.watch.first_read.wait()
        await loops.start("lag", parts.lag, stack)
        for name, seconds, work in (
            ("metrics_files", METRICS_SECONDS, self._save_metrics),
            ("heartbeat", HEARTBEAT_SECONDS, self._heartbeat),
            ("maintenance", MAINTENANCE_SECONDS, self._maintain),
            ("spools", SPOOLS_SECONDS, self._adopt_spools),
        ):
            await loops.start(name, Every(seconds, work), stack)
        if parts.tracing is not None:
            stack.push_async_callback(parts.tracing.stop)
        for handler in parts.handlers.values():
            stack.push_async_callback(handler.close)
        stack.push_async_callback(parts.keys.close)
        if parts.memory is not None:
            await parts.memory.start(loops, stack)
        if durable.is_durable(self._settings):
            await self._start_deliveries(stack)
        certificate = parts.certificate = build.certificate(self._settings)
        if certificate is not None:
            await loops.start("certificate", Every(LOOK_SECONDS, certificate.follow), stack)
        if parts.handler_certificates.any:
            await loops.start(
                "handler_certificates",
                Every(LOOK_SECONDS, parts.handler_certificates.follow),
                stack,
            )
        await parts.server.start(sock, None if certificate is None else certificate.context)
        stack.push_async_callback(self._stop_server)

    async def _start_deliveries(self, stack: AsyncExitStack) -> None:
        """Starts before the port opens and stops after it: the last webhooks are delivered too."""
        parts, loops = self._parts, self._parts.loops
        stack.push_async_callback(parts.inbox.close)
        await loops.start("deliverer", parts.deliverer, stack)
        await loops.start("intake", parts.intake, stack)

    async def _save_metrics(self) -> None:
        self._parts.metrics_files.save(self._parts.metrics.snapshot())

    async def _adopt_spools(self) -> None:
        self._parts.orphans.adopt()

    async def _heartbeat(self) -> None:
        snapshot = self._parts.snapshot
        async with connection(self._url, "heartbeat") as opened:
            version = snapshot.version if snapshot else None
            seen = written(self._parts.metrics.recent.report())
            await heartbeat(opened, self._parts.heartbeat, version, self._parts.gauges(), seen)
            await self._parts.loops.report(opened)

    async def _maintain(self) -> None:
        await maintain(self._url, self._settings)

    async def _leave(self) -> None:
        with suppress(OSError):
            self._parts.metrics_files.save(self._parts.metrics.counted())
        if self._parts.recorder.oldest_unwritten() is not None:
            # It is missed until its replacement has written what it leaves in the spool.
            return
        # PostgreSQL may hang.
        with suppress(OperatorError, OSError):
            async with (
                asyncio.timeout(LEAVE_SECONDS),
                connection(self._url, "heartbeat") as opened,
            ):
                await leave(opened, self._parts.heartbeat)
