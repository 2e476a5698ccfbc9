"""TLS to handlers: who is believed, and what is said about who is not."""

import socket
import ssl
from pathlib import Path

import pytest
import trustme

from hookshift.domain.errors import HandlerBroken, HandlerUnreachable, OperatorError
from hookshift.gateway.upstream.resolver import ResolvedAddress, Resolver
from hookshift.gateway.upstream.target import UpstreamSettings, target
from tests.gateway.origin import Peer, answers, deaf, echo, origin, upstream

URL = "https://localhost:{port}/fn"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def server(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2", "http/1.1"])
    authority.issue_cert(*names).configure_cert(context)
    return context


async def test_a_trusted_handler_gets_name_and_protocol(
    authority: trustme.CA, ca_file: str
) -> None:
    said: list[object] = []

    async def script(peer: Peer) -> None:
        said.append(peer.writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await echo(peer)

    context = server(authority, "localhost")
    context.sni_callback = lambda _object, name, _context: said.append(name)
    async with (
        origin(script, tls=context) as there,
        upstream(there.port, url=URL, ca_file=ca_file, response_bytes=3_000_000) as up,
    ):
        assert (await up.send([], b"x" * 3_000_000)).body == b"x" * 3_000_000
        assert (await up.send([], b"again")).body == b"again"
        assert up.connects_total == 1
    assert said == ["localhost", "http/1.1"]


async def test_the_final_dot_of_a_name_is_not_part_of_what_tls_asks_for(
    authority: trustme.CA, ca_file: str
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
            ca_file=ca_file,
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


async def test_another_hosts_certificate_is_refused(authority: trustme.CA, ca_file: str) -> None:
    async with (
        origin(echo, tls=server(authority, "other.example")) as there,
        upstream(there.port, url=URL, ca_file=ca_file) as up,
    ):
        with pytest.raises(HandlerUnreachable, match=r"certificate is not accepted.*mismatch"):
            await up.send([], b"")
        assert there.received == []


async def test_a_handler_without_tls_is_unreachable(ca_file: str) -> None:
    plain = answers(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    async def script(peer: Peer) -> None:
        await peer.reader.read(1)
        await plain(peer)

    async with (
        origin(script) as there,
        upstream(there.port, url=URL, ca_file=ca_file) as up,
    ):
        with pytest.raises(HandlerUnreachable, match="no connection"):
            await up.send([], b"")


async def test_a_handshake_that_hangs_is_a_connect_timeout(ca_file: str) -> None:
    async with (
        origin(deaf) as there,
        upstream(there.port, url=URL, ca_file=ca_file, connect=0.1) as up,
    ):
        with pytest.raises(HandlerUnreachable, match="connect_timeout"):
            await up.send([], b"")


async def test_an_answer_cut_off_under_tls_is_broken(authority: trustme.CA, ca_file: str) -> None:
    half = answers(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
    async with (
        origin(half, tls=server(authority, "localhost")) as there,
        upstream(there.port, url=URL, ca_file=ca_file) as up,
    ):
        with pytest.raises(HandlerBroken, match="in the middle"):
            await up.send([], b"")


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_the_ca_file_must_be_readable(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(OperatorError, match=r"handlers\.jobs: the authorities in .*ca\.pem"):
        target("jobs", UpstreamSettings("https://h/", 1, 1, 1, 1, 1, 1, 1, 60, ca_file=str(path)))
