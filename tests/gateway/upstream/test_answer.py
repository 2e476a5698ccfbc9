"""Reading answers: any valid one, however it arrives, reads as h11 reads it; others are refused."""

from collections.abc import Sequence
from itertools import pairwise

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.http import Headers, Response
from hookshift.gateway.upstream.answer import (
    HEADER_BYTES,
    HEADER_COUNT,
    INTERIM_ANSWERS,
    AnswerProgress,
    AnswerReader,
    BadAnswer,
)

BOUND = 1_000
OK = b"HTTP/1.1 200 OK\r\n"
EMPTY = b"Content-Length: 0\r\n\r\n"


def read(*segments: bytes, reader: AnswerReader | None = None) -> tuple[AnswerProgress, Response]:
    reader = reader or AnswerReader(BOUND)
    progress = AnswerProgress.MORE
    for segment in segments:
        assert progress is AnswerProgress.MORE
        progress = reader.feed(segment)
    return progress, reader.response()


def refused(*segments: bytes) -> str:
    with pytest.raises(BadAnswer) as caught:
        read(*segments)
    return str(caught.value)


def read_by_h11(data: bytes) -> Response:
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="POST", target="/", headers=[("Host", "x")]))
    client.send(h11.EndOfMessage())
    client.receive_data(data)
    client.receive_data(b"")
    status, headers, body = 0, [], b""
    while not isinstance(event := client.next_event(), h11.EndOfMessage):
        if isinstance(event, h11.Response):
            status, headers = event.status_code, list(event.headers)
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        else:
            assert isinstance(event, h11.InformationalResponse)
    dropped = {b"content-length", b"transfer-encoding", b"connection", b"keep-alive"}
    return Response(status, [pair for pair in headers if pair[0] not in dropped], body)


token = st.text("abcXYZ019-_", min_size=1, max_size=8).map(lambda text: b"x-" + text.encode())
value = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20).map(
    lambda text: text.strip().encode()
)
space = st.sampled_from([b"", b" ", b"\t", b"  \t"])
lines = st.lists(
    st.tuples(token, space, value, space).map(lambda p: p[0] + b":" + p[1] + p[2] + p[3] + b"\r\n"),
    max_size=5,
)


@st.composite
def answers(draw: st.DrawFn) -> tuple[bytes, bool]:
    """A valid answer, and whether only the connection's end completes it."""
    interim = draw(st.lists(st.sampled_from([b"100 Continue", b"103 Early Hints"]), max_size=3))
    head = b"".join(b"HTTP/1.1 " + line + b"\r\nX-I: 1\r\n\r\n" for line in interim)
    status = draw(st.sampled_from([b"200 OK", b"201 ", b"204 No", b"304 No", b"404 X", b"503 x"]))
    pieces = draw(st.lists(st.binary(min_size=1, max_size=60), max_size=5))
    body = b"".join(pieces)
    framing = draw(st.sampled_from(["length", "chunked", "close"]))
    if status[:3] in (b"204", b"304"):
        framing, body = "none", b""
    if framing == "length":
        line, payload = b"Content-Length: %d\r\n" % len(body), body
    elif framing == "chunked":
        line = b"Transfer-Encoding: Chunked\r\n"
        chunks = [b"%x;e=1\r\n" % len(piece) + piece + b"\r\n" for piece in pieces]
        payload = b"".join(chunks) + b"0\r\n" + draw(st.sampled_from([b"", b"T: 1\r\n"])) + b"\r\n"
    else:
        line, payload = b"", body
    around = draw(lines), draw(lines)
    head += b"HTTP/1.1 " + status + b"\r\n" + b"".join(around[0]) + line + b"".join(around[1])
    connection = draw(
        st.sampled_from([b"", b"Connection: close\r\n", b"Connection: keep-alive\r\n"])
    )
    return head + connection + b"\r\n" + payload, framing == "close"


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted({place % len(data) for place in places} - {0}), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


@given(answers(), st.lists(st.integers(0, 10_000), max_size=12))
def test_any_valid_answer_however_segmented_reads_as_h11_reads_it(
    answer: tuple[bytes, bool], places: list[int]
) -> None:
    data, until_close = answer
    reader = AnswerReader(BOUND)
    progress, response = read(*cut(data, places), reader=reader)
    assert response == read_by_h11(data)
    assert reader.complete_at_end() == until_close
    if until_close:
        assert progress is AnswerProgress.MORE
    else:
        closing = b"Connection: close" in data
        assert progress is (AnswerProgress.LAST if closing else AnswerProgress.REUSABLE)


@given(answers().filter(lambda answer: not answer[1]), st.integers(0, 10_000))
def test_a_cut_off_answer_never_counts_as_complete(answer: tuple[bytes, bool], end: int) -> None:
    data, _ = answer
    reader = AnswerReader(BOUND)
    assert reader.feed(data[: end % len(data)]) is AnswerProgress.MORE
    assert not reader.complete_at_end()


@given(st.lists(answers().filter(lambda answer: not answer[1]), min_size=2, max_size=4))
def test_answers_on_one_connection_do_not_touch(several: list[tuple[bytes, bool]]) -> None:
    reader = AnswerReader(BOUND)
    for data, _ in several:
        reader.start()
        progress, response = read(data, reader=reader)
        assert response == read_by_h11(data)
        if progress is AnswerProgress.LAST:
            break


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_garbage_is_refused_or_incomplete_never_something_else(
    noise: bytes, places: list[int]
) -> None:
    reader = AnswerReader(BOUND)
    try:
        for segment in cut(OK + noise, places):
            if reader.feed(segment) is not AnswerProgress.MORE:
                break
    except BadAnswer:
        return
    assert len(reader.response().body) <= BOUND


@pytest.mark.parametrize(
    ("version", "connection", "expected"),
    [
        (b"1.1", b"", AnswerProgress.REUSABLE),
        (b"1.1", b"Connection: close\r\n", AnswerProgress.LAST),
        (b"1.1", b"Connection: x-a, Close\r\n", AnswerProgress.LAST),
        (b"1.0", b"", AnswerProgress.LAST),
        (b"1.0", b"Connection: keep-alive\r\n", AnswerProgress.REUSABLE),
    ],
)
def test_what_keeps_a_connection(
    version: bytes, connection: bytes, expected: AnswerProgress
) -> None:
    assert read(b"HTTP/%b 200 OK\r\n%b" % (version, connection) + EMPTY)[0] is expected


@pytest.mark.parametrize("extra", [b"x", OK, OK + EMPTY, b"\x00", b"HTTP/1.1 100 \r\n\r\n"])
@pytest.mark.parametrize("close", [b"", b"Connection: close\r\n"])
def test_bytes_behind_an_answer_cost_the_connection_not_the_answer(
    extra: bytes, close: bytes
) -> None:
    progress, response = read(OK + close + b"Content-Length: 2\r\n\r\nok" + extra)
    assert (progress, response) == (AnswerProgress.LAST, Response(200, [], b"ok"))


def test_headers_of_the_connection_are_dropped() -> None:
    given_headers = (
        b"Connection: keep-alive, X-Own\r\nConnection: x-more\r\nKeep-Alive: timeout=5\r\n"
        b"X-Own: 1\r\nX-More: 2\r\nTE: trailers\r\nTrailer: T\r\nUpgrade: h2c\r\n"
        b"Proxy-Authenticate: Basic\r\nProxy-Connection: close\r\nX-Kept: 3\r\nSet-Cookie: a\r\n"
        b"Set-Cookie: b\r\n"
    )
    kept: Headers = [(b"x-kept", b"3"), (b"set-cookie", b"a"), (b"set-cookie", b"b")]
    assert read(OK + given_headers + EMPTY)[1].headers == kept


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 20 OK\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        OK + b"A: b\r\n folded\r\n\r\n",
        OK + b"A\x00: b\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    ],
)
def test_what_is_not_http_is_refused(data: bytes) -> None:
    assert "is not HTTP" in refused(data)


SAME_LENGTH = [
    b"Content-Length: 2\r\nX-A: b\r\ncontent-length: 2\r\nCONTENT-LENGTH:2\r\n",
    b"Content-Length: 2, 2 ,2\r\nX-A: b\r\n",
    b"X-A: b\r\nContent-Length: 2\r\nContent-Length: 2,2\r\n",
]


@given(st.sampled_from(SAME_LENGTH), st.booleans(), st.lists(st.integers(0, 200), max_size=5))
def test_equal_lengths_count_as_one_however_the_answer_is_segmented(
    lengths: bytes, interim: bool, places: list[int]
) -> None:
    """Whoever answers next on the connection is read from its first byte."""
    reader = AnswerReader(BOUND)
    first = b"HTTP/1.1 103 Early\r\nLink: a\r\n\r\n" * interim + OK + lengths + b"\r\nok"
    for data, body in ((first, b"ok"), (OK + b"Content-Length: 3\r\n\r\n123", b"123")) * 2:
        reader.start()
        progress, response = read(*cut(data, places), reader=reader)
        assert progress is AnswerProgress.REUSABLE
        assert (response.status, response.body) == (200, body)
        assert response.headers == [(b"x-a", b"b")] * (body == b"ok")


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 2\r\nContent-Length: 3\r\n",
        b"Content-Length: 2, 3\r\n",
        b"Content-Length: 2\r\nContent-Length: 02\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 2,\r\n",
        b"Content-Length: 2\r\nContent-Length: 2\r\nContent-Length: x\r\n",
    ],
)
@pytest.mark.parametrize("rest", [b"", b"X-More: 1\r\n", b"\r\nok"])
def test_lengths_that_differ_are_refused_as_soon_as_they_are_seen(
    lengths: bytes, rest: bytes
) -> None:
    assert "Content-Length that is not a number, or several" in refused(OK + lengths + rest)


def test_headers_behind_a_repeated_length_are_bounded_too() -> None:
    lengths = OK + b"Content-Length: 2\r\n" * 2
    assert "bytes" in refused(lengths, *[b"X-A: " + b"b" * 1_000 + b"\r\n"] * 70)
    assert "headers" in refused(lengths + b"A: b\r\n" * HEADER_COUNT + b"\r\nok")


@pytest.mark.parametrize("behind", [b"x", OK + EMPTY])
def test_bytes_behind_an_answer_of_equal_lengths_cost_the_connection(behind: bytes) -> None:
    progress, response = read(OK + SAME_LENGTH[0] + b"\r\nok" + behind)
    assert (progress, response.body) == (AnswerProgress.LAST, b"ok")


@pytest.mark.parametrize(
    "coding",
    [
        b"gzip",
        b"gzip, chunked",
        b"identity",
        b"chunked, chunked",
        b"chunked\r\nTransfer-Encoding: chunked",
    ],
)
@pytest.mark.parametrize("length", [b"", b"Content-Length: 2\r\n"])
def test_codings_of_the_connection_that_were_not_asked_for(coding: bytes, length: bytes) -> None:
    text = refused(OK + length + b"Transfer-Encoding: " + coding + b"\r\n\r\n0\r\n\r\n")
    assert "Transfer-Encoding other than chunked" in text


def test_switching_protocols_is_refused() -> None:
    head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
    assert "101" in refused(head)


def test_an_interim_answer_alone_is_not_completed_by_the_end() -> None:
    reader = AnswerReader(BOUND)
    reader.feed(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert not reader.complete_at_end()


def test_bound_of_interim_answers() -> None:
    interim = b"HTTP/1.1 102 Processing\r\n\r\n"
    assert read(interim * INTERIM_ANSWERS + OK + EMPTY)[0] is AnswerProgress.REUSABLE
    assert "interim" in refused(interim * (INTERIM_ANSWERS + 1))


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_bound_of_the_body(framing: str) -> None:
    def answer(size: int) -> bytes:
        body = b"x" * size
        if framing == "length":
            return OK + b"Content-Length: %d\r\n\r\n" % size + body
        if framing == "chunked":
            return OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % size + body + b"\r\n0\r\n\r\n"
        return OK + b"\r\n" + body

    assert len(read(answer(BOUND))[1].body) == BOUND
    assert "1,000 bytes (response_bytes)" in refused(answer(BOUND + 1))


def test_a_declared_length_over_the_bound_is_refused_before_the_body() -> None:
    assert "response_bytes" in refused(OK + b"Content-Length: %d\r\n\r\n" % (BOUND + 1))


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
@pytest.mark.parametrize(
    ("announced", "expected"),
    [
        (b"", AnswerProgress.REUSABLE),
        (b"Content-Length: 0\r\n", AnswerProgress.REUSABLE),
        (b"Content-Length: 2\r\n", AnswerProgress.LAST),
        (b"Content-Length: 99999999\r\n", AnswerProgress.LAST),
        (b"Transfer-Encoding: chunked\r\n", AnswerProgress.LAST),
        (b"Transfer-Encoding: gzip\r\n", AnswerProgress.LAST),
    ],
)
def test_an_answer_without_a_body_that_announces_one_is_the_connections_last(
    status: bytes, announced: bytes, expected: AnswerProgress
) -> None:
    """Python's http.server sends the body all the same; it would go to the next request."""
    progress, response = read(b"HTTP/1.1 " + status + b"\r\n" + announced + b"\r\n")
    assert (progress, response.body) == (expected, b"")


@pytest.mark.parametrize("announced", [b"Content-Length: 2\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_an_interim_answer_that_announces_a_body_makes_the_answer_the_last(
    announced: bytes,
) -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\n" + announced + b"\r\n"
    reader = AnswerReader(BOUND)
    assert read(interim + OK + EMPTY, reader=reader)[0] is AnswerProgress.LAST
    reader.start()
    assert read(OK + EMPTY, reader=reader)[0] is AnswerProgress.REUSABLE


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("length", [0, 3, 5, BOUND + 1])
def test_chunked_counts_beside_a_length_and_ends_the_connection(order: int, length: int) -> None:
    """RFC 9112, section 6.3: the length is overridden, and the message may be an attack."""
    lines = [b"Transfer-Encoding: chunked\r\n", b"Content-Length: %d\r\n" % length][::order]
    data = OK + b"".join(lines) + b"\r\n3\r\nabc\r\n0\r\n\r\n"
    for cuts in (range(0), range(1, len(data))):
        reader = AnswerReader(BOUND)
        assert read(*cut(data, cuts), reader=reader) == (
            AnswerProgress.LAST,
            Response(200, [], b"abc"),
        )
    reader = AnswerReader(BOUND)
    assert reader.feed(data[:-5]) is AnswerProgress.MORE
    assert not reader.complete_at_end()


def test_chunked_in_http_1_0_ends_the_connection() -> None:
    """RFC 9112, section 6.1: nothing of that version knows the coding."""
    head = b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert read(head + b"1\r\na\r\n0\r\n\r\n") == (AnswerProgress.LAST, Response(200, [], b"a"))


@pytest.mark.parametrize("status", [b"000", b"007", b"099"])
def test_a_status_below_100_is_refused(status: bytes) -> None:
    """Taken for an interim one, it would be merged with the answer behind it."""
    bad = b"HTTP/1.1 " + status + b" OK\r\nX-A: b\r\n"
    assert f"has the status {status.decode()}" in refused(bad + EMPTY)
    assert f"has the status {status.decode()}" in refused(bad + EMPTY + OK + EMPTY)


def test_bound_of_the_header_count() -> None:
    assert len(read(OK + b"A: b\r\n" * (HEADER_COUNT - 1) + EMPTY)[1].headers) == HEADER_COUNT - 1
    assert "headers" in refused(OK + b"A: b\r\n" * HEADER_COUNT + EMPTY)


@pytest.mark.parametrize("step", [1_000, 1_000_000])
def test_bound_of_the_header_bytes(step: int) -> None:
    fits = OK + b"A: " + b"x" * (HEADER_BYTES - 100) + b"\r\n" + EMPTY
    assert (
        read(*[fits[i : i + step] for i in range(0, len(fits), step)])[0] is AnswerProgress.REUSABLE
    )
    over = OK + b"A: " + b"x" * HEADER_BYTES + b"\r\n" + EMPTY
    assert "65,536" in refused(*[over[i : i + step] for i in range(0, len(over), step)])


@pytest.mark.parametrize("filler", [b"A: ", b"HTTP/1.1 200 "])
def test_a_line_that_never_ends_is_bounded(filler: bytes) -> None:
    start = OK if filler == b"A: " else b""
    assert "65,536" in refused(start + filler, *[b"x" * 1_000] * 100)


@pytest.mark.parametrize("endless", [b"T: " + b"x" * 70_000, b"T: x\r\n" * 70_000])
def test_trailers_are_bounded(endless: bytes) -> None:
    head = OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"
    segments = [endless[i : i + 1_000] for i in range(0, len(endless), 1_000)]
    assert "65,536" in refused(head, *segments)


def test_chunk_extensions_are_bounded() -> None:
    head = OK + b"Transfer-Encoding: chunked\r\n\r\n1;"
    assert "65,536" in refused(head, *[b"x" * 1_000] * 100)
