import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.errors import BadSignature
from hookshift.domain.http import Headers, Request
from hookshift.providers.signatures import matching_secret, signature

NAME = b"x-hub-signature-256"
HEX = b"ab" * 32


def request(body: bytes, *values: bytes) -> Request:
    headers: Headers = [(b"host", b"example.com"), *((NAME, value) for value in values)]
    return Request(b"POST", b"/", b"", headers, body, "127.0.0.1")


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=100))
def test_a_signature_is_the_hmac_of_the_body(body: bytes, secret: bytes) -> None:
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    assert signature(body, secret) == b"sha256=" + expected.encode()
    assert matching_secret(request(body, signature(body, secret)), NAME, [secret]) == secret


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_another_body_does_not_match(body: bytes, other: bytes) -> None:
    signed = request(other, signature(body, b"key"))
    if body == other:
        assert matching_secret(signed, NAME, [b"key"]) == b"key"
    else:
        with pytest.raises(BadSignature):
            matching_secret(signed, NAME, [b"key"])


def test_the_secret_that_matched_is_told() -> None:
    signed = request(b"body", signature(b"body", b"new"))
    assert matching_secret(signed, NAME, [b"old", b"new", b"newer"]) == b"new"


def test_upper_case_digits_are_the_same_digest() -> None:
    value = signature(b"body", b"key", prefix=b"").upper()
    assert matching_secret(request(b"body", b"sha256=" + value), NAME, [b"key"]) == b"key"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([], "X-Hub-Signature-256 is missing"),
        ([b"sha256=" + HEX], "does not match the body"),
        ([b"sha256=" + HEX, b"sha256=" + HEX], "is there 2 times"),
        ([b""], "is malformed"),
        ([b"sha256="], "is malformed"),
        ([b"sha1=" + HEX], "is malformed"),
        ([b"SHA256=" + HEX], "is malformed"),
        ([HEX], "is malformed"),
        ([b"sha256=" + HEX[:-1]], "is malformed"),
        ([b"sha256=" + HEX + b"0"], "is malformed"),
        ([b"sha256=" + HEX + b"00"], "is malformed"),
        ([b"sha256=" + HEX[:-1] + b"g"], "is malformed"),
        ([b"sha256=" + HEX[:-2] + b" 0"], "is malformed"),
        ([b"sha256=" + b"\xff" * 64], "is malformed"),
        ([b"sha256= " + HEX[:-1]], "is malformed"),
    ],
)
def test_refusals(values: list[bytes], text: str) -> None:
    with pytest.raises(BadSignature, match=text) as caught:
        matching_secret(request(b"body", *values), NAME, [b"key"])
    assert caught.value.status == 401


def test_a_right_signature_sent_twice_is_refused() -> None:
    right = signature(b"body", b"key")
    with pytest.raises(BadSignature, match="2 times"):
        matching_secret(request(b"body", right, right), NAME, [b"key"])


def test_a_bare_digest_is_taken_where_it_is_allowed() -> None:
    for prefix in (b"", b"sha256="):
        signed = request(b"body", signature(b"body", b"key", prefix=prefix))
        assert matching_secret(signed, NAME, [b"key"], bare=True) == b"key"
    with pytest.raises(BadSignature, match="with or without sha256="):
        matching_secret(request(b"body", b"md5=1"), NAME, [b"key"], bare=True)
