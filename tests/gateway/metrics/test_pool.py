"""What each handler's connections do is on the page, by handler and worker."""

import asyncio
import socket

import pytest

from hookshift.domain.errors import HandlerUnreachable
from hookshift.gateway.metrics.counters import Metrics
from hookshift.gateway.metrics.page import render
from hookshift.gateway.metrics.pool import pool_numbers
from tests.gateway.metrics.test_counters import samples
from tests.gateway.origin import Peer, eventually, origin, upstream


async def test_connections_waits_errors_and_second_tries_are_on_the_page() -> None:
    turn = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"first")
        await peer.request()
        await turn.wait()
        peer.answer(b"second")
        await peer.request()
        peer.answer(b"third")
        await peer.until_left()

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        async with (
            origin(script) as there,
            upstream(there.port, connections=1) as works,
            upstream(closed.getsockname()[1]) as refuses,
        ):
            ups = {"jobs": works, "property": refuses}
            metrics = Metrics(lambda: pool_numbers(ups))

            def of(handler: str) -> list[float]:
                page = samples(render({3: metrics.snapshot()}))
                labels = frozenset({("handler", handler), ("worker", "3")})
                return [page[f"hookshift_upstream_{name}", labels] for name in NAMES]

            await works.send([], b"1")
            assert of("jobs") == [1, 1, 0, 1, 1, 0, 0]
            others = [asyncio.create_task(works.send([], body)) for body in (b"2", b"3")]
            await eventually(there.arrivals, 2)
            assert of("jobs") == [1, 0, 1, 3, 1, 0, 0]
            turn.set()
            await asyncio.gather(*others)
            with pytest.raises(HandlerUnreachable):
                await refuses.send([], b"")
            assert of("property") == [0, 0, 0, 1, 2, 2, 1]


NAMES = (
    "connections",
    "idle_connections",
    "waiting_requests",
    "requests_total",
    "connects_total",
    "connect_errors_total",
    "retries_total",
)
