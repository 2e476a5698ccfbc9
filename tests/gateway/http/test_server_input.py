"""Bad input: a clear 4xx or 5xx in JSON, the connection closed, nothing handed on."""

import asyncio

import pytest
import uvloop

from tests.gateway.wire import Echo, chunked, get, post, request, serving

# The hook that replaces this fixture works by folder, and would change everyone's tests in it.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding the .event_loop_policy")


@pytest.fixture(scope="module")
def event_loop_policy() -> asyncio.AbstractEventLoopPolicy:
    policy: asyncio.AbstractEventLoopPolicy = uvloop.EventLoopPolicy()
    return policy


def framed(*lines: bytes) -> bytes:
    return request(b"POST", b"/", lines)


CHUNKED = b"Transfer-Encoding: chunked"

BAD_HOSTS = (
    b"a b", b"a/b", b"user@a", b"a:b", b"a:80:80", b"a,b c", b"[::1", b"::1", b"[g::]", b"a%2",
    b"a?b", b"a#b", b"a\\b", b"<a>", b"a\xff", b"http://a", b"a:99999999", b"a:65536",
    b"[::1]:65536", b"a:" + b"9" * 500, b"a:-1", b"a:+80", b":65536", b"[::::]", b"[1]", b"[:]",
    b"[1.2.3.4]",
)  # fmt: skip


def bad_host(host: bytes) -> str:
    """The name of its case."""
    return f"Host: {host.decode('latin-1')}"


BAD = {
    "no http": (b"\x16\x03\x01\x02\x00\x01\x00", 400, "malformed_request"),
    "lower-case method": (b"get / HTTP/1.1\r\nHost: t\r\n\r\n", 400, "malformed_request"),
    "unknown method": (request(b"BREW", b"/", ()), 400, "malformed_request"),
    "method without end": (b"G" * 30, 400, "malformed_request"),
    "two blanks": (b"GET  / HTTP/1.1\r\nHost: t\r\n\r\n", 400, "malformed_request"),
    "blank in target": (get(b"/a b"), 400, "malformed_request"),
    "fragment": (get(b"/a#b"), 400, "malformed_request"),
    "target without slash": (get(b"a"), 400, "malformed_request"),
    "target with a host's port too high": (get(b"http://a:65536/"), 400, "malformed_request"),
    "target with somebody before the host": (get(b"http://me@a/"), 400, "malformed_request"),
    "target with an empty host": (get(b"http:///a"), 400, "malformed_request"),
    "two empty lines first": (b"\r\n\r\n" + get(), 400, "malformed_request"),
    "LF first": (b"\n" + get(), 400, "malformed_request"),
    "CR first": (b"\r" + get(), 400, "malformed_request"),
    "bare LF everywhere": (b"GET / HTTP/1.1\nHost: t\n\n", 400, "malformed_request"),
    "bare LF behind a header": (get(b"/", b"A: b\nC: d"), 400, "malformed_request"),
    "bare LF behind the request line": (
        b"GET / HTTP/1.1\nHost: t\r\n\r\n",
        400,
        "malformed_request",
    ),
    "bare CR": (get(b"/", b"A: b\rC: d"), 400, "malformed_request"),
    "NUL in a value": (get(b"/", b"A: b\0c"), 400, "malformed_request"),
    "NUL in a name": (get(b"/", b"A\0: b"), 400, "malformed_request"),
    "NUL in the target": (get(b"/\0"), 400, "malformed_request"),
    "NUL before the end": (b"GET / HTTP/1.1\r\nA: \0", 400, "malformed_request"),
    "folded header": (get(b"/", b"A: b\r\n c"), 400, "malformed_request"),
    "blank before the colon": (get(b"/", b"A : b"), 400, "malformed_request"),
    "no colon": (get(b"/", b"A"), 400, "malformed_request"),
    "no name": (get(b"/", b": b"), 400, "malformed_request"),
    "no Host": (b"GET / HTTP/1.1\r\n\r\n", 400, "bad_host"),
    "two Hosts": (get(b"/", b"host: test"), 400, "bad_host"),
    "two Hosts in 1.0": (b"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, "bad_host"),
    "HTTP/0.9 without version": (b"GET /\r\n\r\n", 400, "malformed_request"),
    "HTTP/0.9": (b"GET / HTTP/0.9\r\nHost: t\r\n\r\n", 505, "http_version_unsupported"),
    "HTTP/1.2": (b"GET / HTTP/1.2\r\nHost: t\r\n\r\n", 505, "http_version_unsupported"),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http_version_unsupported"),
    "http/1.1": (b"GET / http/1.1\r\nHost: t\r\n\r\n", 400, "malformed_request"),
    "CONNECT": (request(b"CONNECT", b"a:1", ()), 501, "connect_unsupported"),
    **{
        bad_host(host): (
            b"GET / HTTP/1.1\r\nHost: %b\r\n\r\n" % host,
            400,
            "bad_host",
        )
        for host in BAD_HOSTS
    },
    "other expectation": (
        framed(b"Expect: miracles", b"Content-Length: 1"),
        417,
        "expectation_failed",
    ),
    "two lengths": (
        framed(b"Content-Length: 1", b"Content-Length: 2"),
        400,
        "bad_content_length",
    ),
    "a length twice": (
        framed(b"Content-Length: 1", b"Content-Length: 1"),
        400,
        "bad_content_length",
    ),
    "listed lengths": (framed(b"Content-Length: 1, 1"), 400, "bad_content_length"),
    "signed length": (framed(b"Content-Length: +1"), 400, "bad_content_length"),
    "no digits": (framed(b"Content-Length: "), 400, "bad_content_length"),
    "endless length": (framed(b"Content-Length: " + b"9" * 25), 400, "bad_content_length"),
    "length then chunked": (framed(b"Content-Length: 1", CHUNKED), 400, "bad_content_length"),
    "chunked then length": (framed(CHUNKED, b"Content-Length: 1"), 400, "bad_content_length"),
    "chunked twice": (framed(CHUNKED, CHUNKED), 400, "bad_transfer_encoding"),
    "chunked not last": (framed(CHUNKED + b", gzip"), 400, "bad_transfer_encoding"),
    "unknown coding": (framed(CHUNKED + b"ed"), 400, "bad_transfer_encoding"),
    "compressed": (framed(b"Transfer-Encoding: gzip, chunked"), 501, "bad_transfer_encoding"),
    "compressed, in two headers": (
        framed(b"Transfer-Encoding: gzip", CHUNKED),
        400,
        "bad_transfer_encoding",
    ),
    "chunked in 1.0": (
        b"POST / HTTP/1.0\r\n" + CHUNKED + b"\r\n\r\n",
        400,
        "bad_transfer_encoding",
    ),
    "size not hexadecimal": (framed(CHUNKED) + b"x\r\n", 400, "bad_chunk"),
    "negative size": (framed(CHUNKED) + b"-1\r\n", 400, "bad_chunk"),
    "blank behind the size": (framed(CHUNKED) + b"1 \r\na\r\n", 400, "bad_chunk"),
    "huge size": (framed(CHUNKED) + b"1" * 9 + b"\r\n", 400, "bad_chunk"),
    "endless size": (framed(CHUNKED) + b"0" * 300, 400, "bad_chunk"),
    "chunk longer than its size": (framed(CHUNKED) + b"1\r\nab\r\n", 400, "bad_chunk"),
    "chunk ended by LF": (framed(CHUNKED) + b"1\r\na\n0\r\n\r\n", 400, "bad_chunk"),
    "size ended by LF": (framed(CHUNKED) + b"1\na\r\n", 400, "bad_chunk"),
    "size ended by LF, then silence": (framed(CHUNKED) + b"1\na", 400, "bad_chunk"),
    "chunk without line end": (framed(CHUNKED) + b"1\r\naXX0\r\n\r\n", 400, "bad_chunk"),
    "chunk with half a line end": (framed(CHUNKED) + b"1\r\na\rX0\r\n\r\n", 400, "bad_chunk"),
    "NUL in an extension": (framed(CHUNKED) + b"1;\0\r\na\r\n", 400, "bad_chunk"),
    "trailer that frames": (chunked()[:-2] + b"Content-Length: 1\r\n\r\n", 400, "bad_chunk"),
    "trailer without colon": (chunked()[:-2] + b"A\r\n\r\n", 400, "bad_chunk"),
    "endless trailers": (chunked()[:-2] + b"A: b\r\n" * 200, 400, "bad_chunk"),
    "endless trailer": (chunked()[:-2] + b"A: " + b"b" * 1_100, 400, "bad_chunk"),
}


@pytest.mark.parametrize(("raw", "status", "code"), BAD.values(), ids=BAD.keys())
async def test_bad_input(raw: bytes, status: int, code: str) -> None:
    app = Echo()
    async with serving(app) as served, served.client() as client:
        await client.send(raw)
        answer = await client.answer()
        assert (answer.status, answer.code, answer.closes) == (status, code, True)
        assert answer.headers[b"content-type"] == b"application/json"
        assert await client.closed() == b""
        assert app.requests == []
        assert served.refused == [answer.code]
        async with served.client() as other:
            assert await other.is_open()


TRUNCATED = {
    "head": get()[:-2],
    "length": post(b"body")[:-1],
    "no body at all": post(b"body")[:-4],
    "chunk": chunked(b"body")[:-8],
    "last chunk": chunked(b"body")[:-2],
}


@pytest.mark.parametrize("raw", TRUNCATED.values(), ids=TRUNCATED.keys())
async def test_truncated(raw: bytes) -> None:
    app = Echo()
    async with serving(app) as served, served.client() as client:
        await client.send(raw)
        client.finish_sending()
        answer = await client.answer()
        assert (answer.status, answer.code) == (400, "truncated_request")
        assert await client.closed() == b""
    assert app.requests == []


async def test_a_refusal_does_not_take_after_the_request_before_it() -> None:
    async with serving(Echo()) as served, served.client() as client:
        await client.send(request(b"HEAD", b"/", ()))
        await client.answer(head=True)
        await client.send(b"bad\r\n\r\n")
        assert (await client.answer()).code == "malformed_request"


async def test_requests_before_a_bad_one_are_answered() -> None:
    app = Echo()
    async with serving(app) as served, served.client() as client:
        await client.send(get(b"/good") + b"bad\r\n\r\n" + get(b"/never"))
        assert (await client.answer()).body == b"GET /good "
        assert (await client.answer()).code == "malformed_request"
        assert await client.closed() == b""
    assert [request.path for request in app.requests] == [b"/good"]


@pytest.mark.parametrize(
    "host",
    [b"a", b"a.example:8443", b"A_b.example.", b"127.0.0.1:80", b"[::1]", b"[2001:db8::1]:443",
     b"a:", b"", b"a:65535", b"a:00080", b"[::ffff:1.2.3.4]:0",
     b"xn--bcher-kva.example", b"b%C3%BCcher.example", b"[v7.x:1]"],
)  # fmt: skip
async def test_hosts_that_are_well_formed(host: bytes) -> None:
    async with serving(Echo()) as served:
        answer = await served.ask(b"GET / HTTP/1.1\r\nHost: %b\r\n\r\n" % host)
        assert answer.status == 200


UPGRADES = {
    "Java's HttpClient": (
        b"Connection: Upgrade, HTTP2-Settings",
        b"Upgrade: h2c",
        b"HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
    ),
    "websocket": (b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13"),
    "several, in any case": (b"connection: keep-alive, UPGRADE", b"UPGRADE: TLS/1.0, h2c"),
    "not named by Connection": (b"Upgrade: h2c",),
}


@pytest.mark.parametrize("lines", UPGRADES.values(), ids=UPGRADES.keys())
async def test_an_offer_to_upgrade_is_ignored(lines: tuple[bytes, ...]) -> None:
    """Whether it has a body or not, and the connection goes on as it was (RFC 9110, 7.8)."""
    app = Echo()
    async with serving(app) as served, served.client() as client:
        for raw, body in (
            (get(b"/", *lines), b""),
            (post(b"body", *lines), b"body"),
            (request(b"POST", b"/", (*lines, CHUNKED)) + b"4\r\nbody\r\n0\r\n\r\n", b"body"),
        ):
            await client.send(raw)
            answer = await client.answer()
            assert (answer.status, answer.closes) == (200, False)
            assert app.requests[-1].body == body
        assert await client.is_open()


async def test_of_connection_close_beside_an_upgrade_the_close_counts() -> None:
    async with serving(Echo()) as served:
        answer = await served.ask(get(b"/", b"Connection: close, upgrade", b"Upgrade: h2c"))
        assert (answer.status, answer.closes) == (200, True)
