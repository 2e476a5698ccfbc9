import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.errors import BadSignature
from hookshift.domain.http import Headers, Request
from hookshift.providers.generic import Generic
from hookshift.providers.signatures import matching_secret, of_a_part, signature
from hookshift.providers.whatsapp import WhatsApp

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


@pytest.mark.parametrize(
    "header",
    [
        (b"x-hub-signature", b"sha1=00"),
        (b"x-hub-signature-256", b"sha256=00"),
        (b"content-md5", b"x"),
        (b"digest", b"sha-256=x"),
        (b"content-digest", b"sha-256=:x:"),
        (b"repr-digest", b"sha-256=:x:"),
        (b"signature", b"sig1=:x:"),
        (b"signature-input", b"sig1=()"),
        (b"webhook-signature", b"v1,x"),
        (b"stripe-signature", b"t=1,v1=x"),
        (b"x-signature-256", b"x"),
        (b"x-shopify-hmac-sha256", b"x"),
        (b"x-amz-content-sha256", b"x"),
        (b"x_body_hash", b"x"),
        (b"x-checksum", b"x"),
        (b"idempotency-key", b"x"),
        (b"authorization", b"AWS4-HMAC-SHA256 Credential=x"),
        (b"authorization", b"Signature keyId=x"),
    ],
)
def test_what_speaks_of_the_whole_body_does_not_go_with_a_part(
    header: tuple[bytes, bytes],
) -> None:
    assert of_a_part([(b"user-agent", b"meta"), header], []) == [(b"user-agent", b"meta")]


@pytest.mark.parametrize(
    "header",
    [
        (b"authorization", b"Bearer hmac"),
        (b"x-hashtag", b"x"),
        (b"x-shared", b"x"),
        (b"x-assigned-to", b"x"),
        (b"content-type", b"application/json"),
        (b"traceparent", b"00-x"),
        (b"x-correlation-id", b"x"),
    ],
)
def test_other_headers_go_with_a_part(header: tuple[bytes, bytes]) -> None:
    assert of_a_part([header], []) == [header]


def test_a_part_is_signed_in_each_way_in_which_the_whole_was() -> None:
    provider, whole, part = WhatsApp([b"key"], b"token"), b"{whole}", b"{part}"
    old = b"sha1=" + hmac.new(b"key", part, hashlib.sha1).hexdigest().encode()
    new = provider.sign(part, b"key")
    both = [(b"x-hub-signature", b"sha1=00"), *provider.sign(whole, b"key")]
    assert provider.of_a_part(both, part, b"key") == [*new, (b"x-hub-signature", old)]
    assert provider.of_a_part(both[1:], part, b"key") == new
    assert provider.of_a_part(both, part, None) == []
    assert Generic().of_a_part([(b"digest", b"x"), (b"a", b"b")], part, None) == [(b"a", b"b")]
