"""Addresses are tried in turns, raced, and remembered when they fail. Real sockets throughout."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.errors import HandlerUnreachable
from hookshift.gateway.upstream import dialer as module
from hookshift.gateway.upstream.dialer import DELAY_SECONDS, MOST_ADDRESSES, Dialer, in_order
from hookshift.gateway.upstream.resolver import ResolvedAddress, Resolver
from tests.gateway.origin import PATIENCE, Peer, echo, eventually, origin, upstream

V4 = [ResolvedAddress(socket.AF_INET, f"192.0.2.{number}") for number in range(1, 4)]
V6 = [ResolvedAddress(socket.AF_INET6, f"2001:db8::{number}", (0, 0)) for number in range(1, 4)]
LOCAL = [ResolvedAddress(socket.AF_INET, f"127.0.0.{number}") for number in range(1, 6)]
DEAD_V6 = ResolvedAddress(socket.AF_INET6, "::1", (0, 0))
needs_ipv6 = pytest.mark.skipif(
    not Path("/proc/net/if_inet6").exists(), reason="this machine has no IPv6"
)

NEVER = 3_600.0
"""Seconds: as long as no test waits, so that whoever waits for it fails."""

addresses = st.lists(st.sampled_from(V4 + V6), min_size=1, unique=True)


def test_families_take_turns_beginning_with_the_preferred_one() -> None:
    assert in_order([*V6, *V4], 0) == [V6[0], V4[0], V6[1], V4[1], V6[2], V4[2]]
    assert in_order([*V4, V6[0]], 0) == [V4[0], V6[0], V4[1], V4[2]]


def test_each_connection_begins_at_another_address() -> None:
    assert [in_order([*V6, *V4], turn)[0] for turn in range(4)] == [*V6, V6[0]]


def test_what_failed_comes_last() -> None:
    assert in_order([*V6[:1], *V4[:1]], 0, {V6[0]}) == [V4[0], V6[0]]
    assert in_order(V4, 1, set(V4)) == in_order(V4, 1)


@given(addresses, st.integers(0, 100), st.sets(st.sampled_from(V4 + V6)))
def test_every_address_is_tried_once_and_those_that_failed_last(
    these: list[ResolvedAddress], turn: int, last: set[ResolvedAddress]
) -> None:
    order = in_order(these, turn, last)
    assert sorted(order) == sorted(these)
    assert sorted(order, key=lambda each: each in last) == order
    good = [each for each in these if each not in last]
    if good:
        assert order[0].family == good[0].family


def dialer(port: int) -> Dialer:
    return Dialer("handler.test", port, Resolver())


@contextmanager
def silent(address: ResolvedAddress, port: int = 0) -> Iterator[int]:
    """Whoever connects there gets no answer: the backlog is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket(address.family))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address.sockaddr(port))
        listener.listen(0)
        port = listener.getsockname()[1]
        full = stack.enter_context(socket.socket(address.family))
        full.connect(address.sockaddr(port))
        yield port


@asynccontextmanager
async def listening(*where: ResolvedAddress, port: int = 0) -> AsyncIterator[int]:
    """Accepts and says nothing."""
    servers = []
    for address in where:
        server = await asyncio.start_server(lambda _r, w: w.close(), address.ip, port)
        port = server.sockets[0].getsockname()[1]
        servers.append(server)
    try:
        yield port
    finally:
        for server in servers:
            server.close()


async def won(
    made: Dialer, addresses: Sequence[ResolvedAddress], avoid: ResolvedAddress | None = None
) -> ResolvedAddress:
    sock, address = await made.dial(made.in_order(addresses, avoid))
    assert sock.getpeername()[0] == address.ip
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    sock.close()
    return address


async def tried(port: int, addresses: Sequence[ResolvedAddress]) -> None:
    made = dialer(port)
    await made.dial(made.in_order(addresses, None))


@needs_ipv6
async def test_a_dead_ipv6_does_not_hide_ipv4_and_costs_its_delay_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with silent(DEAD_V6) as port:
        async with listening(LOCAL[0], port=port):
            made, both = dialer(port), [DEAD_V6, LOCAL[0]]
            loop = asyncio.get_running_loop()
            began = loop.time()
            async with asyncio.timeout(PATIENCE):
                assert await won(made, both) == LOCAL[0]
            assert loop.time() - began >= DELAY_SECONDS
            monkeypatch.setattr(module, "DELAY_SECONDS", NEVER)
            async with asyncio.timeout(PATIENCE):
                for _ in range(10):
                    assert await won(made, both) == LOCAL[0]


async def test_an_address_that_refuses_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DELAY_SECONDS", NEVER)
    async with listening(LOCAL[1]) as port, asyncio.timeout(PATIENCE):
        made = dialer(port)
        for _ in range(6):
            assert await won(made, LOCAL[:3]) == LOCAL[1]


async def test_connections_are_spread_over_addresses() -> None:
    async with listening(*LOCAL[:3]) as port:
        made = dialer(port)
        assert {await won(made, LOCAL[:3]) for _ in range(3)} == set(LOCAL[:3])


async def test_what_is_to_be_avoided_is_not_begun_with() -> None:
    async with listening(*LOCAL[:2]) as port:
        made = dialer(port)
        for _ in range(4):
            assert await won(made, LOCAL[:2], avoid=LOCAL[0]) == LOCAL[1]
        assert await won(made, LOCAL[:1], avoid=LOCAL[0]) == LOCAL[0]


async def test_an_address_that_failed_is_not_begun_with() -> None:
    async with listening(*LOCAL[:2]) as port:
        made = dialer(port)
        made.failed(LOCAL[0])
        assert {await won(made, LOCAL[:2]) for _ in range(4)} == {LOCAL[1]}
        assert await won(made, LOCAL[:1]) == LOCAL[0]


async def test_all_that_refuse_are_named() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match=r"refused \(127\.0\.0\.") as caught:
            await tried(bound.getsockname()[1], LOCAL[:2])
    assert all(address.ip in str(caught.value) for address in LOCAL[:2])


async def test_one_connection_is_tried_at_a_bounded_number_of_addresses() -> None:
    many = [ResolvedAddress(socket.AF_INET, f"127.0.1.{number}") for number in range(1, 100)]
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="refused") as caught:
            await tried(bound.getsockname()[1], many)
    assert str(caught.value).count("127.0.1.") == MOST_ADDRESSES


async def test_giving_up_leaves_no_socket_behind() -> None:
    """A loser, and whoever is cancelled, would otherwise be warned of (ResourceWarning)."""
    with silent(LOCAL[0]) as port, silent(LOCAL[1], port):
        made = dialer(port)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(DELAY_SECONDS * 1.5):
                await made.dial(made.in_order(LOCAL[:2], None))
    # Both have failed; the order is the natural one, and nothing else is remembered.
    async with listening(LOCAL[2], port=port):
        assert await won(made, LOCAL[:3]) == LOCAL[2]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_an_address_is_not_looked_up(host: str) -> None:
    def look_up(_host: str) -> Sequence[ResolvedAddress]:
        raise AssertionError

    found = await Dialer(host, 80, Resolver(look_up)).addresses()
    assert [address.ip for address in found] == [host]


async def test_a_second_attempt_begins_at_another_address() -> None:
    async def once(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"warm")
        await peer.request()

    async def last(peer: Peer) -> None:
        await peer.request()
        peer.answer(b"closes", b"Connection: close")

    async with (
        origin(once, echo, host=LOCAL[1].ip) as first,
        origin(last, echo, host=LOCAL[0].ip, port=first.port) as second,
        upstream(
            first.port,
            url="http://handler.test:{port}/",
            resolver=Resolver(lambda _host: LOCAL[:2]),
        ) as up,
    ):
        # By turns: the third connection would begin where the first one did.
        await asyncio.gather(up.send([], b"1"), up.send([], b"2"))
        assert (first.connections, second.connections) == (1, 1)
        assert (await up.send([], b"again")).body == b"again"
        assert (up.retries_total, first.connections, second.connections) == (1, 1, 2)


async def test_a_handler_that_moves_is_followed() -> None:
    where = [LOCAL[0]]
    names = Resolver(lambda _host: where, fresh_seconds=0)
    async with (
        origin(echo, host=LOCAL[0].ip) as old,
        origin(echo, host=LOCAL[1].ip, port=old.port) as new,
        upstream(old.port, url="http://handler.test:{port}/", resolver=names, age=0.1) as up,
    ):
        assert (await up.send([], b"before")).body == b"before"
        where[0] = LOCAL[1]
        async with asyncio.timeout(PATIENCE):
            while not new.received:
                assert (await up.send([], b"after")).body == b"after"
        assert old.connections == 1
        await eventually(old.ended)


async def test_a_name_that_nobody_answers_for_is_a_connect_timeout() -> None:
    released = Event()

    def look_up(_host: str) -> Sequence[ResolvedAddress]:
        released.wait(PATIENCE)
        return LOCAL[:1]

    async with upstream(
        80, url="http://handler.test/", connect=0.1, resolver=Resolver(look_up)
    ) as up:
        with pytest.raises(HandlerUnreachable, match=r"name was not looked up within 0\.1 s"):
            await up.send([], b"")
        assert up.connect_errors_total == 2
    released.set()
