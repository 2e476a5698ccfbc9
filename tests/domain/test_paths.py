"""Which paths mean the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.paths import canonical

SAME = [
    (b"/webhook/a+b", b"/webhook/a%20b"),
    (b"/webhook/a+b", b"/webhook/a%2Bb"),
    (b"/webhook/a+b", b"/webhook/a%2bb/"),
    (b"/webhook", b"/webhook/"),
    (b"/%77ebhook", b"/webhook"),
    (b"/caf%c3%a9", b"/caf%C3%A9"),
    (b"/", b"/"),
]
DIFFERENT = [
    (b"/a/b", b"/a%2Fb"),
    (b"/a", b"/A"),
    (b"/a", b"/a//"),
    (b"/a/b", b"/a//b"),
    (b"/a%2520b", b"/a%20b"),
    (b"/", b"//"),
    (b"/a%", b"/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same(one: bytes, other: bytes) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_not_the_same(one: bytes, other: bytes) -> None:
    assert canonical(one) != canonical(other)


@given(st.binary(max_size=30))
def test_any_path_with_every_byte_encoded_is_the_same(path: bytes) -> None:
    path = b"/" + path
    encoded = b"/".join(b"".join(b"%%%02x" % byte for byte in part) for part in path.split(b"/"))
    assert canonical(encoded) == canonical(path.replace(b"%", b"%25"))
