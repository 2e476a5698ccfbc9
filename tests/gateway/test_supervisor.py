"""Real processes: a dead worker is replaced, and who waits in its queue is not turned away.

So is one that hangs, which its missing beats tell.
"""

import asyncio
import contextlib
import functools
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator

import pytest

from hookshift.gateway.child import Child
from hookshift.gateway.lifeline import Lifeline
from hookshift.gateway.listeners import listen
from hookshift.gateway.supervisor import Supervisor, WorkerMain, _Post

HOST = "127.0.0.1"
PATIENCE = 3.0
"""After which a process hangs; a busy machine takes a while from a process's last beat to its end.
"""


def answering_worker(slot: int, sock: socket.socket, lifeline: Lifeline) -> None:
    """Answers each connection with its process id, until stopped."""

    async def main() -> None:
        stop = asyncio.Event()
        lifeline.on_stop(stop.set)

        async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"%d\n" % os.getpid())
            writer.close()

        server = await asyncio.start_server(answer, sock=sock)
        lifeline.beat()
        await stop.wait()
        server.close()

    asyncio.run(main())


def deaf_worker(slot: int, sock: socket.socket, lifeline: Lifeline) -> None:
    """Ignores SIGTERM, after saying so by accepting one connection."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sock.setblocking(True)
    sock.accept()[0].close()
    signal.pause()


def brooding_worker(slot: int, sock: socket.socket, lifeline: Lifeline) -> None:
    """Answers its first connection and then never runs its event loop again."""

    async def main() -> None:
        lifeline.on_stop(lambda: None)

        async def brood(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # Sent at once; another turn of the loop might accept the next connection.
            line = f"{os.getpid()} {lifeline.hung.times} {' '.join(lifeline.predecessors)}"
            writer.write(line.encode() + b"\n")
            threading.Event().wait()

        await asyncio.start_server(brood, sock=sock)
        lifeline.beat()
        await asyncio.Event().wait()

    asyncio.run(main())


def calling_process(port: int, lifeline: Lifeline) -> None:
    """Beside the workers: says its process id on a connection that it holds until it ends."""

    async def main() -> None:
        stop = asyncio.Event()
        lifeline.on_stop(stop.set)
        _, writer = await asyncio.open_connection(HOST, port)
        lifeline.beat()
        writer.write(b"%d\n" % os.getpid())
        await stop.wait()

    asyncio.run(main())


async def ask(port: int) -> int:
    """The process id that answers; a connection waits in the queue until some worker takes it."""
    return int((await answer_of(port)).split()[0])


async def answer_of(port: int) -> str:
    async with asyncio.timeout(20):
        reader, writer = await asyncio.open_connection(HOST, port)
        answer = await reader.readline()
        writer.close()
        return answer.decode()


def supervising(
    sockets: list[socket.socket], main: WorkerMain = answering_worker, drain: float = 1.0
) -> Supervisor:
    return Supervisor(sockets, main, drain, max_silence=PATIENCE)


@contextlib.asynccontextmanager
async def running(supervisor: Supervisor) -> AsyncIterator[None]:
    task = asyncio.create_task(supervisor.run())
    try:
        yield
    finally:
        supervisor.stop()
        async with asyncio.timeout(30):
            await task


async def test_a_killed_worker_is_replaced_and_its_queue_survives() -> None:
    sockets = listen(HOST, 0, 1)
    port = sockets[0].getsockname()[1]
    supervisor = supervising(sockets)
    async with running(supervisor):
        first = await ask(port)
        assert supervisor.pids == {0: first}
        os.kill(first, signal.SIGKILL)
        second = await ask(port)  # opened while nobody accepts: it must be answered, not reset
        assert second != first
        assert supervisor.replaced == 1


async def test_stop_ends_every_worker_and_frees_the_port() -> None:
    sockets = listen(HOST, 0, 2)
    port = sockets[0].getsockname()[1]
    supervisor = supervising(sockets)
    async with running(supervisor):
        await ask(port)
        pids = list(supervisor.pids.values())
        assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    for sock in listen(HOST, port, 1):
        sock.close()


async def test_a_worker_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hookshift.gateway.supervisor.GRACE", 0.2)
    sockets = listen(HOST, 0, 1)
    port = sockets[0].getsockname()[1]
    supervisor = supervising(sockets, deaf_worker, drain=0.2)
    async with running(supervisor):
        reader, writer = await asyncio.open_connection(HOST, port)
        assert await reader.read() == b""  # the worker is deaf from here on
        writer.close()
    assert supervisor.pids == {}


def test_a_port_in_use_is_refused_even_with_port_sharing() -> None:
    sockets = listen(HOST, 0, 2)
    try:
        with pytest.raises(OSError, match="in use"):
            listen(HOST, sockets[0].getsockname()[1], 2)
    finally:
        for sock in sockets:
            sock.close()


def test_all_workers_share_one_port() -> None:
    sockets = listen(HOST, 0, 3)
    try:
        assert len({sock.getsockname() for sock in sockets}) == 1
    finally:
        for sock in sockets:
            sock.close()


async def test_a_worker_that_cannot_be_started_is_tried_again_and_costs_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start, failures = Supervisor._start, iter([OSError("no process left")])

    def start_later(
        self: Supervisor, post: _Post, lifeline: str, predecessors: tuple[str, ...]
    ) -> Child:
        if post.name == "worker 1" and (error := next(failures, None)):
            raise error
        return start(self, post, lifeline, predecessors)

    monkeypatch.setattr(Supervisor, "_start", start_later)
    sockets = listen(HOST, 0, 2)
    port = sockets[0].getsockname()[1]
    supervisor = supervising(sockets, drain=5)
    async with running(supervisor):
        first = await ask(port)
        async with asyncio.timeout(20):
            while await ask(port) == first:
                pass
    assert supervisor.replaced == 0


async def test_a_process_beside_the_workers_is_replaced_and_ends_after_them(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls: asyncio.Queue[int] = asyncio.Queue()
    workers_at_end: asyncio.Queue[int] = asyncio.Queue()

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.put_nowait(int(await reader.readline()))
        with contextlib.suppress(ConnectionError):
            await reader.read()
        workers_at_end.put_nowait(len(supervisor.pids))
        writer.close()

    async with asyncio.timeout(60), await asyncio.start_server(called, HOST, 0) as server:
        beside = {"control": functools.partial(calling_process, server.sockets[0].getsockname()[1])}
        sockets = listen(HOST, 0, 2)
        supervisor = Supervisor(sockets, answering_worker, 1.0, beside, max_silence=PATIENCE)
        async with running(supervisor):
            await ask(sockets[0].getsockname()[1])
            first = await calls.get()
            assert supervisor.pid("control") == first
            os.kill(first, signal.SIGKILL)
            assert await calls.get() != first
            assert await workers_at_end.get() == 2
        assert await workers_at_end.get() == 0
        assert supervisor.pid("control") is None
    assert f"control (pid {first}) died: SIGKILL" in caplog.text


async def test_a_worker_that_is_stopped_hangs_and_is_replaced(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sockets = listen(HOST, 0, 1)
    port = sockets[0].getsockname()[1]
    supervisor = supervising(sockets)
    async with running(supervisor):
        first = await ask(port)
        os.kill(first, signal.SIGSTOP)
        # Waits in the queue of the one that hangs, and is answered by its replacement.
        assert await ask(port) != first
        assert supervisor.replaced == 1
    assert f"worker 0 (pid {first}) hangs: no beat for 3." in caplog.text


async def test_a_worker_that_hangs_says_where_and_the_next_one_knows_of_it(
    capfd: pytest.CaptureFixture[str],
) -> None:
    sockets = listen(HOST, 0, 1)
    port = sockets[0].getsockname()[1]
    supervisor = supervising(sockets, brooding_worker)
    async with running(supervisor):
        first = await answer_of(port)
        second = await answer_of(port)
    assert first.split()[1:] == ["0"]
    _, hung, predecessor = second.split()
    assert hung == "1"
    assert "worker-0" in predecessor
    assert "in brood" in capfd.readouterr().err


async def test_of_two_that_hang_the_second_goes_when_the_first_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    killed: list[tuple[str, int]] = []
    give_up = Supervisor._give_up

    async def noted(self: Supervisor, process: Child) -> None:
        killed.append((process.name, self.replaced))
        await give_up(self, process)

    monkeypatch.setattr(Supervisor, "_give_up", noted)
    sockets = listen(HOST, 0, 2)
    port = sockets[0].getsockname()[1]
    supervisor = supervising(sockets)
    async with running(supervisor), asyncio.timeout(60):
        old: set[int] = set()
        while len(old) < 2:
            old.add(await ask(port))
        for pid in old:
            os.kill(pid, signal.SIGSTOP)
        while await ask(port) in old or supervisor.replaced < 2:
            pass
    assert [replaced for _, replaced in killed] == [0, 1]
    assert {name for name, _ in killed} == {"worker 0", "worker 1"}


async def test_a_worker_that_hangs_when_it_is_told_to_stop_is_not_waited_for() -> None:
    sockets = listen(HOST, 0, 1)
    port = sockets[0].getsockname()[1]
    supervisor = supervising(sockets, drain=60)
    task = asyncio.create_task(supervisor.run())
    os.kill(await ask(port), signal.SIGSTOP)
    supervisor.stop()
    async with asyncio.timeout(20):
        await task


async def test_a_process_beside_the_workers_that_hangs_is_replaced() -> None:
    calls: asyncio.Queue[int] = asyncio.Queue()

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.put_nowait(int(await reader.readline()))
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    async with asyncio.timeout(60), await asyncio.start_server(called, HOST, 0) as server:
        beside = {"control": functools.partial(calling_process, server.sockets[0].getsockname()[1])}
        supervisor = Supervisor(
            listen(HOST, 0, 1), answering_worker, 1.0, beside, max_silence=PATIENCE
        )
        async with running(supervisor):
            first = await calls.get()
            os.kill(first, signal.SIGSTOP)
            assert await calls.get() != first
