"""What is quoted of a handler's answer: what a person can read, and never more than the bound."""

import gzip
import zlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.http import Response
from hookshift.gateway.upstream.answer_text import MOST_CODINGS, READ_BYTES, answer_text

SAID = '{"error": "naïve: no such user"}'
PLAIN = SAID.encode()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def text(body: bytes, coding: str = "", kind: str = "application/json") -> str:
    headers = [(b"content-type", kind.encode()), (b"content-encoding", coding.encode())]
    return answer_text(Response(500, headers, body))


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (PLAIN, ""),
        (PLAIN, "identity"),
        (gzip.compress(PLAIN, mtime=0), "gzip"),
        (gzip.compress(PLAIN, mtime=0), "X-GZIP"),
        (zlib.compress(PLAIN), "deflate"),
        (raw_deflate(PLAIN), "deflate"),
        (gzip.compress(zlib.compress(PLAIN), mtime=0), "deflate, gzip"),
    ],
)
def test_a_compressed_answer_is_read(body: bytes, coding: str) -> None:
    assert text(body, coding) == SAID


@pytest.mark.parametrize("kind", ["text/plain; charset=ISO-8859-1", 'text/html;charset="latin1"'])
def test_an_older_charset_is_read(kind: str) -> None:
    assert text(SAID.encode("latin-1"), kind=kind) == SAID


def test_utf_16_is_read() -> None:
    assert text(SAID.encode("utf-16"), kind="text/plain; charset=utf-16") == SAID


@pytest.mark.parametrize(
    ("body", "coding", "why"),
    [
        (b"\x0b\x02\x80", "br", "br"),
        (b"\x0b\x02\x80", "zstd, \x1b[2J", "?_2j"),
        (b"nonsense", "gzip", "damaged gzip"),
        (bytes(range(128, 256)) * 2, "", "not text"),
        (gzip.compress(bytes(256), mtime=0), "gzip", "not text"),
    ],
)
def test_what_cannot_be_read_is_named(body: bytes, coding: str, why: str) -> None:
    shown = text(body, coding)
    assert shown.startswith("(unreadable: ")
    assert shown.isprintable()
    if "?" not in why:
        assert shown == f"(unreadable: {why})"


@pytest.mark.parametrize(
    ("body", "kind", "shown"),
    [
        (b"ab\0cd", "text/plain", "ab\ufffdcd"),
        (b"\xff\xfe\xfdab\0cd\xff", "text/plain", "(partly unreadable) ab \ufffd cd"),
        (
            b"\x80" * 100 + b"no such user" + b"\0" * 100,
            "application/octet-stream",
            "(partly unreadable) no such user",
        ),
        (SAID.encode("utf-16-le"), "application/json", SAID),
        (SAID.encode("utf-16-be"), "application/json", SAID),
        (
            b"\x80" * 100 + SAID.encode("latin-1") + bytes(100),
            "text/plain; charset=shift_jis",
            '(partly unreadable) {"error": "na \ufffd ve: no such user"}',
        ),
    ],
)
def test_what_is_readable_of_an_answer_is_read(body: bytes, kind: str, shown: str) -> None:
    assert text(body, kind=kind) == shown


def test_of_a_picture_nothing_is_quoted() -> None:
    noise = Random(7).randbytes(4_096)
    quoted = text(noise)
    assert len(quoted) < 100


def test_what_comes_before_the_damage_is_read() -> None:
    whole = gzip.compress(b"the reason, and more. " + bytes(reversed(range(256))) * 8, 0)
    assert text(whole[:40], "gzip").startswith("the reason")


def test_a_bomb_is_unpacked_no_further_than_the_bound() -> None:
    bomb = gzip.compress(b"a" * 50_000_000, mtime=0)
    assert text(bomb, "gzip") == "a" * READ_BYTES
    twice = gzip.compress(gzip.compress(b"a" * READ_BYTES, mtime=0))
    assert text(twice, "gzip, gzip") == "a" * READ_BYTES


def test_no_more_codings_are_undone_than_the_bound() -> None:
    many = PLAIN
    for _ in range(MOST_CODINGS + 1):
        many = gzip.compress(many, mtime=0)
    assert text(many, ", ".join(["gzip"] * 9)) == "(unreadable: gzip, gzip, gzip)"


def test_a_character_that_the_bound_cuts_in_two_is_left_out() -> None:
    assert text(b"a" * (READ_BYTES - 1) + "é".encode()) == "a" * (READ_BYTES - 1)


@given(
    body=st.binary(max_size=2_000) | st.text(st.characters(), max_size=500).map(
        lambda said: said.encode("utf-8", "surrogatepass")
    ),
    coding=st.sampled_from(["", "gzip", "deflate", "br", "gzip, deflate", ",,", "\0"]),
    charset=st.sampled_from(["", "utf-16", "utf-16le", "latin1", "zlib_codec", "punycode"]),
)  # fmt: skip
def test_whatever_comes_the_text_can_be_stored_and_shown(
    body: bytes, coding: str, charset: str
) -> None:
    shown = text(body, coding, f"text/plain; charset={charset}")
    assert shown.isprintable()
    assert len(shown) <= READ_BYTES
    shown.encode()
