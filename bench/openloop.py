"""Load at a constant rate: a request is sent when it is due, whether or not others were answered.

Run as a program of its own, so that it can be pinned: `python -m bench.openloop --port ...` prints
one JSON object. Latency counts from the moment a request was due, not from when it was sent, so a
subject that stalls cannot hide the requests that had to wait (coordinated omission).
"""

import argparse
import asyncio
import contextlib
import ctypes
import gc
import json
import os
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import httptools
import uvloop

from bench import traffic

END_SECONDS = 10.0
_CLOCK_MONOTONIC = 1
_FLAGS = os.O_NONBLOCK | os.O_CLOEXEC
_SECOND = 1_000_000_000


class _TimerSpec(ctypes.Structure):
    _fields_ = [(name, ctypes.c_long) for name in ("period_s", "period_ns", "first_s", "first_ns")]


def ticker(period_ns: int) -> int:
    """A file descriptor readable every `period_ns`; the loop's own timers tick in ms."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.timerfd_create(_CLOCK_MONOTONIC, _FLAGS)
    spec = _TimerSpec(*divmod(period_ns, _SECOND), *divmod(period_ns, _SECOND))
    if descriptor < 0 or libc.timerfd_settime(descriptor, 0, ctypes.byref(spec), None):
        raise OSError(ctypes.get_errno(), "cannot make a timer")
    return int(descriptor)


class Sender:
    """Sends `total` requests at `rate` a second over kept-alive connections.

    When all connections are busy, a request waits for one, and its clock runs.
    """

    def __init__(self, requests: Sequence[bytes], rate: float, total: int, warm_up: int) -> None:
        self.latencies: list[int] = []
        """Nanoseconds from due to answered; the first `warm_up` requests are left out."""
        self.delays: list[int] = []
        """Nanoseconds from due to sent."""
        self.answered = self.not_2xx = self.broken = 0
        """Answers in full; those of them that were not 2xx; requests on connections that broke."""
        self.done = asyncio.Event()
        self._requests = requests
        self._period = round(_SECOND / rate)
        self.total, self._warm_up = total, warm_up
        self._idle: deque[Connection] = deque()
        self._sent = 0
        self._start = 0

    async def run(self, port: int, connections: int) -> None:
        """Opens the connections, sends everything, waits for the answers, closes."""
        loop = asyncio.get_running_loop()
        opened: list[Connection] = []
        try:
            for _ in range(connections):
                _, connection = await loop.create_connection(
                    lambda: Connection(self), "127.0.0.1", port
                )
                opened.append(connection)
            self._idle.extend(opened)
            await self._send_all(loop)
        finally:
            self.done.set()  # from here on a connection that closes is no fault
            for connection in opened:
                await connection.close()

    async def _send_all(self, loop: asyncio.AbstractEventLoop) -> None:
        # Before the timer is set, so that each tick comes just after a request is due.
        self._start = time.monotonic_ns()
        descriptor = ticker(self._period)
        loop.add_reader(descriptor, self._tick, descriptor)
        bound = self.total * self._period / _SECOND + END_SECONDS
        try:
            # What has no answer by then counts as failed.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.done.wait(), bound)
        finally:
            loop.remove_reader(descriptor)
            os.close(descriptor)

    def _tick(self, descriptor: int) -> None:
        os.read(descriptor, 8)
        self._send_due()

    def _send_due(self) -> None:
        now = time.monotonic_ns()
        while self._sent < self.total and self._idle:
            due = self._start + self._sent * self._period
            if due > now:
                return
            number = self._sent
            self._sent += 1
            if number >= self._warm_up:
                self.delays.append(now - due)
            self._idle.popleft().send(self._requests[number % len(self._requests)], number, due)

    def on_answer(self, connection: "Connection", status: int) -> None:
        """A request was answered in full."""
        if connection.number >= self._warm_up:
            self.latencies.append(time.monotonic_ns() - connection.due)
        self.answered += 1
        self.not_2xx += not 200 <= status < 300
        self._idle.append(connection)
        self._ended()

    def on_lost(self, connection: "Connection", waiting: bool) -> None:
        """A connection broke, with a request on it or idle. It is not replaced: this is a fault."""
        if waiting:
            self.broken += 1
            self._ended()
        elif connection in self._idle:
            self._idle.remove(connection)

    def _ended(self) -> None:
        if self.answered + self.broken >= self.total:
            self.done.set()
        else:
            self._send_due()


class Connection(asyncio.Protocol):
    """One kept-alive connection with at most one request on it."""

    def __init__(self, sender: Sender) -> None:
        self.number = self.due = 0
        self._sender = sender
        self._waiting = False
        self._parser: Any = None
        self._transport: asyncio.Transport | None = None
        self._closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not derive from asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def send(self, request: bytes, number: int, due: int) -> None:
        """Sends one request."""
        assert self._transport is not None
        self.number, self.due, self._waiting = number, due, True
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self._waiting = False
        self._sender.on_answer(self, self._parser.get_status_code())

    def connection_lost(self, _exc: Exception | None) -> None:
        self._closed.set()
        if not self._sender.done.is_set():
            self._sender.on_lost(self, self._waiting)

    async def close(self) -> None:
        """Ends it, with or without an answer outstanding."""
        assert self._transport is not None
        self._transport.abort()
        await self._closed.wait()


def quantile(ordered: Sequence[int], share: float) -> float:
    """The value in milliseconds below which `share` of the nanoseconds in `ordered` lie."""
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] / 1e6


def summary(sender: Sender) -> dict[str, float]:
    """What a run saw; times in milliseconds."""
    latencies, delays = sorted(sender.latencies), sorted(sender.delays)
    return {
        "answered": sender.answered,
        "failed": sender.not_2xx + sender.total - sender.answered,
        "p50": quantile(latencies, 0.5),
        "p90": quantile(latencies, 0.9),
        "p99": quantile(latencies, 0.99),
        "p999": quantile(latencies, 0.999),
        "slowest": quantile(latencies, 1),
        "sent_late_p99": quantile(delays, 0.99),
    }


async def _main(options: argparse.Namespace) -> None:
    webhooks = traffic.read(Path(options.requests))
    host = f"127.0.0.1:{options.port}"
    requests = [traffic.http_request(webhook, options.path, host) for webhook in webhooks]
    warm_up = int(options.rate * options.warm_up)
    total = warm_up + int(options.rate * options.seconds)
    sender = Sender(requests, options.rate, total, warm_up)
    # A collection would stop the sender in the middle of a measurement.
    gc.freeze()
    gc.disable()
    await sender.run(options.port, options.connections)
    print(json.dumps(summary(sender)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.openloop")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", required=True)
    parser.add_argument("--requests", required=True, help="file of signed bodies")
    parser.add_argument("--rate", type=float, required=True, help="requests a second")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--warm-up", type=float, default=1.0, help="seconds not measured")
    parser.add_argument("--connections", type=int, default=128)
    return parser.parse_args()


if __name__ == "__main__":
    uvloop.run(_main(_options()))
