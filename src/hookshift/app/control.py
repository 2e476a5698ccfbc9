"""The control process: runs rollouts, and tells people, beside the gateway workers or alone.

It is not on the relay path: while it is away the share stays as it is, and when it comes back it
goes on from what PostgreSQL holds.
"""

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

import uvloop

from hookshift.app import gauges, logs
from hookshift.app.every import Every, run_all
from hookshift.app.loops import LoopWatch
from hookshift.app.memory_alerts import MemoryAlerts
from hookshift.background import BackgroundService
from hookshift.config.certificate import LOOK_SECONDS
from hookshift.config.freeze import frozen
from hookshift.config.schema.settings import Settings
from hookshift.config.tls_files import Expiry
from hookshift.controller.loop import Controller
from hookshift.controller.notify.channel import NotifierChannel
from hookshift.controller.notify.notifier import Notifier
from hookshift.controller.story import StoryLog
from hookshift.domain.errors import OperatorError
from hookshift.gateway.lifeline import Lifeline
from hookshift.gateway.supervisor import STOP_SIGNALS
from hookshift.store import api_sessions, control_hosts, silences
from hookshift.store.alerts import forget_alerts, note
from hookshift.store.api import forget_calls
from hookshift.store.database import Connection, connection
from hookshift.store.errors import DatabaseAway
from hookshift.store.migrate import check
from hookshift.store.outbox import forget_notifications
from hookshift.store.rollouts import forget_verdicts
from hookshift.view.problems import HealthView
from hookshift.view.view_model import read

log = logging.getLogger(__name__)

FORGET_SECONDS = 3_600.0
REPORT_SECONDS = 2.0
HOST_SECONDS = 10.0


def run_control(settings: Settings, database_url: str, lifeline: Lifeline) -> None:
    """Runs the control process beside the workers; returns after SIGTERM."""
    logs.begin(settings.logs, "control")

    async def run() -> None:
        stop = asyncio.Event()
        lifeline.on_stop(stop.set)
        await ControlProcess(settings, database_url).run(stop, lifeline.beat)

    uvloop.run(run())


def control(settings: Settings, database_url: str, announce: Callable[[], None]) -> None:
    """Runs the control process without workers, until SIGTERM or SIGINT. Raises OperatorError."""

    async def run() -> None:
        stop = asyncio.Event()
        for number in STOP_SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await _check(database_url)
        await ControlProcess(settings, database_url).run(stop, announce)

    uvloop.run(run())


async def _check(database_url: str) -> None:
    try:
        async with connection(database_url, "control") as opened:
            await check(opened)
    except DatabaseAway as error:
        log.warning("%s Trying again.", error)


class ControlProcess:
    """One control process: builds its parts, starts and stops them."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        self._settings = settings
        self._url = database_url
        self._health = HealthView(settings)
        self._memory = MemoryAlerts(
            settings, [NotifierChannel(each) for each in settings.notifiers]
        )
        process = os.getpid()
        self._loops = LoopWatch(f"control:{process}:{time.time_ns()}", f"control process {process}")
        served = settings.control.tls if settings.control.dashboard else None
        self._certificate = None if served is None else Expiry(served.certificate)
        age = settings.database.max_connection_age
        self._controller = Controller(
            database_url,
            settings.control.lease_seconds,
            partial(frozen, settings.rollout),
            age,
            StoryLog(),
        )
        self._notifier = Notifier(
            database_url,
            settings.notifiers,
            leads=lambda: self._controller.leads,
            max_connection_age=age,
        )

    async def run(self, stop: asyncio.Event, announce: Callable[[], None] | None = None) -> None:
        """Runs until `stop` is set; `announce` is called once everything has started."""
        async with AsyncExitStack() as stack:
            await self._start(partial(self._loops.start, stack=stack))
            if announce is not None:
                announce()
            await stop.wait()

    async def _start(self, start: Callable[[str, BackgroundService], Awaitable[None]]) -> None:
        """Starts the parts in order; they are stopped in reverse."""
        settings = self._settings
        await start("controller", self._controller)
        await start("notifier", self._notifier)
        await start("retention", Every(FORGET_SECONDS, self._forget))
        if settings.alerts.enabled:
            await start("alerts", Every(settings.alerts.interval, self._alert))
        await start("reports", Every(REPORT_SECONDS, self._report_loops))
        await start("host", Every(HOST_SECONDS, self._report_host))
        if settings.control.dashboard:
            # Here: it is hundreds of modules, which one without a dashboard does without.
            from hookshift.web.serve import Dashboard  # noqa: PLC0415

            dashboard = Dashboard(settings, self._url)
            await start("dashboard", dashboard)
            await start("certificate", Every(LOOK_SECONDS, dashboard.follow_certificate))

    async def _forget(self) -> None:
        async with connection(self._url, "control") as opened:
            days = self._settings.recorder.retention_days
            await run_all(
                partial(forget_verdicts, opened, days),
                partial(forget_notifications, opened, days),
                partial(forget_calls, opened),
                partial(api_sessions.forget, opened),
                partial(forget_alerts, opened, days),
                partial(silences.forget, opened, days),
                partial(control_hosts.forget, opened),
            )

    async def _alert(self) -> None:
        try:
            # Who does not lead looks too: whoever led may be cut off, or gone.
            async with connection(self._url, "alerts") as opened:
                if self._controller.leads:
                    await self._note_problems(opened)
        except (OperatorError, OSError, TimeoutError) as error:
            await self._memory.observe(str(error) or "it does not answer in time")
            raise
        await self._memory.observe(None)

    async def _note_problems(self, opened: Connection) -> None:
        own = self._settings.alerts
        found = await self._health.wrong(opened, await read(opened, self._settings.rollout))
        for text in await note(opened, found, own.after, own.remind):
            log.warning("alert: %s", text)

    async def _report_loops(self) -> None:
        if self._loops.has_news:
            async with connection(self._url, "control") as opened:
                await self._loops.report(opened)

    async def _report_host(self) -> None:
        found = gauges.of_host(self._settings.data_dir, None, self._certificate)
        async with connection(self._url, "control") as opened:
            await control_hosts.report(opened, os.uname().nodename, found)
