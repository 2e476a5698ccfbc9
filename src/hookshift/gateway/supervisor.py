"""Keeps N worker processes alive on one port, and others beside them.

The parent holds one SO_REUSEPORT socket per worker: worker i is handed socket i. When a worker dies
its socket lives on here, so connections that wait in its queue are served by the replacement
instead of being reset.

Life of a worker: started -> (dies -> waits -> started)* -> asked to stop -> drains -> gone, or
killed once its drain time is over. A worker notices the parent's death by a pipe and drains too.
A worker that hangs is killed, and so dies: it beats over a pipe (`lifeline`), and the `watchdog`
says when it has been silent for too long.
A process beside the workers lives the same life without a socket, and ends after all of them.

Workers of a former generation (`handover`) accept from the same sockets until every worker of this
one serves; then they are asked to retire. A former process beside them ends before the one that
takes its place is started, as there can be only one.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hookshift.gateway import child
from hookshift.gateway.child import Child
from hookshift.gateway.handover import Former
from hookshift.gateway.lifeline import NEVER, RETIRE, Hung, Lifeline
from hookshift.gateway.watchdog import TICK_SECONDS, Watchdog

log = logging.getLogger(__name__)

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

WorkerMain = Callable[[int, socket.socket, Lifeline], None]
"""Runs worker `slot` on a listening socket until SIGTERM; must be picklable."""
Main = Callable[[Lifeline], None]
"""Runs a process beside the workers until SIGTERM; must be picklable."""


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
        former: Sequence[Former] = (),
    ) -> None:
        """`former` are processes of the former generation, which this one takes over and ends."""
        self._sockets = sockets
        # A forked copy of a running event loop and its threads is not a clean start (ADR 0008).
        self._context = multiprocessing.get_context("spawn")
        self._stopping, self._drained = asyncio.Event(), asyncio.Event()
        self._drain = drain
        self._former = {each.name: child.take_over(*each) for each in former}
        """By place; those that have ended are removed."""
        self.slots = free_slots(self._former, len(sockets))
        """The number of each socket's worker: none that a former worker still has."""
        self._workers = [
            _Post(worker_name(slot), main, (slot, sock), sock, drain, self._stopping)
            for slot, sock in zip(self.slots, sockets, strict=True)
        ]
        self._beside = [
            _Post(name, other, (), None, 0.0, self._drained)
            for name, other in (beside or {}).items()
        ]
        self._children: dict[str, Child] = {}
        self._watchdog = Watchdog(max_silence)
        self._dead: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=PREDECESSORS))
        """Names of dead processes, by their place."""
        self._not_serving = {post.name for post in self._workers}
        self._serving = asyncio.Event()
        self._hung: dict[str, Hung] = {}
        self.replaced = 0

    @property
    def pids(self) -> dict[int, int]:
        """Process id of each slot's worker that is alive."""
        found = {slot: self.pid(worker_name(slot)) for slot in self.slots}
        return {slot: pid for slot, pid in found.items() if pid is not None}

    def pid(self, name: str) -> int | None:
        """Process id of `worker N`, or of one beside them; None if it is not alive."""
        found = self._children.get(name)
        return found.pid if found is not None and found.is_alive else None

    @property
    def is_serving(self) -> bool:
        """Whether every worker has served since its generation began."""
        return self._serving.is_set()

    @property
    def former_alive(self) -> int:
        """How many processes of former generations have not ended yet."""
        return len(self._former)

    def stop(self) -> None:
        """Asks all workers to drain and `run` to return."""
        self._stopping.set()

    def leave(self) -> tuple[tuple[int, ...], tuple[Former, ...]]:
        """The sockets and processes that the next generation takes over, by file descriptors.

        Those that were left to this one and have not ended yet are stopped at once: there
        are never more than two generations that have time.
        """
        for each in self._former.values():
            each.signal(signal.SIGTERM)
        running = [each for each in self._children.values() if each.is_alive]
        return tuple(sock.fileno() for sock in self._sockets), tuple(
            Former(each.name, each.pid, each.beats.fileno(), each.orders.fileno())
            for each in (*self._former.values(), *running)
        )

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
                workers.create_task(self._end_former())
                for post in self._workers:
                    workers.create_task(self._keep(post))
            self._drained.set()

    async def _end_former(self) -> None:
        """Former workers retire when every worker serves; all others in their time."""
        beside = {post.name for post in self._beside}
        async with asyncio.TaskGroup() as group:
            for name, each in tuple(self._former.items()):
                if name not in beside:
                    group.create_task(self._retire(name, each))

    async def _retire(self, name: str, former: Child) -> None:
        with former.watched(lambda: None):
            await _any_of(former.gone, self._serving, self._stopping)
            if self._stopping.is_set():
                former.signal(signal.SIGTERM)
            else:
                former.order(RETIRE)
            await _gone_within(former, self._drain + GRACE)
        self._forget_former(name)

    async def _replace_former(self, name: str) -> None:
        """Ends the former process in the place of one that is about to be started."""
        former = self._former.get(name)
        if former is None:
            return
        with former.watched(lambda: None):
            former.signal(signal.SIGTERM)
            await _gone_within(former, GRACE)
        self._forget_former(name)

    def _forget_former(self, name: str) -> None:
        self._former.pop(name).join()
        if not self._former:
            log.info("The former generation has ended.")

    async def _keep(self, post: _Post) -> None:
        if post.sock is None:
            await self._replace_former(post.name)
        wait = INITIAL_BACKOFF
        while not post.ends.is_set():
            born = time.monotonic()
            try:
                with self._started(post) as process:
                    await _any_of(process.gone, post.ends)
                    if post.ends.is_set():
                        await self._end(post, process)
                        self._watchdog.retire(post.name)
                        return
                self.replaced += 1
                log.error("%s (pid %s) died: %s", post.name, process.pid, process.cause)
            except OSError as error:
                # No memory or no process left. The others must not lose their parent.
                log.error("%s cannot be started; trying again: %s", post.name, error)
            wait = INITIAL_BACKOFF if time.monotonic() - born >= HEALTHY_AFTER else wait
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await post.ends.wait()
            wait = min(wait * 2, MAX_BACKOFF)

    @contextlib.contextmanager
    def _started(self, post: _Post) -> Iterator[Child]:
        """A new process for `post`, whose beats are received until the block ends, as it does."""
        dead = self._dead[post.name]
        dashed = post.name.replace(" ", "-")
        lifeline = f"{os.uname().nodename}:{dashed}:{time.time_ns()}"
        process = self._start(post, lifeline, tuple(dead))
        self._children[post.name] = process
        self._watchdog.born(post.name)
        with process.watched(lambda: self._beat(post.name)):
            yield process
        process.join()
        self._watchdog.gone(post.name)
        dead.append(lifeline)

    def _start(self, post: _Post, lifeline: str, predecessors: tuple[str, ...]) -> Child:
        return child.start(
            self._context,
            post.name,
            post.main,
            post.arguments,
            lifeline=lifeline,
            predecessors=predecessors,
            hung=self._hung.get(post.name, NEVER),
        )

    def _beat(self, name: str) -> None:
        self._watchdog.beat(name)
        if self._not_serving:
            self._not_serving.discard(name)
            if not self._not_serving:
                self._serving.set()

    async def _watch(self) -> None:
        """Kills processes that hang; `_keep` replaces them."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            name = self._watchdog.tick(time.monotonic())
            if name is not None:
                await self._give_up(self._children[name])

    async def _give_up(self, process: Child) -> None:
        log.error(
            "%s (pid %s) hangs: no beat for %.1f s (gateway.timeouts.watchdog). It is killed and "
            "replaced; a traceback of its threads follows, if it can still write one",
            process.name, process.pid, self._watchdog.silence(process.name),
        )  # fmt: skip
        self._hung[process.name] = self._hung.get(process.name, NEVER).once_more(time.time())
        process.signal(signal.SIGUSR1)
        await asyncio.sleep(TRACE_SECONDS)
        process.signal(signal.SIGKILL)

    async def _end(self, post: _Post, process: Child) -> None:
        if post.sock is not None:
            # While this copy is open the kernel goes on taking connections that nobody will serve.
            post.sock.close()
        process.signal(signal.SIGTERM)
        await _gone_within(process, post.drain + GRACE)


def worker_name(slot: int) -> str:
    """The place of the worker with this number."""
    return f"worker {slot}"


def free_slots(taken: Mapping[str, object], count: int) -> list[int]:
    """The lowest `count` numbers whose worker's name is not `taken`."""
    free = (slot for slot in range(count + len(taken)) if worker_name(slot) not in taken)
    return [slot for slot, _ in zip(free, range(count), strict=False)]


async def _gone_within(process: Child, seconds: float) -> None:
    """Waits for its end, and kills it when the time is over."""
    try:
        async with asyncio.timeout(seconds):
            await process.gone.wait()
    except TimeoutError:
        log.error("%s did not end in time and is killed", process.name)
        process.signal(signal.SIGKILL)
        await process.gone.wait()


async def _any_of(*events: asyncio.Event) -> None:
    """Waits until one of `events` is set."""
    waiting = [asyncio.create_task(each.wait()) for each in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
