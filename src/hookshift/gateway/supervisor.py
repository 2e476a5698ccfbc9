"""Keeps N worker processes alive on one port.

The parent makes one SO_REUSEPORT socket per worker and keeps them all: worker i is handed socket i.
When a worker dies its socket lives on here, so connections that wait in its queue are served by
the replacement instead of being reset.

Life of a worker: started -> (dies -> waits -> started)* -> told to stop -> drains -> gone, or
killed once its drain time is over. A worker notices the parent's death by a pipe and drains too.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from multiprocessing.context import SpawnProcess

log = logging.getLogger(__name__)

BACKLOG = 4_096
FIRST_WAIT = 0.1
LONGEST_WAIT = 5.0
HEALTHY_AFTER = 10.0
"""A worker that lived this long, in seconds, is replaced at once when it dies."""
GRACE = 10.0
"""Seconds after the drain time for a worker to write down what it has recorded."""

WorkerMain = Callable[[int, socket.socket], None]
"""Runs worker `slot` on a listening socket until SIGTERM; must be picklable."""


def listen(host: str, port: int, count: int) -> list[socket.socket]:
    """`count` listening sockets on one address; port 0 picks a free one. Raises OSError."""
    # Without this first try another hookshift on the same port would silently share its traffic.
    with _bound(host, port, shared=False) as probe:
        port = probe.getsockname()[1]
    sockets: list[socket.socket] = []
    try:
        for _ in range(count):
            sockets.append(_bound(host, port, shared=True))  # noqa: PERF401, closed below
        for sock in sockets:
            sock.listen(BACKLOG)
    except OSError:
        for sock in sockets:
            sock.close()
        raise
    return sockets


def _bound(host: str, port: int, *, shared: bool) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.setblocking(False)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


class Supervisor:
    """Starts one process per socket and replaces those that die, until `stop`."""

    def __init__(self, sockets: list[socket.socket], main: WorkerMain, drain: float) -> None:
        self._sockets = sockets
        self._main = main
        self._drain = drain
        # spawn: a forked copy of a running event loop and its threads is not a clean start.
        self._context = multiprocessing.get_context("spawn")
        self._stopping = asyncio.Event()
        self._processes: dict[int, SpawnProcess] = {}
        self.replaced = 0

    @property
    def pids(self) -> dict[int, int]:
        """Process id of each slot's worker that is alive."""
        return {slot: p.pid for slot, p in self._processes.items() if p.pid and p.is_alive()}

    def stop(self) -> None:
        """Asks all workers to drain and `run` to return."""
        self._stopping.set()

    async def run(self) -> None:
        """Runs until `stop`; then returns when every worker is gone."""
        try:
            async with asyncio.TaskGroup() as group:
                for slot in range(len(self._sockets)):
                    group.create_task(self._keep(slot))
        finally:
            for sock in self._sockets:
                sock.close()

    async def _keep(self, slot: int) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            born = time.monotonic()
            try:
                process = self._start(slot)
            except OSError as error:
                # No memory or no process left. The other workers must not lose their parent.
                log.error("worker %d cannot be started and is tried again: %s", slot, error)
            else:
                await self._gone_or_stopping(process)
                if self._stopping.is_set():
                    await self._end(slot, process)
                    return
                process.join()
                self.replaced += 1
                cause = _cause(process.exitcode)
                log.error("worker %d (pid %s) died: %s", slot, process.pid, cause)
            wait = FIRST_WAIT if time.monotonic() - born >= HEALTHY_AFTER else wait
            await self._stopping_within(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    def _start(self, slot: int) -> SpawnProcess:
        process = self._context.Process(
            target=self._main, args=(slot, self._sockets[slot]), name=f"hookshift-worker-{slot}"
        )
        process.start()
        self._processes[slot] = process
        return process

    async def _gone_or_stopping(self, process: SpawnProcess) -> None:
        async with _exit_of(process) as gone:
            stopping = asyncio.create_task(self._stopping.wait())
            ended = asyncio.create_task(gone.wait())
            try:
                await asyncio.wait({stopping, ended}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopping.cancel()
                ended.cancel()

    async def _stopping_within(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _end(self, slot: int, process: SpawnProcess) -> None:
        # While this copy is open the kernel goes on taking connections that nobody will serve.
        self._sockets[slot].close()
        if process.is_alive():
            process.terminate()
        async with _exit_of(process) as gone:
            try:
                await asyncio.wait_for(gone.wait(), self._drain + GRACE)
            except TimeoutError:
                log.error("worker %s did not end in time and is killed", process.name)
                process.kill()
                await gone.wait()
        process.join()


@contextlib.asynccontextmanager
async def _exit_of(process: SpawnProcess) -> AsyncIterator[asyncio.Event]:
    """An event that is set when the process ends."""
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    loop.add_reader(process.sentinel, gone.set)
    try:
        yield gone
    finally:
        loop.remove_reader(process.sentinel)


def _cause(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return signal.Signals(-exit_code).name
    return f"exit code {exit_code}"


def stop_when_told(stop: Callable[[], None]) -> None:
    """For a worker's loop: SIGTERM or the parent's death mean `stop`; SIGINT is the parent's."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        loop.add_reader(parent.sentinel, _parent_died, loop, parent.sentinel, stop)


def _parent_died(loop: asyncio.AbstractEventLoop, sentinel: int, stop: Callable[[], None]) -> None:
    loop.remove_reader(sentinel)
    log.error("the supervisor is gone; this worker drains and ends")
    stop()
