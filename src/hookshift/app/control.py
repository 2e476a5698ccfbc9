"""The control process: runs rollouts, and tells people, beside the gateway workers or alone.

It is not on the relay path: while it is away the share stays as it is, and when it comes back it
goes on from what PostgreSQL holds.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial

import uvloop

from hookshift.app import gauges, logs
from hookshift.app.every import Every, run_all
from hookshift.app.loops import LoopWatch
from hookshift.app.memory_alerts import MemoryAlerts
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
from hookshift.store.database import connection
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
        await _control(settings, database_url, stop, lifeline.beat)

    uvloop.run(run())


def control(settings: Settings, database_url: str, announce: Callable[[], None]) -> None:
    """Runs the control process without workers, until SIGTERM or SIGINT. Raises OperatorError."""

    async def run() -> None:
        stop = asyncio.Event()
        for number in STOP_SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await _check(database_url)
        await _control(settings, database_url, stop, announce)

    uvloop.run(run())


async def _check(database_url: str) -> None:
    try:
        async with connection(database_url, "control") as opened:
            await check(opened)
    except DatabaseAway as error:
        log.warning("%s Trying again.", error)


async def _control(
    settings: Settings,
    database_url: str,
    stop: asyncio.Event,
    announce: Callable[[], None] | None = None,
) -> None:
    async def forget() -> None:
        async with connection(database_url, "control") as opened:
            days = settings.recorder.retention_days
            await run_all(
                partial(forget_verdicts, opened, days),
                partial(forget_notifications, opened, days),
                partial(forget_calls, opened),
                partial(api_sessions.forget, opened),
                partial(forget_alerts, opened, days),
                partial(silences.forget, opened, days),
                partial(control_hosts.forget, opened),
            )

    async def alert() -> None:
        try:
            # Who does not lead looks too: whoever led may be cut off, or gone.
            async with connection(database_url, "alerts") as opened:
                if controller.leads:
                    found = await health.wrong(opened, await read(opened, settings.rollout))
                    own = settings.alerts
                    for text in await note(opened, found, own.after, own.remind):
                        log.warning("alert: %s", text)
        except (OperatorError, OSError, TimeoutError) as error:
            await memory.observe(str(error) or "it does not answer in time")
            raise
        await memory.observe(None)

    health = HealthView(settings)
    memory = MemoryAlerts(settings, [NotifierChannel(each) for each in settings.notifiers])

    async def report_loops() -> None:
        if watch.has_news:
            async with connection(database_url, "control") as opened:
                await watch.report(opened)

    served = settings.control.tls if settings.control.dashboard else None
    certificate = None if served is None else Expiry(served.certificate)

    async def report_host() -> None:
        found = gauges.of_host(settings.data_dir, None, certificate)
        async with connection(database_url, "control") as opened:
            await control_hosts.report(opened, os.uname().nodename, found)

    watch = LoopWatch(f"control:{os.getpid()}:{time.time_ns()}", f"control process {os.getpid()}")
    age = settings.database.max_connection_age
    controller = Controller(
        database_url,
        settings.control.lease_seconds,
        partial(frozen, settings.rollout),
        age,
        StoryLog(),
    )
    notifier = Notifier(
        database_url,
        settings.notifiers,
        leads=lambda: controller.leads,
        max_connection_age=age,
    )
    async with AsyncExitStack() as stack:
        start = partial(watch.start, stack=stack)
        await start("controller", controller)
        await start("notifier", notifier)
        await start("retention", Every(FORGET_SECONDS, forget))
        if settings.alerts.enabled:
            await start("alerts", Every(settings.alerts.interval, alert))
        await start("reports", Every(REPORT_SECONDS, report_loops))
        await start("host", Every(HOST_SECONDS, report_host))
        if settings.control.dashboard:
            # Here: it is hundreds of modules, which one without a dashboard does without.
            from hookshift.web.serve import Dashboard  # noqa: PLC0415

            dashboard = Dashboard(settings, database_url)
            await start("dashboard", dashboard)
            await start("certificate", Every(LOOK_SECONDS, dashboard.follow_certificate))
        if announce is not None:
            announce()
        await stop.wait()
