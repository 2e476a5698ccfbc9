"""Lines that were in the head before are what they would be in a first one."""

from hypothesis import given
from hypothesis import strategies as st

from hookshift.gateway.http.head import END
from tests.core.flight_alike import FlightAlike
from tests.core.fuzzing import SNAPSHOTS, TABLES
from tests.gateway.relay.flown import said

BODY = said(("250788000001", "job"))
LENGTH = b"Content-Length: %d" % len(BODY)
LINES = [
    b"Host: h", b"host: h", b"Host: other", b"Host: \xff", b"Accept: */*", b"ACCEPT: */*",
    b"Accept:  */*\t", b"X-A: 1", b"x_a: 1", b"X-Correlation-ID: c", b"traceparent: t",
    b"X-Forwarded-For: ::2", b"Connection: keep-alive", b"Connection: close", b"Expect: 1",
    b"X-Long: " + b"x" * 176, b"X-Long: " + b"x" * 182, b"X-Long: " + b"x" * 183,
    b"X-Long: " + b"x" * 4_000, b"A: 1", b"A: 1 2", b"", LENGTH, b"Content-Length: 1",
]  # fmt: skip
HEADS = st.lists(
    st.lists(st.sampled_from(LINES), max_size=5).map(lambda some: [b"Host: h", LENGTH, *some])
    | st.lists(st.sampled_from(LINES), max_size=19),
    max_size=6,
)


def request(lines: list[bytes]) -> bytes:
    """A webhook with this head, whose signature is yet to be put right."""
    return b"\r\n".join([b"POST /wa HTTP/1.1", *lines]) + END + BODY


@given(HEADS)
def test_any_heads_one_after_the_other(heads: list[list[bytes]]) -> None:
    alike = FlightAlike(TABLES[0])
    for lines in heads:
        first = FlightAlike(TABLES[0]).of_head(request(lines), SNAPSHOTS[1])
        assert alike.of_head(request(lines), SNAPSHOTS[1]) == first


def test_what_a_caller_may_say_depends_on_who_it_is() -> None:
    alike = FlightAlike(TABLES[0])
    usual, own = [b"Host: h", LENGTH], b"X-Correlation-ID: c"
    for _ in range(2):
        assert alike.of_head(request([*usual, own]), SNAPSHOTS[1])
        for lines, is_taken in (([*usual, own], False), (usual, True)):
            assert alike.is_taken_of_trusted(request(lines)) == is_taken
