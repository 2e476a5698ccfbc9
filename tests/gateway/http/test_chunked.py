"""The chunked decoder alone: bounds that are too fine for a socket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.gateway.http.chunked import SIZE_LINE_BYTES, ChunkedBody
from hookshift.gateway.http.responses import Refusal

OVERHEAD = 100


def decode(raw: bytes, step: int, limit: int = 1_000, overhead: int = OVERHEAD) -> bytes | None:
    """The body read in segments of `step` bytes; None if it does not end."""
    chunks = ChunkedBody(limit, overhead)
    held = b""
    for start in range(0, len(raw), step):
        held += raw[start : start + step]
        position, whole = chunks.read(held, 0)
        held = held[position:]
        if whole:
            assert held == b""
            return bytes(chunks.body)
    return None


@given(st.lists(st.binary(min_size=20, max_size=90), max_size=9), st.integers(1, 50))
def test_any_chunks_in_any_segments(parts: list[bytes], step: int) -> None:
    raw = b"".join(b"%X;x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    assert decode(raw, step) == b"".join(parts)
    assert decode(raw[:-1], step) is None


def tiny(count: int) -> bytes:
    return b"1\r\nx\r\n" * count + b"0\r\n\r\n"


# Framing of n chunks of one byte: 3 n for the sizes, 5 for the end; allowed: 100 + n.
BOUND = (OVERHEAD - 5) // 2


@pytest.mark.parametrize("step", [1, 1_000])
def test_tiny_chunks_are_bounded_by_their_framing(step: int) -> None:
    assert decode(tiny(BOUND), step) == b"x" * BOUND
    with pytest.raises(Refusal, match="framing outweighs"):
        decode(tiny(BOUND + 1), step)


@pytest.mark.parametrize("step", [1, 1_000])
def test_a_size_line_is_bounded(step: int) -> None:
    def raw(size: int) -> bytes:
        return b"1;" + b"e" * (size - 2) + b"\r\nx\r\n0\r\n\r\n"

    assert decode(raw(SIZE_LINE_BYTES), step, overhead=1_000) == b"x"
    with pytest.raises(Refusal, match=r"hexadecimal|too long"):
        decode(raw(SIZE_LINE_BYTES + 1), step, overhead=1_000)


@pytest.mark.parametrize("step", [1, 1_000])
def test_the_body_is_bounded(step: int) -> None:
    raw = b"5\r\nxxxxx\r\n5\r\nxxxxx\r\n0\r\n\r\n"
    assert decode(raw, step, limit=10) == b"x" * 10
    with pytest.raises(Refusal, match="larger than 9 bytes"):
        decode(raw, step, limit=9)


@pytest.mark.parametrize("step", [1, 1_000])
def test_trailers_are_bounded(step: int) -> None:
    def raw(size: int) -> bytes:
        return b"0\r\nA: " + b"b" * (size - 10) + b"\r\n\r\n"

    assert decode(raw(OVERHEAD), step) == b""
    with pytest.raises(Refusal):
        decode(raw(OVERHEAD + 1), step)
