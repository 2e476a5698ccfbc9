"""The open-loop sender against real servers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from bench.openloop import END_SECONDS, Sender, quantile, summary

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
BAD = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
REQUEST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"

Answer = Callable[[int], Awaitable[bytes]]


@contextlib.asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[int]:
    """Answers each request with `answer(number)`; closes on an empty answer."""
    count = 0
    serving: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        serving.add(asyncio.current_task())
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readexactly(len(REQUEST)):
                count += 1
                reply = await answer(count)
                if not reply:
                    break
                writer.write(reply)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        # The client has closed by now, so that each of them comes to its end.
        tasks = [task for task in serving if task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=5)


async def send(answer: Answer, *, rate: float, total: int, connections: int = 4) -> Sender:
    sender = Sender([REQUEST], rate, total, 0)
    async with server(answer) as port:
        await sender.run(port, connections)
    return sender


async def ok(_number: int) -> bytes:
    return OK


async def test_every_request_is_sent_and_answered() -> None:
    sender = await send(ok, rate=2_000, total=200)
    result = summary(sender)
    assert (result["answered"], result["failed"]) == (200, 0)
    assert len(sender.latencies) == len(sender.delays) == 200


async def test_the_warm_up_is_left_out() -> None:
    sender = Sender([REQUEST], 2_000, 60, 50)
    async with server(ok) as port:
        await sender.run(port, 4)
    assert sender.answered == 60
    assert len(sender.latencies) == len(sender.delays) == 10


async def test_the_rate_is_kept() -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()
    await send(ok, rate=500, total=100)
    # The last of 100 requests is due after 99 periods of 2 ms; sending faster would be a fault.
    assert loop.time() - started >= 0.198


async def test_a_stall_counts_for_all_that_were_due_in_it() -> None:
    """What a closed loop hides: one connection, one slow answer, all others had to wait."""

    async def stall(number: int) -> bytes:
        if number == 1:
            await asyncio.sleep(0.1)  # the stall itself, not synchronisation
        return OK

    sender = await send(stall, rate=1_000, total=80, connections=1)
    # The 50th was due 50 ms after the first, so 50 ms before the stall was over.
    late = [latency for latency in sender.latencies if latency > 40_000_000]
    assert len(late) >= 50


async def test_answers_other_than_2xx_are_failures() -> None:
    async def third_fails(number: int) -> bytes:
        return BAD if number % 3 == 0 else OK

    result = summary(await send(third_fails, rate=2_000, total=90))
    assert (result["answered"], result["failed"]) == (90, 30)


async def test_a_broken_connection_is_a_failure_and_not_the_end() -> None:
    async def first_breaks(number: int) -> bytes:
        return b"" if number == 1 else OK

    sender = await send(first_breaks, rate=2_000, total=50)
    result = summary(sender)
    assert (result["answered"], result["failed"]) == (49, 1)
    assert sender.broken == 1  # else the run would have waited for its answer until the bound


async def test_waiting_for_answers_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert END_SECONDS <= 30
    monkeypatch.setattr("bench.openloop.END_SECONDS", 0.05)
    sender = Sender([REQUEST], 1_000, 3, 0)
    released = asyncio.Event()

    async def never(_number: int) -> bytes:
        await released.wait()
        return OK

    async with server(never) as port:
        await sender.run(port, 4)
        released.set()
    result = summary(sender)
    assert (result["answered"], result["failed"]) == (0, 3)


def test_quantiles() -> None:
    ordered = [n * 1_000_000 for n in range(1, 101)]
    assert quantile(ordered, 0.5) == 51
    assert quantile(ordered, 0.99) == 100
    assert quantile(ordered, 1) == 100
    assert quantile([], 0.5) != quantile([], 0.5)  # not a number
