"""`hookshift serve`: the parent of the gateway workers and of the control process.

Start: database, port, workers. PostgreSQL being away does not stop it: the workers relay to legacy
until it is there. PostgreSQL not being migrated does: nothing could be recorded. Stop (SIGTERM,
SIGINT): workers drain, then the control process ends, so that a rollout is watched to the last,
then the embedded database, if this started it, stops.
"""

import asyncio
import functools
import logging
import os
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress

import uvloop

from hookshift import __version__
from hookshift.app import local_rollback, places, processes
from hookshift.app.admin import Answer, Operation, admin_server
from hookshift.app.check_start import check_parts
from hookshift.app.engine import engine
from hookshift.app.every import Every
from hookshift.app.in_rollout import LOOP, running_settings
from hookshift.app.inherited import InheritedChildren
from hookshift.app.local_rollback import RECORD_SECONDS
from hookshift.app.loops import LoopWatch
from hookshift.app.prepare import prepare, prepare_later
from hookshift.app.reload import Reload, unblock
from hookshift.app.sockets import address_of, listening
from hookshift.config.running import remember
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.gateway.handover import Handover, received
from hookshift.gateway.supervisor import STOP_SIGNALS, Main, Supervisor
from hookshift.store.database import connection
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.private import make_private

log = logging.getLogger(__name__)

GO_SECONDS = 0.1
"""Between the answer to a reload and the reload."""


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT; calls `announce` with the address. Raises OperatorError.

    A later generation (see `reload`) takes over from the former one, and announces nothing.
    """
    # Collected until the event loop takes over: by default they would leave the database running.
    received_signals: list[int] = []
    for number in (*STOP_SIGNALS, signal.SIGHUP, signal.SIGUSR2):
        signal.signal(number, lambda received, _frame: received_signals.append(received))
    unblock()
    handover = received(os.environ, os.getpid())
    inherited = None
    if handover is not None:
        inherited = InheritedChildren([former.pid for former in handover.processes])
    check_parts(settings)
    embedded = EmbeddedPostgres() if settings.database.url is None else None
    url = _start(embedded, settings) if embedded else _given(settings)
    for lock in handover.locks if handover else ():
        os.close(lock)
    parent = _Parent(settings, url, embedded, handover, inherited)
    try:
        uvloop.run(parent.run(announce, received_signals))
    finally:
        if embedded:
            embedded.stop()


def _start(embedded: EmbeddedPostgres, settings: Settings) -> str:
    return embedded.start(settings.data_dir)


def _given(settings: Settings) -> str:
    assert settings.database.url is not None
    # Where that fails, the spool reports why it cannot be used.
    with suppress(OSError):
        make_private(settings.data_dir)
    return settings.database.url.get_secret_value()


class _Parent:
    """One generation of the parent: prepares, listens, supervises, takes orders."""

    def __init__(
        self,
        settings: Settings,
        url: str,
        embedded: EmbeddedPostgres | None,
        handover: Handover | None,
        inherited: InheritedChildren | None,
    ) -> None:
        self._settings = settings
        self._inherited = inherited
        self._url = url
        self._embedded = embedded
        self._handover = handover
        self._generation = handover.generation if handover else 1
        self._rollback = places.rollback_file(settings)
        self._supervisor: Supervisor | None = None
        self.error: str | None = None
        """What of the settings file is not followed."""
        self._loops = LoopWatch(f"{os.uname().nodename}:serve", "serve")
        self._loops.add(LOOP, self)

    async def run(self, announce: Callable[[str], None], received_signals: Sequence[int]) -> None:
        """`received_signals` holds the stop signals that came before the event loop ran."""
        migrates = self._embedded is not None
        preparing = asyncio.create_task(prepare(self._settings, self._url, migrates=migrates))
        _on_stop(preparing.cancel)
        if any(number in STOP_SIGNALS for number in received_signals):
            preparing.cancel()
        try:
            prepared = await preparing
            if prepared:
                running = await running_settings(self._settings, self._url)
                self._settings, self.error = running
            sockets = listening(self._settings, self._handover)
        except asyncio.CancelledError:
            log.warning("Stopped before serving.")
            await self._end_former()
            return
        except OperatorError:
            await self._end_former()
            raise
        _remember(self._settings)
        if self._handover is None:
            announce(address_of(self._settings, sockets[0]))
        log.info("Reading and deciding with the %s core: %s.", engine().name, engine().why)
        if signal.SIGUSR2 in received_signals:
            self._roll_back_by_signal()
        async with AsyncExitStack() as stack:
            if not prepared:
                later = prepare_later(self._settings, self._url, migrates)
                stack.callback(asyncio.create_task(later).cancel)
            await self._supervise(sockets, stack)

    async def _supervise(self, sockets: list[socket.socket], stack: AsyncExitStack) -> None:
        settings = self._settings
        former = self._handover.processes if self._handover else ()
        supervisor = self._supervisor = Supervisor(
            sockets,
            functools.partial(processes.worker, settings, self._url),
            settings.gateway.timeouts.drain,
            beside=_beside(settings, self._url),
            max_silence=settings.gateway.timeouts.watchdog,
            former=former,
        )
        reload = Reload(str(settings.gateway.listen), self._leave)
        _on_stop(supervisor.stop)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._hang_up, reload)
        loop.add_signal_handler(signal.SIGUSR2, self._roll_back_by_signal)
        recording = Every(RECORD_SECONDS, self._record)
        await recording.start()
        stack.push_async_callback(recording.stop)
        operations: dict[str, Operation] = {
            "status": self._status,
            "reload": functools.partial(self._reload, reload),
            "rollback": self._roll_back,
        }
        await stack.enter_async_context(admin_server(places.admin_socket(settings), operations))
        await supervisor.run()

    async def _end_former(self) -> None:
        """Lets the former generation finish what it has begun: nobody follows it."""
        if self._handover is None:
            return
        sockets = [socket.socket(fileno=number) for number in self._handover.sockets]
        for sock in sockets:
            sock.close()
        drain = self._settings.gateway.timeouts.drain
        former = self._handover.processes
        main = functools.partial(processes.worker, self._settings, self._url)
        supervisor = Supervisor([], main, drain, max_silence=drain, former=former)
        supervisor.stop()
        await supervisor.run()

    def _leave(self) -> Handover:
        assert self._supervisor is not None
        sockets, running = self._supervisor.leave()
        lock = self._embedded.lock if self._embedded else None
        return Handover(
            os.getpid(),
            self._generation + 1,
            str(self._settings.gateway.listen),
            sockets,
            running,
            () if lock is None else (lock,),
        )

    def _hang_up(self, reload: Reload) -> None:
        """SIGHUP: a reload, unless it says that the terminal it was started from is gone."""
        if TERMINAL and not _has_terminal():
            log.warning("Stopping: the terminal was closed.")
            assert self._supervisor is not None
            self._supervisor.stop()
        else:
            reload.request()

    async def _reload(self, reload: Reload, _request: Mapping[str, object]) -> Answer:
        await reload.check()
        # After the answer has been sent.
        asyncio.get_running_loop().call_later(GO_SECONDS, reload.go)
        return {"generation": self._generation + 1}

    async def _status(self, _request: Mapping[str, object]) -> Answer:
        supervisor = self._supervisor
        assert supervisor is not None
        return {
            "pid": os.getpid(),
            "version": __version__,
            "generation": self._generation,
            "serving": supervisor.is_serving,
            "workers": len(supervisor.pids),
            "former": supervisor.former_alive,
            "rollback": local_rollback.described(self._rollback),
        }

    async def _roll_back(self, request: Mapping[str, object]) -> Answer:
        actor, reason = str(request.get("actor") or "admin socket"), str(request.get("reason"))
        local_rollback.begin(self._rollback, actor, reason)
        return local_rollback.described(self._rollback)

    def _roll_back_by_signal(self) -> None:
        try:
            local_rollback.begin(self._rollback, "a signal", local_rollback.SIGNAL_REASON)
        except OperatorError as error:
            log.error("%s", error)

    async def _record(self) -> None:
        if self._inherited is not None:
            self._inherited.reap()
        await local_rollback.record(self._rollback, self._url)
        if self._loops.has_news:
            with suppress(OperatorError):
                async with connection(self._url, "serve") as opened:
                    await self._loops.report(opened)


TERMINAL = os.isatty(0)
"""Whether it was started from a terminal, whose end is announced by SIGHUP too."""


def _has_terminal() -> bool:
    try:
        os.tcgetpgrp(0)
    except OSError:
        return False
    return True


def _remember(settings: Settings) -> None:
    """For `hookshift config diff`. A full disk must not keep anybody from serving."""
    try:
        remember(settings, places.run_dir(settings))
    except OSError as error:
        log.warning("`hookshift config diff` will not work: settings cannot be stored: %s", error)


def _beside(settings: Settings, url: str) -> dict[str, Main]:
    if not settings.control.enabled:
        return {}
    return {"control": functools.partial(processes.control, settings, url)}


def _on_stop(act: Callable[[], object]) -> None:
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, act)
