"""Who signed a request, its names and its headers: the core and the Python code say the same."""

import _hashlib
import hmac
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hookshift.core.choice import PYTHON
from hookshift.domain.errors import BadSignature
from hookshift.domain.http import Headers, Request
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import Trace, to_handler
from hookshift.gateway.ids import WEBHOOK_DIGITS, names
from hookshift.providers.signatures import key, matching_secret, signature
from tests.core.differential import core
from tests.core.test_memory import SLACK, grown

NAME = b"x-hub-signature-256"
SECRETS = (b"old", b"new")
KEYS = tuple(map(key, SECRETS))
BODY = b'{"object":"whatsapp_business_account"}'
RIGHT = signature(BODY, b"new")
NOBODY = TrustedCallers([])
TRACE = Trace("c-1", b"00-1-2-01")


def secret_of(headers: Headers, body: bytes) -> bytes | None:
    """What the reference finds."""
    try:
        return matching_secret(Request(b"POST", b"/", b"", headers, body, ""), NAME, SECRETS)
    except BadSignature:
        return None


def test_each_secret_is_found() -> None:
    for secret in SECRETS:
        signed = [(b"a", b"b"), (NAME, signature(BODY, secret))]
        assert core().signed_by(signed, NAME, BODY, KEYS) == secret == secret_of(signed, BODY)
        upper = [(NAME, b"sha256=" + signature(BODY, secret)[7:].upper())]
        assert core().signed_by(upper, NAME, BODY, KEYS) == secret == secret_of(upper, BODY)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(NAME, RIGHT), (NAME, RIGHT)],
        [(NAME, RIGHT[7:])],
        [(NAME, b"SHA256=" + RIGHT[7:])],
        [(NAME, RIGHT + b"0")],
        [(NAME, RIGHT[:-1])],
        [(NAME, RIGHT[:-1] + b"g")],
        [(NAME, RIGHT[:-2] + b" 0")],
        [(NAME, signature(BODY, b"other"))],
        [(NAME, signature(BODY + b" ", b"new"))],
    ],
)
def test_nothing_else_passes(headers: Headers) -> None:
    assert core().signed_by(headers, NAME, BODY, KEYS) is None
    assert secret_of(headers, BODY) is None


def test_each_digit_of_a_signature_counts() -> None:
    for place in range(7, len(RIGHT)):
        other = b"1" if RIGHT[place : place + 1] == b"0" else b"0"
        wrong = RIGHT[:place] + other + RIGHT[place + 1 :]
        assert core().signed_by([(NAME, wrong)], NAME, BODY, KEYS) is None


@given(st.binary(max_size=200), st.sampled_from([*SECRETS, b"other"]), st.binary(max_size=3))
def test_any_body(body: bytes, secret: bytes, more: bytes) -> None:
    headers = [(NAME, signature(body, secret))]
    assert core().signed_by(headers, NAME, body + more, KEYS) == secret_of(headers, body + more)


@given(st.binary(max_size=200), st.binary(max_size=300), st.booleans())
@example(b"", b"", True)
@example(b"k" * 64, b"x" * 55, True)
@example(b"k" * 65, b"x" * 64, False)
def test_a_key_signs_as_hmac_does(secret: bytes, body: bytes, direct: bool) -> None:
    signing = core().SigningKey(*key(secret), direct)

    assert signing.secret == secret
    expected = hmac.digest(secret, body, "sha256")
    assert [signing.digest(body) for _ in range(3)] == [expected] * 3


def test_openssl_is_called_directly_where_hashlib_is_a_library_of_its_own() -> None:
    expected = hasattr(_hashlib, "__file__") and not _hashlib.get_fips_mode()

    assert core().SigningKey(*key(b"secret")).is_direct == expected
    assert not core().SigningKey(*key(b"secret"), False).is_direct


@given(st.integers(0), st.integers(-2, 60))
def test_any_digits_make_the_same_names(seed: int, at: int) -> None:
    digits = Random(seed).randbytes(WEBHOOK_DIGITS // 2 + 25).hex()
    if 0 <= at <= len(digits) - WEBHOOK_DIGITS:
        assert core().webhook_names(digits, at) == names(digits, at)
    else:
        with pytest.raises(IndexError):
            core().webhook_names(digits, at)


HEADER_NAMES = (
    b"host", b"content-type", b"connection", b"x-a", b"x_a", b"forwarded", b"x-forwarded-for",
    b"x-real-ip", b"traceparent", b"te", NAME, b"x_hub_signature_256", b"user-agent",
)  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(HEADER_NAMES), st.sampled_from([b"1", b"close", b"x-a"]))),
    st.sampled_from(["", "192.0.2.1"]),
)
@example([(b"connection", b"x-a"), (b"x-a", b"1")], "192.0.2.1")
def test_a_handler_gets_the_same_headers(headers: Headers, peer: str) -> None:
    request = Request(b"POST", b"/", b"", headers, BODY, peer)
    given_ = to_handler(request, TRACE, NOBODY, core().kept_headers)
    assert given_ == to_handler(request, TRACE, NOBODY, PYTHON.keep)
    assert request.headers == headers, "they are still the request's"


def test_the_usual_headers_are_the_cores() -> None:
    headers = [(b"host", b"h"), (b"content-type", b"a/b"), (NAME, RIGHT)]
    assert core().kept_headers(headers, frozenset({b"host"}), frozenset({b"te"})) == headers[1:]
    for unusual in (b"te", b"x_a"):
        more = [*headers, (unusual, b"1")]
        assert core().kept_headers(more, frozenset({b"host"}), frozenset({b"te"})) is None


def test_nothing_is_leaked() -> None:
    digits, signed = "0" * 100, [(NAME, RIGHT)]

    def work() -> None:
        core().signed_by(signed, NAME, BODY, KEYS)
        core().signed_by([(NAME, RIGHT[:-1] + b"g")], NAME, BODY, KEYS)
        core().webhook_names(digits, 7)
        core().kept_headers([(b"a", b"b"), (b"c_d", b"e")], frozenset(), frozenset())

    assert grown(work) < SLACK
