"""`hookshift serve`: the parent of the gateway workers and of the control process.

Start: database, port, workers. PostgreSQL being away does not stop it: the workers relay to legacy
until it is there. PostgreSQL not being migrated does: nothing could be recorded. Stop (SIGTERM,
SIGINT): workers drain, then the control process ends, so that a rollout is watched to the last,
then the embedded database, if this started it, stops.
"""

import asyncio
import functools
import logging
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

import uvloop

from hookshift.app import build, processes
from hookshift.app.engine import engine
from hookshift.config.compile import protected
from hookshift.config.running import remember
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.gateway.supervisor import STOP_SIGNALS, Main, Supervisor, listen
from hookshift.store.database import connection
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.errors import DatabaseAway
from hookshift.store.migrate import check, migrate
from hookshift.store.private import make_private
from hookshift.store.routing_config import protect

log = logging.getLogger(__name__)

LATER_SECONDS = 5.0
"""How often to try a database that was away at the start."""


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT; calls `announce` with the address. Raises OperatorError."""
    _check_parts(settings)
    # Collected until the event loop takes over: by default they would leave the database running.
    received_signals: list[int] = []
    for number in STOP_SIGNALS:
        signal.signal(number, lambda received, _frame: received_signals.append(received))
    embedded = EmbeddedPostgres() if settings.database.url is None else None
    url = _start(embedded, settings) if embedded else _given(settings)
    try:
        uvloop.run(_serve(settings, url, announce, received_signals, migrates=embedded is not None))
    finally:
        if embedded:
            embedded.stop()


def _check_parts(settings: Settings) -> None:
    """Raises OperatorError for faults that would end every worker as soon as it starts."""
    build.upstreams(settings)
    build.certificate(settings)
    engine()


def _start(embedded: EmbeddedPostgres, settings: Settings) -> str:
    return embedded.start(settings.data_dir)


def _given(settings: Settings) -> str:
    assert settings.database.url is not None
    # Where that fails, the spool reports why it cannot be used.
    with suppress(OSError):
        make_private(settings.data_dir)
    return settings.database.url.get_secret_value()


async def _serve(
    settings: Settings,
    url: str,
    announce: Callable[[str], None],
    received_signals: Sequence[int],
    *,
    migrates: bool,
) -> None:
    """`received_signals` holds the stop signals that came before the event loop ran."""
    preparing = asyncio.create_task(_prepare(settings, url, migrates=migrates))
    _on_stop(preparing.cancel)
    if received_signals:
        preparing.cancel()
    try:
        prepared = await preparing
    except asyncio.CancelledError:
        log.warning("Stopped before it served.")
        return
    sockets = _listen(settings)
    _remember(settings)
    supervisor = Supervisor(
        sockets,
        functools.partial(processes.worker, settings, url),
        settings.gateway.timeouts.drain,
        beside=_beside(settings, url),
        max_silence=settings.gateway.timeouts.watchdog,
    )
    _on_stop(supervisor.stop)
    announce(_address(settings, sockets[0]))
    log.info("Reads and decides by the %s core: %s.", engine().name, engine().why)
    later = None if prepared else asyncio.create_task(_prepare_later(settings, url, migrates))
    try:
        await supervisor.run()
    finally:
        if later is not None:
            later.cancel()


def _remember(settings: Settings) -> None:
    """For `hookshift config diff`. A full disk must not keep anybody from serving."""
    try:
        remember(settings, build.run_dir(settings))
    except OSError as error:
        log.warning("What the gateway runs with could not be written down: %s", error)


def _beside(settings: Settings, url: str) -> dict[str, Main]:
    if not settings.control.enabled:
        return {}
    return {"control": functools.partial(processes.control, settings, url)}


def _on_stop(act: Callable[[], object]) -> None:
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, act)


async def _prepare(settings: Settings, url: str, *, migrates: bool) -> bool:
    """An embedded database is hookshift's own and migrated here; another is only looked at.

    False if it is away for now.
    """
    try:
        async with connection(url, "serve") as opened:
            if migrates:
                await migrate(opened)
            else:
                await check(opened)
            await protect(opened, protected(settings))
    except DatabaseAway as error:
        log.warning("%s Until then webhooks are relayed to legacy.", error)
        return False
    return True


async def _prepare_later(settings: Settings, url: str, migrates: bool) -> None:
    while True:
        await asyncio.sleep(LATER_SECONDS)
        try:
            if await _prepare(settings, url, migrates=migrates):
                return
        except OperatorError as error:
            log.error("%s Until then webhooks are relayed to legacy.", error)


def _listen(settings: Settings) -> list[socket.socket]:
    address = settings.gateway.listen
    try:
        return listen(address.host, address.port, settings.gateway.workers)
    except OSError as error:
        raise OperatorError(
            f"cannot listen on {address}: {error.strerror or error}. "
            "Stop what uses it, or change gateway.listen."
        ) from error


def _address(settings: Settings, sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    scheme = "https" if settings.gateway.tls else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
