"""The compiled core reads and writes HTTP as the Python code does, or leaves it to that."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hookshift.domain.http import Headers
from tests.core.differential import core, cuts
from tests.core.http_alike import (
    BODY_BYTES,
    HEADER_BYTES,
    HEADER_COUNT,
    answer_alike,
    head_alike,
    headers_alike,
    joined_alike,
)
from tests.core.test_memory import SLACK, grown

META = (
    b"POST /webhook/whatsapp?tenant=7 HTTP/1.1\r\nHost: hooks.example.com\r\n"
    b"User-Agent: facebookexternalua\r\nAccept: */*\r\nAccept-Encoding: deflate, gzip\r\n"
    b"Content-Type: application/json\r\nX-Hub-Signature: sha1=00\r\n"
    b"X-Hub-Signature-256: sha256=00 \t\r\nContent-Length: 17\r\nConnection: keep-alive\r\n\r\n"
)
NGINX = (
    b"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sat, 28 Nov 2026 10:00:00 GMT\r\n"
    b"Content-Type: application/json\r\nContent-Length: 16\r\nConnection: keep-alive\r\n"
    b'Keep-Alive: timeout=5\r\nproxy-x: y\r\n\r\n{"success":true}'
)
SUPABASE = (
    b"HTTP/1.1 200 OK\r\nDate: Sat, 28 Nov 2026 10:00:00 GMT\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\nConnection: keep-alive\r\nsb-request-id: 0193\r\n"
    b'vary: Accept-Encoding\r\nServer: cloudflare\r\n\r\n10\r\n{"success":true}\r\n0\r\n\r\n'
)
NAMES = (
    b"Host", b"Content-Length", b"content-length", b"Transfer-Encoding", b"Connection", b"Expect",
    b"Upgrade", b"Proxy-Connection", b"Keep-Alive", b"X-A", b"x_a", b"Te", b"Trailer", b"X-\xc3",
)  # fmt: skip
VALUES = (
    b"h", b"h:80", b"h:65536", b"h:", b"[::1]", b"a b", b"", b" ", b"17", b"016", b"+17", b"-1",
    b"999999999999", b"16, 16", b"chunked", b"Chunked", b"gzip, chunked", b"keep-alive",
    b"Keep-Alive", b"close", b"keep-alive, x-a", b"upgrade", b"100-continue", b"h2c", b"\xc3\xa9",
    b"a\tb", b"a\0", b"a\x7f", b"a\x01",
)  # fmt: skip
ENDS = st.sampled_from([b"\r\n"] * 8 + [b"\n", b"\r", b"\r\n "])
LINES = st.tuples(
    st.sampled_from(NAMES), st.sampled_from([b": ", b":", b":\t ", b" :"]),
    st.sampled_from(VALUES), st.sampled_from([b"", b" ", b"\t "]), ENDS,
).map(b"".join)  # fmt: skip
FIRST = st.sampled_from(
    (
        b"POST / HTTP/1.1\r\nHost: h\r\n",
        b"POST /a?b=%20?c HTTP/1.1\r\nhost: h:1\r\nContent-Length: 3\r\n",
        b"POST  / HTTP/1.1\r\n",
        b"POST /# HTTP/1.1\r\nhost: h\r\n",
        b"POST /\xc3\xa9 HTTP/1.1\r\nhost: h\r\n",
        b"POST / HTTP/1.0\r\nhost: h\r\n",
        b"GET / HTTP/1.1\r\nhost: h\r\n",
        b"POST //h/a HTTP/1.1\r\nhost: h\r\n",
        b"POST http://h/ HTTP/1.1\r\nhost: h\r\n",
    )
)
STATUS = st.sampled_from(
    (
        b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 \r\n", b"HTTP/1.1 200\r\n", b"HTTP/1.0 200 OK\r\n",
        b"HTTP/1.1 204 No\r\n", b"HTTP/1.1 304 No\r\n", b"HTTP/1.1 100 Go\r\n\r\n",
        b"HTTP/1.1 503 \xe9\r\n", b"HTTP/1.1 408 Late\r\n", b"HTTP/1.1 20 OK\r\n",
        b"HTTP/1.1 099 OK\r\n", b"HTTP/1.1 600 OK\r\n", b"HTTP/1.1 599 OK\r\n",
        b"HTTP/1.1  200 OK\r\n",
    )
)  # fmt: skip
BODIES = st.sampled_from(
    (
        b"", b"x" * 16, b"x" * 17, b"3\r\nabc\r\n0\r\n\r\n", b"3;a=b\r\nabc\r\n0\r\n\r\n",
        b"03\r\nabc\r\n0\r\nx: y\r\n\r\n", b"fff\r\n", b"0\r\n\r\n", b"0\r\n\r\nHTTP/1.1",
        b"1\r\na\r\n2\r\nbc\r\n00\r\n\r\n", b"3\r\nabcd\r\n0\r\n\r\n", b"12d\r\n" + b"x" * 301,
    )
)  # fmt: skip


def test_usual_heads_are_read() -> None:
    assert head_alike(META)
    headers_alike(META)
    assert head_alike(b"{}" + META + b"{}", start=2)
    assert answer_alike(NGINX)
    assert answer_alike(SUPABASE)


@pytest.mark.parametrize("message", [META, NGINX, SUPABASE])
def test_no_cut_and_no_damaged_byte_is_read_otherwise(message: bytes) -> None:
    for cut in cuts(message):
        assert not head_alike(cut)
        assert not answer_alike(cut)
    for place in range(len(message)):
        for byte in (0, 9, 10, 13, 32, 34, 35, 45, 48, 58, 63, 65, 95, 127, 128, 255):
            damaged = message[:place] + bytes((byte,)) + message[place + 1 :]
            head_alike(damaged)
            answer_alike(damaged)


@given(FIRST, st.lists(LINES, max_size=5))
@example(b"POST / HTTP/1.1\r\nHost: h\r\n", [b"Content-Length: 1\r\n"] * 2)
def test_any_head(first: bytes, lines: list[bytes]) -> None:
    for more in (b"", b"content-length: 3\r\n"):
        whole = first + more + b"".join(lines) + b"\r\n"
        if head_alike(whole):
            headers_alike(whole)


@given(STATUS, st.lists(LINES, max_size=5), BODIES)
def test_any_answer(first: bytes, lines: list[bytes], body: bytes) -> None:
    answer_alike(first + b"".join(lines) + b"\r\n" + body)
    answer_alike(first + b"content-length: 16\r\n" + b"".join(lines) + b"\r\n" + body)
    answer_alike(first + b"transfer-encoding: chunked\r\n" + b"".join(lines) + b"\r\n" + body)


def test_every_status_with_a_body_is_read_but_those_that_have_none() -> None:
    for status in range(1_000):
        answer = b"HTTP/1.1 %03d Said\r\ncontent-length: 2\r\n\r\n{}" % status
        assert answer_alike(answer) is (200 <= status < 600 and status not in (204, 304)), status


def _head(more: bytes) -> bytes:
    return b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n" + more + b"\r\n"


def test_bounds_are_the_references_to_refuse() -> None:
    assert head_alike(_head(b"a: b\r\n" * (HEADER_COUNT - 2)))
    assert not head_alike(_head(b"a: b\r\n" * (HEADER_COUNT - 1)))
    room = HEADER_BYTES - len(_head(b"a: \r\n"))
    assert head_alike(_head(b"a: " + b"x" * room + b"\r\n"))
    assert not head_alike(_head(b"a: " + b"x" * (room + 1) + b"\r\n"))
    for size, is_read in ((BODY_BYTES, True), (BODY_BYTES + 1, False)):
        answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (size, b"x" * size)
        assert answer_alike(answer) is is_read
        chunk = b"%x\r\n%b\r\n" % (size, b"x" * size)
        answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n"
        assert answer_alike(answer) is is_read


@given(
    st.lists(st.tuples(st.sampled_from(NAMES).map(bytes.lower), st.binary(max_size=9))),
    st.frozensets(st.sampled_from([b"host", b"x-a", b"x_a", b"te"])),
    st.booleans(),
)
@example([(b"x_a", b"1"), (b"x-a", b"2"), (b"te", b"3")], frozenset({b"x-a"}), True)
@example([(b"x_a", b"1"), (b"x-a", b"2"), (b"te", b"3")], frozenset({b"x-a"}), False)
def test_any_headers_are_written_alike(
    headers: Headers, left_out: frozenset[bytes], alike: bool
) -> None:
    joined_alike(headers, left_out, alike=alike)


def test_what_is_no_header_is_an_error() -> None:
    for pair in ((b"a", None), (None, b"a"), (b"a",), (b"a", "b"), 1):
        with pytest.raises((TypeError, ValueError)):
            core().joined(b"", [pair], frozenset(), b"", True)


def test_nothing_is_leaked() -> None:
    def work() -> None:
        for message in (META, NGINX, SUPABASE):
            for end in range(0, len(message) + 1, 7):
                head_alike(message[:end])
                answer_alike(message[:end])
        head_alike(META)
        answer_alike(NGINX)
        answer_alike(SUPABASE)
        joined_alike([(b"x_a", b"b"), (b"c", b"d")], frozenset({b"x-a"}), alike=True)

    assert grown(work) < SLACK
