"""The parser's edge, compared with h11: two readers that disagree are how requests are smuggled.

Whatever this server accepts, h11 must read as the same request that ends at the same byte. The
two differ on purpose in a few places, each in a table here: `STRICTER` (refused here, taken by
h11) and `LAXER`.
"""

import asyncio
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import h11
import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st

from hookshift.app.engine import engine
from hookshift.domain.http import Headers, Request, Response
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.reader import RequestReader
from hookshift.gateway.http.responses import EarlyAnswer, Refusal
from hookshift.gateway.http.server import HttpServer
from hookshift.gateway.http.shared import Shared, TaskApplication
from tests.gateway.http.test_server_input import BAD, BAD_HOSTS, bad_host
from tests.gateway.wire import LIMITS, TIMEOUTS, MemoryTransport, chunked, get, post
from tests.lengths import shortened

STRICTER = {
    "lower-case method": "methods are case-sensitive, and llhttp knows which there are",
    "unknown method": "likewise",
    "fragment": "a request target has none (RFC 9112, 3.2)",
    "target without slash": "neither origin nor absolute form",
    "target with a host's port too high": "h11 does not look into targets",
    "target with an empty host": "likewise",
    "target with somebody before the host": "likewise",
    "bare LF everywhere": "a recipient may take LF for CRLF; readers in front of us may not",
    "bare LF behind a header": "likewise",
    "bare LF behind the request line": "likewise",
    "folded header": "obsolete, and to be refused (RFC 9112, 5.2)",
    "HTTP/0.9": "h11 leaves versions to its caller",
    "HTTP/1.2": "likewise",
    "HTTP/2": "likewise",
    "CONNECT": "h11 leaves it to its caller",
    **{bad_host(host): "likewise" for host in BAD_HOSTS},
    "other expectation": "likewise",
    "a length twice": "equal ones may be merged; another reader may not",
    "listed lengths": "likewise",
    "length then chunked": "Transfer-Encoding wins by the RFC, but it also says smuggling",
    "chunked then length": "likewise",
    "chunked in 1.0": "its framing is faulty (RFC 9112, 6.1)",
    "blank behind the size": "not in the grammar",
    "huge size": "more than 8 digits is no webhook",
    "endless size": "bounded per line here, by h11 for all it holds",
    "size ended by LF, then silence": "refused at once instead of waited for",
    "NUL in an extension": "not in the grammar",
    "trailer that frames": "not allowed behind a body (RFC 9110, 6.5.1)",
    "endless trailers": "bounded here",
    "endless trailer": "bounded here",
    "method without end": "refused at once instead of waited for",
    "NUL before the end": "likewise",
}
LAXER = {
    "one empty line in front of a request": b"\r\n",
}


class Read(NamedTuple):
    """A request as read, and the offset of the first byte behind it."""

    method: bytes
    target: bytes
    headers: Headers
    body: bytes
    end: int


def admit(_method: bytes, _path: bytes, _headers: Headers) -> int:
    return LIMITS.body_bytes


def read_here(segments: list[bytes]) -> tuple[list[Read], bool]:
    """What RequestReader makes of it, and whether it refused the rest."""
    reader = RequestReader(LIMITS, admit, "")
    requests: list[Read] = []
    fed = 0
    for segment in segments:
        reader.feed(segment)
        fed += len(segment)
        try:
            while (request := reader.next()) is not None:
                requests.append(_read(request, fed - reader.held))
                if not reader.keep_alive:
                    return requests, False
        except (Refusal, EarlyAnswer):
            return requests, True
    return requests, False


def _read(request: Request, end: int) -> Read:
    target = request.path + (b"?" + request.query if request.query else b"")
    return Read(request.method, target, request.headers, request.body, end)


def read_by_h11(raw: bytes, start: int) -> Read | None:
    """The first request at `start`; None if h11 refuses it or wants more."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    connection.receive_data(raw[start:])
    head: h11.Request | None = None
    body = b""
    try:
        while not isinstance(event := connection.next_event(), h11.EndOfMessage):
            match event:
                case h11.Request():
                    head = event
                case h11.Data():
                    body += event.data
                case _:
                    return None
    except h11.RemoteProtocolError:
        return None
    assert head is not None
    end = len(raw) - len(connection.trailing_data[0])
    return Read(head.method, head.target, list(head.headers), body, end)


def agree(here: Read, there: Read | None) -> None:
    assert there is not None, here
    assert here.method == there.method
    assert _origin(there.target) == here.target
    assert [_normal(header) for header in here.headers] == there.headers
    assert here.body == there.body
    assert here.end == there.end


def _normal(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    # h11 lowers this one's value.
    name, value = header
    return (name, value.lower()) if name == b"transfer-encoding" else header


def _origin(target: bytes) -> bytes:
    """The target as this server hands it on: without host, and without an empty query."""
    if b"://" in target.partition(b"?")[0] and not target.startswith(b"/"):
        authority_and_rest = target.partition(b"://")[2]
        cut = min(
            (at for mark in b"/?" if (at := authority_and_rest.find(mark)) >= 0),
            default=len(authority_and_rest),
        )
        target = authority_and_rest[cut:]
        target = target if target.startswith(b"/") else b"/" + target
    return target[:-1] if target.find(b"?") == len(target) - 1 else target


def laxness(raw: bytes, start: int) -> int:
    return sum(len(more) for more in LAXER.values() if raw.startswith(more, start))


NASTY = [
    *(bytes([byte]) for byte in b"\n\r\0 \t:,;#?0aF\x0b\x7f\x80\xff"),
    b"\r\n",
    b"\r\n ",
    b"\r\n\r\n",
    b"Content-Length: 3\r\n",
    b"content-length:0\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding:\x0bchunked\r\n",
    b"Host: other\r\n",
    b"Connection: close\r\n",
    b"0\r\n\r\n",
    b"GET / HTTP/1.1\r\n",
    b"HTTP/1.0",
]
TARGETS = [b"/", b"/a/b?c=d&e", b"/?", b"/%00", b"http://h/p?q", b"http://h", b"http://h?q", b"*"]
LINES = [
    b"Host: h",
    b"Accept: */*",
    b"X-Empty:",
    b"X-Blanks: \t v w \t",
    b"X-High: \xc3\xa9\xff",
    b"Connection: keep-alive",
    b"Connection: close",
    b"Expect: 100-continue",
    b"!#$%&'*+-.^_`|~09: token",
]
bodies = st.binary(max_size=40)
extensions = st.sampled_from([b"", b"", b";a", b";a=b", b';a="b"'])


@st.composite
def well_formed(draw: st.DrawFn) -> bytes:
    """One request that must be accepted."""
    method = draw(st.sampled_from([b"GET", b"POST", b"PUT", b"HEAD", b"OPTIONS", b"M-SEARCH"]))
    lines = draw(st.lists(st.sampled_from(LINES[1:]), max_size=5))
    lines.insert(draw(st.integers(0, len(lines))), LINES[0])
    body = b""
    match draw(st.sampled_from(["none", "length", "chunked"])):
        case "length":
            body = draw(bodies)
            lines.append(b"Content-Length: %d" % len(body))
        case "chunked":
            lines.append(draw(st.sampled_from([b"Transfer-Encoding: chunked ", b"te: x"])))
            if lines[-1].startswith(b"Transfer"):
                body = _chunks(draw)
    target = draw(st.sampled_from(TARGETS))
    return b"\r\n".join((method + b" " + target + b" HTTP/1.1", *lines, b"", b"")) + body


def _chunks(draw: st.DrawFn) -> bytes:
    raw = b""
    for data in draw(st.lists(bodies.filter(len), max_size=3)):
        raw += b"%x%b\r\n%b\r\n" % (len(data), draw(extensions), data)
    trailers = draw(st.lists(st.sampled_from(LINES[1:5]), max_size=2))
    return raw + b"0\r\n" + b"".join(line + b"\r\n" for line in trailers) + b"\r\n"


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A few requests with a few faults."""
    raw = b"".join(draw(st.lists(well_formed(), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(1, 3))):
        # Faults next to line ends and separators matter most, so most of them go there.
        marks = [at for at, byte in enumerate(raw) if byte in b"\r\n: "] or [0]
        at = draw(st.one_of(st.sampled_from(marks), st.integers(0, len(raw))))
        cut = draw(st.sampled_from([0, 0, 1, 2, 5]))
        raw = raw[:at] + draw(st.sampled_from([b"", *NASTY])) + raw[at + cut :]
    return raw


def cut(raw: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(raw), *(place % (len(raw) + 1) for place in places)})
    return [raw[a:b] for a, b in pairwise(edges)]


cuts = st.lists(st.integers(0, 1 << 16), max_size=12)


@settings(max_examples=shortened(300), deadline=None)
@given(st.lists(well_formed(), min_size=1, max_size=4), cuts)
def test_well_formed_requests_are_all_accepted_as_h11_reads_them(
    requests: list[bytes], places: list[int]
) -> None:
    raw = b"".join(requests)
    here, refused = read_here(cut(raw, places))
    assert not refused
    start = 0
    for read, sent in zip(here, requests, strict=False):
        agree(read, read_by_h11(raw, start))
        start += len(sent)
        assert read.end == start
    stopped = b"Connection: close" in b"".join(requests[: len(here)])
    assert stopped or len(here) == len(requests)


@settings(max_examples=shortened(1_500), deadline=None)
@given(mutated(), cuts)
def test_whatever_is_accepted_h11_reads_likewise(raw: bytes, places: list[int]) -> None:
    here, _ = read_here(cut(raw, places))
    start = 0
    for read in here:
        start += laxness(raw, start)
        agree(read, read_by_h11(raw, start))
        start = read.end


@settings(max_examples=shortened(500), deadline=None)
@given(st.one_of(mutated(), st.binary(max_size=200)), cuts)
def test_where_segments_end_changes_nothing(raw: bytes, places: list[int]) -> None:
    whole = read_here([raw])
    assert read_here(cut(raw, places)) == whole
    assert read_here([raw[at : at + 1] for at in range(len(raw))]) == whole


@pytest.mark.parametrize("name", STRICTER)
def test_stricter_than_h11(name: str) -> None:
    raw = BAD[name][0]
    assert read_here([raw]) == ([], True)
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    connection.receive_data(raw)
    event = connection.next_event()
    while event is not h11.NEED_DATA and not isinstance(event, (h11.EndOfMessage, h11.Request)):
        event = connection.next_event()


@pytest.mark.parametrize("name", sorted(BAD.keys() - STRICTER.keys()))
def test_all_other_bad_input_is_refused_by_both(name: str) -> None:
    raw = BAD[name][0]
    assert read_here([raw]) == ([], True)
    assert read_by_h11(raw, 0) is None


@pytest.mark.parametrize("extra", LAXER.values(), ids=LAXER.keys())
def test_laxer_than_h11(extra: bytes) -> None:
    raw = extra + get(b"/a")
    assert [read.target for read in read_here([raw])[0]] == [b"/a"]
    assert read_by_h11(raw, 0) is None
    assert len(read_here([raw + raw])[0]) == 2
    assert len(read_here([raw[at : at + 1] for at in range(len(raw))])[0]) == 1
    assert read_here([extra + raw]) == ([], True)
    assert read_here([extra, raw]) == ([], True)


class Ok(TaskApplication):
    """Counts what it answered."""

    def __init__(self) -> None:
        self.answered = 0

    def admit(self, _method: bytes, path: bytes, _headers: Headers) -> int | Response:
        return 50 if path != b"/refused" else Response(404, [], b"")

    async def handle(self, request: Request) -> Response:
        self.answered += 1
        return Response(200, [], b"ok")


@pytest.fixture(scope="module")
def run() -> Iterator[Callable[..., object]]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield runner.run


CANARY = post(b"alive")


@settings(max_examples=shortened(500), deadline=None)
@given(raw=st.one_of(mutated(), st.binary(max_size=300)), places=cuts, reads=st.booleans())
def test_nothing_crashes_the_server(
    run: Callable[..., object], raw: bytes, places: list[int], reads: bool
) -> None:
    run(_survives(cut(raw, places), reads))


@pytest.mark.parametrize("raw", [get() * 500, chunked(b"x" * 50) * 9, b"\r\n" * 999, b"\0" * 9999])
def test_no_flood_crashes_the_server(run: Callable[..., object], raw: bytes) -> None:
    run(_survives([raw], True))


async def _survives(segments: list[bytes], reads: bool) -> None:
    app = Ok()
    shared = HttpServer(app, LIMITS, TIMEOUTS, engine=engine()).attach(asyncio.get_running_loop())
    connection = InboundConnection(shared)
    transport = MemoryTransport(connection)
    for segment in segments:
        transport.deliver(segment)
        await _settled(shared)
    if not reads and not transport.lost:
        connection.pause_writing()
    if not transport.lost:
        connection.eof_received()
        await _settled(shared)
    if not transport.lost:
        connection.expire()
        connection.abort()
    assert bytes(transport.written).count(b"HTTP/1.1 200 OK\r\n") == app.answered
    assert not shared.connections
    assert (shared.load.connections, shared.load.in_flight, shared.load.buffered_bytes) == (0, 0, 0)
    canary = MemoryTransport(InboundConnection(shared))
    canary.deliver(CANARY)
    await _settled(shared)
    assert canary.written.startswith(b"HTTP/1.1 200 OK\r\n")
    canary.lose()


async def _settled(shared: Shared) -> None:
    while shared.tasks:
        await asyncio.wait(shared.tasks)
