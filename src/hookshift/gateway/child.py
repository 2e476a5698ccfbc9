"""A process that the supervisor watches: one that it has started, or one that it took over.

Taken over are those of the former generation (see `handover`): their parent is this very process,
which has become another program since. They are known by their id and the pipes to them.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess

from hookshift.gateway.lifeline import NEVER, Hung, Lifeline

READ_BYTES = 4_096


class Child:
    """One process; `gone` is set while it is watched, once it has ended."""

    def __init__(
        self,
        name: str,
        pid: int,
        beats: Connection,
        orders: Connection,
        process: SpawnProcess | None = None,
    ) -> None:
        """`beats` is read, `orders` written; `process` is None for one that was taken over."""
        self.name = name
        """The place it fills, such as `worker 0`."""
        self.pid = pid
        self.beats = beats
        self.orders = orders
        self.gone = asyncio.Event()
        self._process = process
        self._status: int | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet, as far as is known."""
        return self._process.is_alive() if self._process else not self.gone.is_set()

    @contextmanager
    def watched(self, on_beat: Callable[[], None]) -> Iterator[None]:
        """Until the block ends beats are passed on, and `gone` is set when the process ends."""
        loop, pipe = asyncio.get_running_loop(), self.beats.fileno()

        def receive() -> None:
            if os.read(pipe, READ_BYTES):
                on_beat()
                return
            # It has closed its end, so it is dying. Of our own the sentinel tells when it is dead.
            loop.remove_reader(pipe)
            if self._process is None:
                self.gone.set()

        loop.add_reader(pipe, receive)
        if self._process is not None:
            loop.add_reader(self._process.sentinel, self.gone.set)
        try:
            yield
        finally:
            loop.remove_reader(pipe)
            if self._process is not None:
                loop.remove_reader(self._process.sentinel)

    def order(self, order: bytes) -> None:
        """Tells it something, if it lives."""
        with suppress(OSError):
            os.write(self.orders.fileno(), order)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal, if it lives. Nobody else can have got its id before `join`."""
        if self.is_alive:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def join(self) -> None:
        """Takes note of its end, after `gone`, and closes the pipes."""
        if self._process is not None:
            self._process.join()
        else:
            with suppress(ChildProcessError):
                _, self._status = os.waitpid(self.pid, 0)
        self.beats.close()
        self.orders.close()

    @property
    def cause(self) -> str:
        """Why it ended, after `join`."""
        code = self._exit_code
        if code is not None and code < 0:
            return signal.Signals(-code).name
        return f"exit code {code}"

    @property
    def _exit_code(self) -> int | None:
        if self._process is not None:
            return self._process.exitcode
        return None if self._status is None else os.waitstatus_to_exitcode(self._status)


def start(
    context: SpawnContext,
    name: str,
    main: Callable[..., None],
    arguments: tuple[object, ...],
    *,
    lifeline: str,
    predecessors: tuple[str, ...],
    hung: Hung = NEVER,
) -> Child:
    """Starts `main(*arguments, Lifeline(lifeline, ...))` in a process. Raises OSError."""
    beats, sender = context.Pipe(duplex=False)
    receiver, orders = context.Pipe(duplex=False)
    try:
        with sender, receiver:
            process = context.Process(
                target=main,
                args=(*arguments, Lifeline(lifeline, sender, receiver, predecessors, hung)),
                name=f"hookshift-{name.replace(' ', '-')}",
            )
            process.start()
    except BaseException:
        beats.close()
        orders.close()
        raise
    assert process.pid is not None
    return Child(name, process.pid, beats, orders, process)


def take_over(name: str, pid: int, beats: int, orders: int) -> Child:
    """A child that another program in this very process has started; by file descriptors."""
    return Child(
        name,
        pid,
        Connection(beats, writable=False),
        Connection(orders, readable=False),
    )
