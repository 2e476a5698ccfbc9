"""Keeps N worker processes alive on one port, and others beside them.

The parent makes one SO_REUSEPORT socket per worker and keeps them all: worker i is handed socket i.
When a worker dies its socket lives on here, so connections that wait in its queue are served by
the replacement instead of being reset.

Life of a worker: started -> (dies -> waits -> started)* -> told to stop -> drains -> gone, or
killed once its drain time is over. A worker notices the parent's death by a pipe and drains too.
A worker that hangs is killed, and so dies: it beats over a pipe (`lifeline`), and the `watchdog`
says when it has been silent for too long.
A process beside the workers lives the same life without a socket, and ends after all of them.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import NamedTuple

from hookshift.gateway.lifeline import Lifeline
from hookshift.gateway.watchdog import TICK_SECONDS, Watchdog

log = logging.getLogger(__name__)

BACKLOG = 4_096
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
"""Signals that stop the parent, or a process that runs alone."""
INITIAL_BACKOFF = 0.1
MAX_BACKOFF = 5.0
HEALTHY_AFTER = 10.0
"""A worker that lived this long, in seconds, is replaced at once when it dies."""
GRACE = 20.0
"""Seconds after the drain time for a worker to end its deliveries and write down what it has
recorded, also if PostgreSQL hangs."""

TRACE_SECONDS = 0.5
"""Time for a hanging process to write down where its threads are, before it is killed."""
PREDECESSORS = 16
"""How many dead processes the next one in their place learns of."""
READ_BYTES = 4_096

WorkerMain = Callable[[int, socket.socket, Lifeline], None]
"""Runs worker `slot` on a listening socket until SIGTERM; must be picklable."""
Main = Callable[[Lifeline], None]
"""Runs a process beside the workers until SIGTERM; must be picklable."""


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


class _Post(NamedTuple):
    """A place that one process at a time fills; a dead one is replaced."""

    name: str
    main: Callable[..., None]
    arguments: tuple[object, ...]
    sock: socket.socket | None
    drain: float
    """Seconds to finish what is in progress."""
    ends: asyncio.Event
    """Set when the place is to stay empty."""

    @property
    def dashed(self) -> str:
        """The name with hyphens instead of blanks."""
        return self.name.replace(" ", "-")


class Supervisor:
    """Starts one process per socket and one per entry of `beside`, by name.

    Replaces those that die, and those that hang for `max_silence` seconds, until `stop`.
    """

    def __init__(
        self,
        sockets: list[socket.socket],
        main: WorkerMain,
        drain: float,
        beside: Mapping[str, Main] | None = None,
        *,
        max_silence: float,
    ) -> None:
        self._sockets = sockets
        # spawn: a forked copy of a running event loop and its threads is not a clean start.
        self._context = multiprocessing.get_context("spawn")
        self._stopping, self._drained = asyncio.Event(), asyncio.Event()
        self._workers = [
            _Post(_worker(slot), main, (slot, sock), sock, drain, self._stopping)
            for slot, sock in enumerate(sockets)
        ]
        self._beside = [
            _Post(name, other, (), None, 0.0, self._drained)
            for name, other in (beside or {}).items()
        ]
        self._processes: dict[str, SpawnProcess] = {}
        self._watchdog = Watchdog(max_silence)
        self._dead: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=PREDECESSORS))
        """Names of dead processes, by their place."""
        self.replaced = 0

    @property
    def pids(self) -> dict[int, int]:
        """Process id of each slot's worker that is alive."""
        found = {slot: self.pid(_worker(slot)) for slot in range(len(self._sockets))}
        return {slot: pid for slot, pid in found.items() if pid is not None}

    def pid(self, name: str) -> int | None:
        """Process id of `worker N`, or of one beside them; None if it is not alive."""
        process = self._processes.get(name)
        return process.pid if process is not None and process.is_alive() else None

    def stop(self) -> None:
        """Asks all workers to drain and `run` to return."""
        self._stopping.set()

    async def run(self) -> None:
        """Runs until `stop`; then returns when every process is gone."""
        try:
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(self._watch())
                await self._keep_all()
                watch.cancel()
        finally:
            for sock in self._sockets:
                sock.close()

    async def _keep_all(self) -> None:
        async with asyncio.TaskGroup() as beside:
            for post in self._beside:
                beside.create_task(self._keep(post))
            async with asyncio.TaskGroup() as workers:
                for post in self._workers:
                    workers.create_task(self._keep(post))
            self._drained.set()

    async def _keep(self, post: _Post) -> None:
        wait = INITIAL_BACKOFF
        while not post.ends.is_set():
            born = time.monotonic()
            try:
                with self._started(post) as process:
                    await _gone_or_set(process, post.ends)
                    if post.ends.is_set():
                        await self._end(post, process)
                        self._watchdog.retire(post.name)
                        return
                    process.join()
                self.replaced += 1
                cause = _cause(process.exitcode)
                log.error("%s (pid %s) died: %s", post.name, process.pid, cause)
            except OSError as error:
                # No memory or no process left. The others must not lose their parent.
                log.error("%s cannot be started and is tried again: %s", post.name, error)
            wait = INITIAL_BACKOFF if time.monotonic() - born >= HEALTHY_AFTER else wait
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await post.ends.wait()
            wait = min(wait * 2, MAX_BACKOFF)

    @contextlib.contextmanager
    def _started(self, post: _Post) -> Iterator[SpawnProcess]:
        """A new process for `post`, whose beats are received until the block ends."""
        dead = self._dead[post.name]
        lifeline = f"{os.uname().nodename}:{post.dashed}:{time.time_ns()}"
        receiver, sender = self._context.Pipe(duplex=False)
        with receiver:
            with sender:
                process = self._start(post, Lifeline(lifeline, sender, tuple(dead)))
            self._watchdog.born(post.name)
            with self._listening(post.name, receiver):
                yield process
        self._watchdog.gone(post.name)
        dead.append(lifeline)

    @contextlib.contextmanager
    def _listening(self, name: str, receiver: Connection) -> Iterator[None]:
        loop, pipe = asyncio.get_running_loop(), receiver.fileno()

        def receive() -> None:
            if os.read(pipe, READ_BYTES):
                self._watchdog.beat(name)
            else:
                # The process has closed its end: it is dying, as its sentinel will show.
                loop.remove_reader(pipe)

        loop.add_reader(pipe, receive)
        try:
            yield
        finally:
            loop.remove_reader(pipe)

    def _start(self, post: _Post, lifeline: Lifeline) -> SpawnProcess:
        process = self._context.Process(
            target=post.main,
            args=(*post.arguments, lifeline),
            name=f"hookshift-{post.dashed}",
        )
        process.start()
        self._processes[post.name] = process
        return process

    async def _watch(self) -> None:
        """Kills processes that hang; `_keep` replaces them."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            name = self._watchdog.tick(time.monotonic())
            if name is not None:
                await self._give_up(name, self._processes[name])

    async def _give_up(self, name: str, process: SpawnProcess) -> None:
        log.error(
            "%s (pid %s) hangs: no beat for %.1f s (gateway.timeouts.watchdog). It is killed and "
            "replaced; a traceback of its threads follows, if it can still write one",
            name, process.pid, self._watchdog.silence(name),
        )  # fmt: skip
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, signal.SIGUSR1)
            await asyncio.sleep(TRACE_SECONDS)
        process.kill()

    async def _end(self, post: _Post, process: SpawnProcess) -> None:
        if post.sock is not None:
            # While this copy is open the kernel goes on taking connections that nobody will serve.
            post.sock.close()
        if process.is_alive():
            process.terminate()
        async with _exit_of(process) as gone:
            try:
                async with asyncio.timeout(post.drain + GRACE):
                    await gone.wait()
            except TimeoutError:
                log.error("%s did not end in time and is killed", process.name)
                process.kill()
                await gone.wait()
        process.join()


def _worker(slot: int) -> str:
    return f"worker {slot}"


async def _gone_or_set(process: SpawnProcess, event: asyncio.Event) -> None:
    async with _exit_of(process) as gone:
        waiting = [asyncio.create_task(each.wait()) for each in (gone, event)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()


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
