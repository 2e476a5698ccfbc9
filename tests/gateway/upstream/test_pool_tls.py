"""TLS to handlers: who is believed, and what is said about who is not."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import trustme

from hookshift.domain.errors import HandlerBroken, HandlerUnreachable
from hookshift.gateway.upstream.resolver import ResolvedAddress, Resolver
from tests.gateway.origin import Peer, answers, deaf, echo, origin, upstream

URL = "https://localhost:{port}/fn"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    context.set_alpn_protocols(["http/1.1"])
    return context


def server(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2", "http/1.1"])
    authority.issue_cert(*names).configure_cert(context)
    return context


async def test_a_trusted_handler_gets_name_and_protocol(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    said: list[object] = []

    async def script(peer: Peer) -> None:
        said.append(peer.writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await echo(peer)

    context = server(authority, "localhost")
    context.sni_callback = lambda _object, name, _context: said.append(name)
    async with (
        origin(script, tls=context) as there,
        upstream(there.port, url=URL, ssl=trusting, response_bytes=3_000_000) as up,
    ):
        assert (await up.send([], b"x" * 3_000_000)).body == b"x" * 3_000_000
        assert (await up.send([], b"again")).body == b"again"
        assert up.connects_total == 1
    assert said == ["localhost", "http/1.1"]


async def test_the_final_dot_of_a_name_is_not_part_of_what_tls_asks_for(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    """`https://name.` is an absolute name, looked up as it is; RFC 6066 has no dot in SNI."""
    asked: list[object] = []
    context = server(authority, "handler.test")
    context.sni_callback = lambda _object, name, _context: asked.append(name)
    looked_up: list[str] = []

    def look_up(host: str) -> list[ResolvedAddress]:
        looked_up.append(host)
        return [ResolvedAddress(socket.AF_INET, "127.0.0.1")]

    async with (
        origin(echo, tls=context) as there,
        upstream(
            there.port,
            url="https://handler.test.:{port}/fn",
            ssl=trusting,
            resolver=Resolver(look_up),
        ) as up,
    ):
        assert (await up.send([], b"hello")).body == b"hello"
        assert (looked_up, asked) == (["handler.test."], ["handler.test"])
        assert b"host: handler.test.:%d\r\n" % there.port in there.received[0][0]


async def test_a_context_of_ones_own(authority: trustme.CA) -> None:
    own = ssl.create_default_context()
    authority.configure_trust(own)
    async with (
        origin(echo, tls=server(authority, "localhost")) as there,
        upstream(there.port, url=URL, ssl=own) as up,
    ):
        assert (await up.send([], b"hello")).body == b"hello"


async def test_an_unknown_authority_is_refused_before_anything_is_sent(
    authority: trustme.CA,
) -> None:
    async with (
        origin(echo, tls=server(authority, "localhost")) as there,
        upstream(there.port, url=URL) as up,
    ):
        with pytest.raises(HandlerUnreachable, match="its certificate is not accepted") as caught:
            await up.send([], b"")
        assert "issuer" in str(caught.value)
        assert (there.received, up.connects_total, up.open) == ([], 1, 0)


async def test_another_hosts_certificate_is_refused(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    async with (
        origin(echo, tls=server(authority, "other.example")) as there,
        upstream(there.port, url=URL, ssl=trusting) as up,
    ):
        with pytest.raises(HandlerUnreachable, match=r"certificate is not accepted.*mismatch"):
            await up.send([], b"")
        assert there.received == []


async def test_a_handler_without_tls_is_unreachable(trusting: ssl.SSLContext) -> None:
    plain = answers(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    async def script(peer: Peer) -> None:
        await peer.reader.read(1)
        await plain(peer)

    async with (
        origin(script) as there,
        upstream(there.port, url=URL, ssl=trusting) as up,
    ):
        with pytest.raises(HandlerUnreachable, match="no connection"):
            await up.send([], b"")


async def test_a_handshake_that_hangs_is_a_connect_timeout(trusting: ssl.SSLContext) -> None:
    async with (
        origin(deaf) as there,
        upstream(there.port, url=URL, ssl=trusting, connect=0.1) as up,
    ):
        with pytest.raises(HandlerUnreachable, match="connect_timeout"):
            await up.send([], b"")


async def test_an_answer_cut_off_under_tls_is_broken(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    half = answers(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
    async with (
        origin(half, tls=server(authority, "localhost")) as there,
        upstream(there.port, url=URL, ssl=trusting) as up,
    ):
        with pytest.raises(HandlerBroken, match="in the middle"):
            await up.send([], b"")


def _shake(context: ssl.SSLContext, accepted: socket.socket, read: list[bytes]) -> None:
    kept = accepted.dup()
    try:
        with context.wrap_socket(accepted, server_side=True) as speaking:
            read.append(speaking.recv(1_000))
    finally:
        # A socket that is closed with something unread in it resets the connection, and the alert
        # may be lost with it.
        with kept:
            kept.shutdown(socket.SHUT_WR)
            while kept.recv(1_000):
                pass


@contextmanager
def demanding(context: ssl.SSLContext) -> Iterator[tuple[int, list[bytes]]]:
    """A server of blocking sockets, which sends OpenSSL's alerts; asyncio's only hangs up.

    Yields its port and what it has read.
    """
    read: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    accepted, _ = listening.accept()
                    with accepted, suppress(OSError):
                        _shake(context, accepted, read)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1], read
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(10)


@pytest.mark.parametrize("highest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("shown", [None, "another authority's"])
async def test_a_handler_that_does_not_accept_our_certificate_was_sent_nothing(
    authority: trustme.CA, highest: ssl.TLSVersion, shown: str | None
) -> None:
    """With TLS 1.3 it says so only after we have begun to send; it has read none of it."""
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    if shown:
        trustme.CA().issue_cert("hookshift").configure_cert(ours)
    theirs = server(authority, "localhost")
    theirs.maximum_version = highest
    theirs.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(theirs)
    with demanding(theirs) as (port, read):
        async with upstream(port, url=URL, ssl=ours) as up:
            with pytest.raises(HandlerUnreachable, match="does not accept our client certificate"):
                await up.send([], b"hello")
    assert read == []


async def test_tls_that_cannot_be_used_opens_no_connection_until_it_can(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    async with (
        origin(echo, tls=server(authority, "localhost")) as there,
        upstream(there.port, url=URL, ssl=trusting) as up,
    ):
        up.refuse_tls("handlers.jobs.key names a file that cannot be read")
        with pytest.raises(HandlerUnreachable, match="key names a file that cannot be read"):
            await up.send([], b"hello")
        assert there.received == []
        up.use_tls(trusting)
        assert (await up.send([], b"hello")).body == b"hello"
