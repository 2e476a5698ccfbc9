"""The reading side alone: a head in pieces, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.gateway.http import head, reader
from hookshift.gateway.http.reader import ReadStage, RequestReader
from hookshift.gateway.http.responses import Refusal
from tests.gateway.wire import LIMITS, get, post, sized_get


def admit(*_: object) -> int:
    return LIMITS.body_bytes


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def test_each_byte_of_a_head_in_pieces_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def counting(data: bytes | bytearray, checked: int = 0) -> None:
        looked_at.append(len(data) - checked)
        head.check_partial(data, checked)

    monkeypatch.setattr(reader, "check_partial", counting)
    raw = sized_get(LIMITS.header_bytes)
    one = RequestReader(LIMITS, admit, "192.0.2.1")
    requests = []
    for piece in in_pieces(raw, 1):
        one.feed(piece)
        requests.append(one.next())
    assert [request for request in requests if request is not None] == requests[-1:]
    assert sum(looked_at) == len(raw) - 1


wires = st.lists(
    st.sampled_from([
        get(), get(b"/a", b"A: b"), post(b"body"), b"\r\n" + get(), get() + b"\r\n" + post(b""),
        b"GET / HTTP/1.1\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nA: \0\r\n\r\n",
        b"no method\r\n\r\n",
        b"\r\n\r\n" + get(), sized_get(LIMITS.header_bytes + 1), b"\r", b"\n", b"\n\r\n",
    ]),
    max_size=3,
).map(b"".join)  # fmt: skip


def outcome(pieces: list[bytes]) -> list[object]:
    """What is read of it, until the first refusal."""
    one = RequestReader(LIMITS, admit, "192.0.2.1")
    found: list[object] = []
    for piece in pieces:
        one.feed(piece)
        try:
            while (request := one.next()) is not None:
                found.append(request)
        except Refusal:
            # Why may differ: what is wrong first is not seen first.
            return [*found, "refused"]
    return [*found, one.stage, one.held]


@given(wires, st.integers(1, 60))
def test_pieces_of_any_size_are_read_like_the_whole(wire: bytes, size: int) -> None:
    assert outcome(in_pieces(wire, size)) == outcome([wire] if wire else [])


def test_what_is_held_of_a_head_in_pieces_is_counted_and_forgotten() -> None:
    one = RequestReader(LIMITS, admit, "192.0.2.1")
    for piece in in_pieces(get()[:-1], 3):
        one.feed(piece)
        assert one.next() is None
    assert (one.stage, one.held) == (ReadStage.HEAD, len(get()) - 1)
    one.drop()
    assert one.held == 0
