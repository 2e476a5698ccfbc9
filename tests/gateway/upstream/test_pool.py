"""The pool: reuse, waiting in line, second tries, time limits. Real sockets throughout."""

import asyncio
import socket
import time

import pytest
import uvloop

from hookshift.domain.errors import (
    HandlerBroken,
    HandlerError,
    HandlerSaturated,
    HandlerTimeout,
    HandlerUnreachable,
)
from hookshift.domain.http import Response
from hookshift.gateway.upstream.connection import UpstreamConnection
from hookshift.gateway.upstream.pool import Upstream
from tests.gateway.origin import (
    PATIENCE,
    Origin,
    Peer,
    Script,
    answers,
    answers_and_stays,
    close,
    deaf,
    echo,
    eventually,
    hang,
    origin,
    reset,
    upstream,
)

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

# The hook that replaces this fixture works by folder, and would change everyone's tests in it.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding the .event_loop_policy")


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def event_loop_policy(request: pytest.FixtureRequest) -> asyncio.AbstractEventLoopPolicy:
    policy: asyncio.AbstractEventLoopPolicy = asyncio.DefaultEventLoopPolicy()
    if request.param == "uvloop":
        policy = uvloop.EventLoopPolicy()
    return policy


async def settled(up: Upstream, *, open_: int) -> None:
    """Waits until so many connections are open: the loop has to hear of a close first."""
    async with asyncio.timeout(PATIENCE):
        while up.open != open_:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def ended(*tasks: asyncio.Task[Response]) -> list[Response | BaseException]:
    async with asyncio.timeout(PATIENCE):
        return await asyncio.gather(*tasks, return_exceptions=True)


def sending(up: Upstream, *bodies: bytes) -> list[asyncio.Task[Response]]:
    return [asyncio.create_task(up.send([], body)) for body in bodies]


async def test_request_as_the_handler_sees_it() -> None:
    fixed = ((b"authorization", b"Bearer s3cret"), (b"X-Key", b"k"))
    async with origin(echo) as there, upstream(there.port, headers=fixed) as up:
        given = [
            (b"content-type", b"application/json"),
            (b"authorization", b"theirs"),
            (b"x-key", b"theirs"),
            (b"content-length", b"999"),
            (b"transfer-encoding", b"chunked"),
            (b"x-hub-signature-256", b"sha256=ab"),
        ]
        response = await up.send(given, b'{"a": 1}')
    assert response == Response(200, [], b'{"a": 1}')
    assert there.received[0][0] == (
        b"POST /fn/jobs?v=1 HTTP/1.1\r\nhost: 127.0.0.1:%d\r\n"
        b"authorization: Bearer s3cret\r\nX-Key: k\r\n"
        b"content-type: application/json\r\nx-hub-signature-256: sha256=ab\r\n"
        b"content-length: 8\r\n\r\n" % there.port
    )


async def test_connections_are_reused() -> None:
    async with origin(echo) as there, upstream(there.port) as up:
        for number in range(20):
            assert (await up.send([], b"%d" % number)).body == b"%d" % number
        assert (up.open, up.idle, up.connects_total, up.requests_total) == (1, 1, 1, 20)
    assert there.connections == 1


async def test_the_last_used_connection_is_taken_first() -> None:
    turns = [asyncio.Event(), asyncio.Event()]

    def when(turn: asyncio.Event, name: bytes) -> Script:
        async def script(peer: Peer) -> None:
            await peer.request()
            await turn.wait()
            peer.answer(name)
            while True:
                await peer.request()
                peer.answer(name)

        return script

    scripts = when(turns[0], b"first"), when(turns[1], b"second")
    async with origin(*scripts) as there, upstream(there.port) as up:
        (one,) = sending(up, b"")
        await eventually(there.arrivals)
        (two,) = sending(up, b"")
        await eventually(there.arrivals)
        turns[1].set()
        assert (await two).body == b"second"
        turns[0].set()
        assert (await one).body == b"first"
        assert [(await up.send([], b"")).body for _ in range(3)] == [b"first"] * 3


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 3_145_728])
async def test_bodies_of_any_size_go_up_unchanged(size: int) -> None:
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    async with origin(echo) as there, upstream(there.port, response_bytes=size or 1) as up:
        assert (await up.send([], body)).body == body
        assert (await up.send([], b"next"[:size])).body == b"next"[:size]
        assert up.connects_total == 1


async def test_waiting_is_in_order_and_bounded() -> None:
    turn = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        await turn.wait()
        peer.answer(b"first")
        await echo(peer)

    async with origin(script) as there, upstream(there.port, connections=2, waiting=3) as up:
        tasks = sending(up, b"0", b"1")
        await eventually(there.arrivals, 2)
        tasks += sending(up, b"2", b"3", b"4", b"5")
        outcome = (await ended(tasks[5]))[0]
        assert isinstance(outcome, HandlerSaturated)
        assert "2 connections are busy and 3 requests wait" in str(outcome)
        assert (up.waiting, up.open) == (3, 2)
        turn.set()
        bodies = [outcome.body for outcome in await ended(*tasks[:5])]  # type: ignore[union-attr]
        assert bodies == [b"first", b"first", b"2", b"3", b"4"]
        assert [body for _, body in there.received[2:]] == [b"2", b"3", b"4"]
        assert (up.connects_total, up.waiting) == (2, 0)


async def test_who_waits_too_long_is_told_that_nothing_was_sent() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nha")
        await peer.until_left()

    async with (
        origin(script) as there,
        upstream(there.port, connections=1, first_byte=0.5, total=60.0) as up,
    ):
        first, second = sending(up, b"first", b"second")
        (outcome,) = await ended(second)
        assert isinstance(outcome, HandlerSaturated)
        assert "within 0.5 s" in str(outcome)
        assert [body for _, body in there.received] == [b"first"]
        assert not first.done()
        first.cancel()


async def test_a_connection_that_becomes_free_too_late_is_not_used() -> None:
    """What came too late for its provider is not sent either."""

    async def script(peer: Peer) -> None:
        await peer.request()
        while not up.waiting:  # noqa: ASYNC110
            await asyncio.sleep(0)
        peer.answer(b"first")
        # As a machine that stands still: the answer and the end of the wait are seen together.
        time.sleep(0.3)  # noqa: ASYNC251
        await hang(peer)

    async with (
        origin(script) as there,
        upstream(there.port, connections=1, first_byte=0.2, total=60) as up,
    ):
        first, second = await ended(*sending(up, b"first", b"second"))
        assert isinstance(first, Response | HandlerTimeout)
        assert isinstance(second, HandlerSaturated)
        assert [body for _, body in there.received] == [b"first"]


async def test_a_waiter_gets_the_slot_of_a_connection_that_broke() -> None:
    async with origin(reset, echo) as there, upstream(there.port, connections=1) as up:
        outcomes = await ended(*sending(up, b"first", b"second", b"third"))
        assert isinstance(outcomes[0], HandlerBroken)
        assert outcomes[1:] == [Response(200, [], b"second"), Response(200, [], b"third")]
        assert up.connects_total == 2


async def test_a_cancelled_waiter_leaves_the_queue() -> None:
    turn = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        await turn.wait()
        peer.answer(b"first")
        await echo(peer)

    async with origin(script) as there, upstream(there.port, connections=1) as up:
        first, second, third = sending(up, b"first", b"second", b"third")
        await eventually(there.arrivals)
        second.cancel()
        assert isinstance((await ended(second))[0], asyncio.CancelledError)
        assert up.waiting == 1
        turn.set()
        assert await ended(first, third) == [
            Response(200, [], b"first"),
            Response(200, [], b"third"),
        ]


async def test_a_cancelled_request_closes_its_connection_and_frees_its_slot() -> None:
    async with origin(hang, echo) as there, upstream(there.port, connections=1) as up:
        (first,) = sending(up, b"first")
        await eventually(there.arrivals)
        (second,) = sending(up, b"second")
        first.cancel()
        assert await ended(second) == [Response(200, [], b"second")]
        await eventually(there.ended)
        assert up.open == 1


async def test_a_slot_granted_to_a_cancelled_waiter_goes_to_the_next() -> None:
    async with origin(hang, echo) as there, upstream(there.port, connections=1) as up:
        (first,) = sending(up, b"first")
        await eventually(there.arrivals)
        second, third = sending(up, b"second", b"third")
        first.cancel()
        # Cancelled between being given the slot and running: the grant comes with the close.
        while up.waiting != 1:  # noqa: ASYNC110
            await asyncio.sleep(0)
        second.cancel()
        assert await ended(third) == [Response(200, [], b"third")]


@pytest.mark.parametrize("steps", range(12))
async def test_cancelling_at_any_moment_of_connecting_leaves_nothing_behind(steps: int) -> None:
    async with origin(echo) as there, upstream(there.port, connections=1) as up:
        (task,) = sending(up, b"first")
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await ended(task)
        assert (await up.send([], b"second")).body == b"second"
        assert up.open == 1


async def test_refused() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        async with upstream(port, headers=((b"apikey", b"s3cret"),)) as up:
            with pytest.raises(HandlerUnreachable, match="no connection") as caught:
                await up.send([], b"")
            assert "wa-webhook-jobs at 127.0.0.1" in str(caught.value)
            assert "s3cret" not in str(caught.value)
            assert (up.connects_total, up.connect_errors_total, up.retries_total) == (2, 2, 1)


async def test_an_unknown_host_is_unreachable() -> None:
    async with upstream(0, url="http://handler.invalid/") as up:
        with pytest.raises(HandlerUnreachable, match=r"handler\.invalid:80"):
            await up.send([], b"")


async def test_a_full_backlog_is_a_connect_timeout() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            async with upstream(port, connect=0.1) as up:
                with pytest.raises(HandlerUnreachable, match=r"within 0\.1 s \(connect_timeout\)"):
                    await up.send([], b"")
                assert (up.connects_total, up.open) == (2, 0)


async def test_accepted_but_never_read_or_answered() -> None:
    async with origin(deaf) as there, upstream(there.port, first_byte=0.1) as up:
        with pytest.raises(HandlerTimeout, match=r"begin to answer within 0\.1 s"):
            await up.send([], b"x" * 3_000_000)
        await settled(up, open_=0)


async def test_first_byte_in_time_but_not_the_rest() -> None:
    half = answers_and_stays(OK[:-1])
    async with origin(half) as there, upstream(there.port, first_byte=1.0, total=1.2) as up:
        with pytest.raises(HandlerTimeout, match=r"finish its answer within 1\.2 s"):
            await up.send([], b"")
        await eventually(there.ended)


async def test_a_total_below_the_first_byte_limit_is_what_the_text_names() -> None:
    async with origin(hang) as there, upstream(there.port, first_byte=9, total=0.1) as up:
        with pytest.raises(HandlerTimeout, match="total_timeout"):
            await up.send([], b"")


async def test_an_answer_after_the_timeout_reaches_nobody() -> None:
    late = asyncio.Event()

    async def too_late(peer: Peer) -> None:
        await peer.request()
        await late.wait()
        peer.answer(b"first")

    async with origin(too_late, echo) as there, upstream(there.port, first_byte=1.0) as up:
        with pytest.raises(HandlerTimeout):
            await up.send([], b"first")
        late.set()
        await eventually(there.ended)
        assert (await up.send([], b"second")).body == b"second"


async def test_idle_connections_are_closed_in_time() -> None:
    async with origin(echo) as there, upstream(there.port, idle=0.1) as up:
        await ended(*sending(up, b"1", b"2", b"3"))
        assert up.open == 3
        await eventually(there.ended, 3)
        await settled(up, open_=0)
        assert up.idle == 0
        assert (await up.send([], b"again")).body == b"again"


async def test_a_connection_that_is_too_old_takes_no_further_request() -> None:
    async with origin(echo) as there, upstream(there.port, age=0.05) as up:
        async with asyncio.timeout(PATIENCE):
            while up.connects_total < 4:
                assert (await up.send([], b"again")).body == b"again"
                assert up.open <= 1
        assert up.retries_total == 0


async def test_whoever_waits_for_a_connection_that_is_too_old_gets_a_new_one() -> None:
    async with origin(echo) as there, upstream(there.port, connections=1, age=0.0) as up:
        bodies = [b"%d" % number for number in range(9)]
        outcomes = await ended(*sending(up, *bodies))
        assert outcomes == [Response(200, [], body) for body in bodies]
        assert (up.connects_total, up.retries_total) == (9, 0)


async def test_an_idle_connection_that_gets_too_old_is_closed() -> None:
    async with origin(echo) as there, upstream(there.port, idle=60, age=0.1) as up:
        assert (await up.send([], b"1")).body == b"1"
        assert up.open == 1
        await eventually(there.ended)
        await settled(up, open_=0)


async def test_a_request_is_not_cut_off_because_its_connection_gets_too_old() -> None:
    go = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        await go.wait()
        peer.answer(b"done")
        await peer.until_left()

    async with origin(script, echo) as there, upstream(there.port, age=0.01) as up:
        (task,) = sending(up, b"")
        await eventually(there.arrivals)
        # The sweep has passed, for it has ended one that was as old and idle.
        assert (await up.send([], b"other")).body == b"other"
        await eventually(there.ended)
        assert not task.done()
        go.set()
        assert await ended(task) == [Response(200, [], b"done")]


@pytest.mark.parametrize("unasked", [b"", b"\r\n", OK, b"HTTP/1.1 408 Request Timeout\r\n\r\n"])
async def test_an_idle_connection_that_closes_or_speaks_is_dropped(unasked: bytes) -> None:
    go = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"first")
        await go.wait()
        peer.say(unasked)
        if unasked:
            await peer.until_left()

    async with origin(script, echo) as there, upstream(there.port) as up:
        assert (await up.send([], b"first")).body == b"first"
        assert up.idle == 1
        go.set()
        await settled(up, open_=0)
        assert (up.idle, up.retries_total) == (0, 0)
        assert (await up.send([], b"second")).body == b"second"


async def warm(up: Upstream, there: Origin) -> None:
    """Leaves one idle connection behind."""
    assert (await up.send([], b"warm")).status == 200
    await eventually(there.arrivals)


@pytest.mark.parametrize("end", [close, reset])
async def test_a_reused_connection_that_turns_out_dead_is_replaced_once(end: Script) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"warm")
        await end(peer)

    async with origin(script, echo) as there, upstream(there.port) as up:
        await warm(up, there)
        assert (await up.send([], b"again")).body == b"again"
        assert (up.retries_total, up.connects_total) == (1, 2)
    assert [body for _, body in there.received] == [b"warm", b"again", b"again"]


async def test_a_resent_request_that_breaks_again_is_not_sent_a_third_time() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"warm")
        await close(peer)

    async with origin(script, close) as there, upstream(there.port) as up:
        await warm(up, there)
        with pytest.raises(HandlerBroken, match="closed by it before it answered"):
            await up.send([], b"again")
    assert [body for _, body in there.received] == [b"warm", b"again", b"again"]


async def test_once_something_was_sent_the_handler_is_broken_not_unreachable() -> None:
    """Unreachable would let another handler have the event that this one may have worked on."""
    closing = asyncio.Event()
    served: list[Peer] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(Origin(()), reader, writer)
        served.append(peer)
        await peer.request()
        peer.answer(b"warm")
        await peer.request()
        server.close()
        writer.close()
        closing.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with upstream(server.sockets[0].getsockname()[1]) as up:
        assert (await up.send([], b"")).body == b"warm"
        with pytest.raises(HandlerBroken, match="before it answered; then no connection"):
            await up.send([], b"")
        assert closing.is_set()
        assert up.retries_total == 2


@pytest.mark.parametrize("end", [close, reset])
async def test_a_fresh_connection_that_breaks_is_not_tried_again(end: Script) -> None:
    async with origin(end) as there, upstream(there.port) as up:
        with pytest.raises(HandlerBroken, match="before it answered"):
            await up.send([], b"")
        assert (there.connections, up.retries_total) == (1, 0)


async def test_a_reused_connection_that_hangs_is_a_timeout_not_a_second_try() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"warm")
        await hang(peer)

    async with origin(script) as there, upstream(there.port, first_byte=1.0) as up:
        await warm(up, there)
        with pytest.raises(HandlerTimeout):
            await up.send([], b"")
        assert (there.connections, up.retries_total) == (1, 0)


async def test_half_an_answer_on_a_reused_connection_is_never_repeated() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"warm")
        await answers(OK[:5])(peer)

    async with origin(script) as there, upstream(there.port) as up:
        await warm(up, there)
        with pytest.raises(HandlerBroken, match="in the middle of its answer"):
            await up.send([], b"")
        assert (there.connections, up.retries_total) == (1, 0)


async def test_a_body_that_ends_with_the_connection() -> None:
    until_close = answers(b"HTTP/1.1 200 OK\r\nX-A: b\r\n\r\nall of it")
    async with origin(until_close) as there, upstream(there.port) as up:
        for connects in (1, 2):
            assert await up.send([], b"") == Response(200, [(b"x-a", b"b")], b"all of it")
            assert (up.connects_total, up.retries_total, up.idle) == (connects, 0, 0)


async def test_a_reset_is_not_the_end_of_a_body_that_ends_with_the_connection() -> None:
    go = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        peer.say(b"HTTP/1.1 200 OK\r\n\r\nnot all of it")
        await go.wait()
        peer.reset()

    async with origin(script, echo) as there, upstream(there.port) as up:
        (task,) = sending(up, b"")
        await eventually(there.arrivals)
        # A whole exchange later, the first part has been read too.
        assert (await up.send([], b"other")).body == b"other"
        go.set()
        outcome = (await ended(task))[0]
        assert isinstance(outcome, HandlerBroken)
        assert "broke in the middle of its answer" in str(outcome)


async def test_after_the_first_byte_only_the_total_limits() -> None:
    go = asyncio.Event()

    async def drips(peer: Peer) -> None:
        await peer.request()
        peer.say(OK[:1])
        await go.wait()
        for number in range(1, len(OK)):
            peer.say(OK[number : number + 1])
            await peer.writer.drain()

    async with origin(drips, hang) as there, upstream(there.port, first_byte=1.0) as up:
        (task,) = sending(up, b"drips")
        await eventually(there.arrivals)
        # Sent later, so its limit is over later too.
        with pytest.raises(HandlerTimeout):
            await up.send([], b"hangs")
        go.set()
        assert await ended(task) == [Response(200, [], b"ok")]


async def test_cancelled_when_its_connection_already_serves_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with origin(echo) as there, upstream(there.port, connections=1) as up:
        tasks = sending(up, b"first", b"second")
        freed = up.freed

        def cancelled_meanwhile(connection: UpstreamConnection) -> None:
            freed(connection)
            tasks[0].cancel()

        monkeypatch.setattr(up, "freed", cancelled_meanwhile)
        outcomes = await ended(*tasks)
        assert isinstance(outcomes[0], asyncio.CancelledError)
        assert outcomes[1] == Response(200, [], b"second")
        assert (up.connects_total, up.idle) == (1, 1)


async def test_a_reset_in_mid_body() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.say(OK[:-1])
        await peer.writer.drain()
        await peer.origin.ended.acquire()
        peer.reset()

    async with origin(script) as there, upstream(there.port) as up:
        (task,) = sending(up, b"")
        await eventually(there.arrivals)
        there.ended.release()
        outcome = (await ended(task))[0]
        assert isinstance(outcome, HandlerBroken)


async def test_an_answer_before_the_request_was_read_ends_the_connection() -> None:
    async def early(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        peer.say(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        await peer.origin.arrivals.acquire()

    async with origin(early, echo) as there, upstream(there.port) as up:
        assert (await up.send([], b"x" * 50_000_000)).status == 413
        assert up.idle == 0
        assert (await up.send([], b"next")).body == b"next"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 204 No Content\r\n"])
async def test_success_before_the_request_was_read_is_none(head: bytes) -> None:
    """It cannot be about a body of which the handler has seen a part only."""

    async def early(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        peer.say(head + b"Content-Length: 0\r\n\r\n")
        await peer.until_left()

    async with origin(early, echo) as there, upstream(there.port) as up:
        with pytest.raises(HandlerBroken, match="before it had read the request"):
            await up.send([], b"x" * 50_000_000)
        assert up.idle == 0
        assert (await up.send([], b"next")).body == b"next"


async def test_success_that_ends_with_the_connection_before_the_request_was_read_is_none() -> None:
    async def early(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        peer.say(b"HTTP/1.1 200 OK\r\n\r\nwelcome")
        peer.writer.write_eof()
        await peer.until_left()

    async with origin(early) as there, upstream(there.port) as up:
        with pytest.raises(HandlerBroken, match="before it had read the request"):
            await up.send([], b"x" * 50_000_000)


@pytest.mark.parametrize("behind", [b"{}", b"\x00", b"HTTPS"])
async def test_what_is_left_of_the_last_answer_is_not_the_next_ones_fault(behind: bytes) -> None:
    """A body behind 204 comes when the connection is in use again: that request is sent anew."""

    async def script(peer: Peer) -> None:
        await peer.request()
        peer.say(b"HTTP/1.1 204 No Content\r\n\r\n")
        await peer.request()
        peer.say(behind)
        peer.answer(b"late")
        await peer.until_left()

    async with origin(script, echo) as there, upstream(there.port) as up:
        assert (await up.send([], b"first")).status == 204
        assert (await up.send([], b"second")).body == b"second"
        assert (up.retries_total, up.connects_total) == (1, 2)


TIMED_OUT = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n",
    b"HTTP/1.1 408 Request Time-out\r\nContent-length: 4\r\nConnection: close\r\n\r\nslow",
    b"HTTP/1.0 408 Request Time-out\r\nCache-Control: no-cache\r\n\r\n<html>",
)


@pytest.mark.parametrize("said", TIMED_OUT)
async def test_the_end_of_an_idle_connection_is_no_answer_to_the_next_request(said: bytes) -> None:
    """A server's 408 for its idle connection meets the next request on the way."""

    async def script(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"warm")
        await peer.request()
        peer.say(said)

    async with origin(script, echo) as there, upstream(there.port) as up:
        await warm(up, there)
        assert (await up.send([], b"second")).body == b"second"
        assert (up.retries_total, up.connects_total, up.idle) == (1, 2, 1)


async def test_a_second_408_is_the_answer_and_so_is_one_that_keeps_the_connection() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"warm")
        await peer.request()
        peer.say(b"HTTP/1.1 408 Mine\r\nContent-Length: 0\r\n\r\n")
        await peer.request()
        peer.say(TIMED_OUT[0])

    async with origin(script, answers(TIMED_OUT[1])) as there, upstream(there.port) as up:
        await warm(up, there)
        assert (await up.send([], b"")).status == 408
        assert there.connections == 1
        assert await up.send([], b"") == Response(408, [], b"slow")
        assert there.connections == 2


async def test_what_is_no_answer_on_a_fresh_connection_is_the_handlers_fault() -> None:
    async with origin(answers_and_stays(b"{}")) as there, upstream(there.port) as up:
        with pytest.raises(HandlerBroken, match="is not HTTP"):
            await up.send([], b"")
        assert (there.connections, up.retries_total) == (1, 0)


async def test_a_request_cancelled_while_it_is_to_be_sent_anew_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.say(b"HTTP/1.1 204 No Content\r\n\r\n")
        await peer.request()
        peer.say(b"{}")
        await peer.until_left()

    async with origin(script, echo) as there, upstream(there.port, connections=1) as up:
        assert (await up.send([], b"first")).status == 204
        (second,) = sending(up, b"second")
        abort = UpstreamConnection.abort

        def cancelled_meanwhile(connection: UpstreamConnection) -> None:
            abort(connection)
            second.cancel()

        monkeypatch.setattr(UpstreamConnection, "abort", cancelled_meanwhile)
        assert isinstance((await ended(second))[0], asyncio.CancelledError)
        monkeypatch.undo()
        assert (await up.send([], b"third")).body == b"third"
        assert up.open == 1


async def test_closing_ends_what_runs_and_what_waits() -> None:
    async with origin(hang) as there, upstream(there.port, connections=1) as up:
        tasks = sending(up, b"runs", b"waits")
        await eventually(there.arrivals)
        await up.close()
        outcomes = await ended(*tasks)
        assert isinstance(outcomes[0], HandlerBroken)
        assert isinstance(outcomes[1], HandlerSaturated)
        with pytest.raises(HandlerSaturated, match="stopping"):
            await up.send([], b"late")


async def test_closing_while_connecting() -> None:
    async with origin(echo) as there:
        async with upstream(there.port) as up:
            (task,) = sending(up, b"")
            while not up.connects_total:  # noqa: ASYNC110
                await asyncio.sleep(0)
        assert isinstance((await ended(task))[0], HandlerError)
        await eventually(there.ended)
        assert there.received == []
