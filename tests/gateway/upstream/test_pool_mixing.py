"""No answer ever reaches another request, whatever handler and callers do to the connections.

Each request's body names what the handler does with it; each answer names its request.
"""

import asyncio
from collections.abc import Awaitable, Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hookshift.domain.errors import GatewayError, HandlerError
from hookshift.domain.http import Response
from tests.gateway.origin import PATIENCE, Peer, origin, upstream
from tests.lengths import shortened

FIRST_BYTE = 0.05


class Cancelling:
    """Lets the handler cancel the request that it is just working on."""

    def __init__(self) -> None:
        self.tasks: dict[bytes, asyncio.Task[Response]] = {}

    def now(self, body: bytes) -> None:
        self.tasks[body].cancel()


async def normal(peer: Peer, body: bytes, _cancel: Cancelling) -> None:
    peer.answer(body)


async def chunked(peer: Peer, body: bytes, _cancel: Cancelling) -> None:
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for number in range(len(body)):
        peer.say(b"1\r\n" + body[number : number + 1] + b"\r\n")
        await peer.writer.drain()
    peer.say(b"0\r\n\r\n")


async def twice(peer: Peer, body: bytes, _cancel: Cancelling) -> None:
    # In one write. A second answer that comes once the next request is on its way is that one's
    # answer by the rules of HTTP/1.1: no client can tell.
    one = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    peer.say(one + one)


async def late(peer: Peer, body: bytes, _cancel: Cancelling) -> None:
    await peer.until_left()
    peer.answer(body)


async def half(peer: Peer, body: bytes, _cancel: Cancelling) -> None:
    peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + body)
    peer.writer.close()


async def cancelled_then_answered(peer: Peer, body: bytes, cancel: Cancelling) -> None:
    cancel.now(body)
    peer.answer(body)


async def answered_then_cancelled(peer: Peer, body: bytes, cancel: Cancelling) -> None:
    peer.answer(body)
    await asyncio.sleep(0)
    cancel.now(body)


async def reset(peer: Peer, body: bytes, _cancel: Cancelling) -> None:
    peer.reset()


async def answered_then_closed(peer: Peer, body: bytes, _cancel: Cancelling) -> None:
    peer.answer(body)
    peer.writer.close()


async def empty_with_a_body(peer: Peer, body: bytes, _cancel: Cancelling) -> None:
    # The second write is another segment: it comes when the connection could be in use again.
    status = (b"204 No Content", b"304 Not Modified", b"103 Early Hints")[len(body) % 3]
    peer.say(b"HTTP/1.1 " + status + b"\r\nContent-Length: %d\r\n\r\n" % len(body))
    await peer.writer.drain()
    await asyncio.sleep(0)
    peer.answer(b"nobody's")


Behaviour = Callable[[Peer, bytes, Cancelling], Awaitable[None]]
BEHAVIOURS: dict[bytes, Behaviour] = {
    each.__name__.encode(): each
    for each in (
        normal,
        chunked,
        twice,
        late,
        half,
        cancelled_then_answered,
        answered_then_cancelled,
        reset,
        answered_then_closed,
        empty_with_a_body,
    )
}
QUICK = frozenset(BEHAVIOURS) - {b"late"}


async def run(names: list[bytes], connections: int) -> None:
    cancelling = Cancelling()

    async def script(peer: Peer) -> None:
        while True:
            _, body = await peer.request()
            await BEHAVIOURS[body.split(b" ")[0]](peer, body, cancelling)

    async with (
        origin(script) as there,
        upstream(there.port, first_byte=FIRST_BYTE, connections=connections, waiting=99) as up,
    ):
        for number, name in enumerate(names):
            body = b"%b %d" % (name, number)
            cancelling.tasks[body] = asyncio.create_task(up.send([], body))
        tasks = cancelling.tasks
        async with asyncio.timeout(PATIENCE):
            outcomes = await asyncio.gather(*tasks.values(), return_exceptions=True)
        for body, outcome in zip(tasks, outcomes, strict=True):
            check(body, outcome)
        assert up.open <= connections
        assert up.waiting == 0


def check(body: bytes, outcome: Response | BaseException) -> None:
    if isinstance(outcome, Response) and body.startswith(b"empty"):
        assert outcome.status in (204, 304) or outcome.body == b"nobody's"
    elif isinstance(outcome, Response):
        assert outcome == Response(200, [], body)
    else:
        assert isinstance(outcome, HandlerError | GatewayError | asyncio.CancelledError), outcome
    if body.startswith((b"late", b"half", b"reset")):
        assert not isinstance(outcome, Response)


@settings(deadline=None, max_examples=shortened(60), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(sorted(BEHAVIOURS)), min_size=2, max_size=12), st.integers(1, 3))
async def test_no_answer_reaches_another_request(names: list[bytes], connections: int) -> None:
    await run(names, connections)


async def test_many_at_once() -> None:
    await run(sorted(QUICK) * 11, 4)
