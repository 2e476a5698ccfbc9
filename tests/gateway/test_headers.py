"""What travels with a webhook and what stays behind."""

import re
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.http import HOP_BY_HOP, Headers, Request, Response, header
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import (
    replaced,
    to_handler,
    to_provider,
    trace,
    with_domains,
)
from hookshift.gateway.ids import IdSource

TRUSTED = TrustedCallers([ip_network("10.0.0.0/8"), ip_network("::1/128")])
PARENT = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def request(headers: Headers, peer: str = "203.0.113.9") -> Request:
    return Request(b"POST", b"/webhook", b"", headers, b"{}", peer)


def forwarded(headers: Headers, peer: str = "203.0.113.9") -> Headers:
    incoming = request(headers, peer)
    return to_handler(incoming, trace(incoming, TRUSTED, IdSource()), TRUSTED)


def test_a_stranger_gets_new_ids_whatever_he_sends() -> None:
    result = forwarded([(b"x-correlation-id", b"mine"), (b"traceparent", PARENT)])
    correlation = header(result, b"x-correlation-id")
    parent = header(result, b"traceparent")
    assert correlation
    assert re.fullmatch(
        rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}", correlation
    )
    assert parent
    assert re.fullmatch(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-01", parent)
    assert parent[3:35] == correlation.replace(b"-", b"")


@pytest.mark.parametrize("peer", ["10.1.2.3", "::1", "::ffff:10.1.2.3"])
def test_a_trusted_caller_keeps_his_ids(peer: str) -> None:
    result = forwarded([(b"x-correlation-id", b"mine"), (b"traceparent", PARENT)], peer)
    assert header(result, b"x-correlation-id") == b"mine"
    assert header(result, b"traceparent") == PARENT


@pytest.mark.parametrize("value", [b"", b"x" * 129, b"two words", b"\xff", b"tab\there"])
def test_an_ill_formed_correlation_id_is_replaced_even_from_a_trusted_caller(value: bytes) -> None:
    assert header(
        forwarded([(b"x-correlation-id", value)], "10.0.0.1"), b"x-correlation-id"
    ) not in (
        value,
        None,
    )


@pytest.mark.parametrize("peer", ["", "not an address", "fe80::1%eth0"])
def test_a_peer_without_a_usable_address_is_a_stranger(peer: str) -> None:
    assert (peer in TRUSTED) is False


names = st.sampled_from(
    [*HOP_BY_HOP, b"host", b"content-length", b"content-type", b"x-hub-signature-256", b"x-a"]
)


@given(st.lists(st.tuples(names, st.binary(max_size=5)), max_size=12))
def test_only_the_connections_own_headers_are_dropped(headers: Headers) -> None:
    headers = [pair for pair in headers if pair[0] != b"connection"]
    kept = [
        pair
        for pair in headers
        if pair[0] not in HOP_BY_HOP and pair[0] not in (b"host", b"content-length")
    ]
    assert forwarded(headers)[: len(kept)] == kept


def test_headers_named_by_connection_are_dropped() -> None:
    result = forwarded([(b"connection", b"close, X-Secret"), (b"x-secret", b"1"), (b"x-a", b"2")])
    assert header(result, b"x-secret") is None
    assert header(result, b"x-a") == b"2"


def test_the_domain_is_told_and_the_runbooks_marker_kept() -> None:
    result = with_domains(forwarded([]), ["jobs"])
    assert header(result, b"x-webhook-domain") == b"jobs"
    assert header(result, b"x-routed-from") == b"traffic-router"
    assert header(with_domains([], ["jobs", "property"]), b"x-webhook-domain") == b"jobs, property"


def test_a_new_signature_takes_the_place_of_the_old() -> None:
    old: Headers = [(b"x-hub-signature-256", b"old"), (b"x-a", b"1")]
    assert replaced(old, [(b"x-hub-signature-256", b"new")]) == [
        (b"x-a", b"1"),
        (b"x-hub-signature-256", b"new"),
    ]


def test_the_answer_keeps_the_handlers_headers_and_body() -> None:
    incoming = request([])
    names = trace(incoming, TRUSTED, IdSource())
    answer = Response(
        201,
        [(b"content-type", b"text/plain"), (b"date", b"x"), (b"sb-error-code", b"E")],
        b"body",
    )
    result = to_provider(answer, 200, names)
    assert result.status == 200
    assert result.body == b"body"
    assert header(result.headers, b"sb-error-code") == b"E"
    assert header(result.headers, b"date") is None
    assert header(result.headers, b"x-correlation-id") == names.correlation_id.encode()


OURS_UNDERSCORED = [b"x_event_id", b"x-event_id", b"x_correlation_id", b"x_hub_signature_256"]


@pytest.mark.parametrize(
    "name", [*OURS_UNDERSCORED, b"traceparent", b"content_length", b"x_forwarded_for"]
)
def test_a_header_that_some_handlers_would_take_for_ours_is_dropped(name: bytes) -> None:
    result = forwarded([(name, b"forged"), (b"x_own", b"1")])
    assert b"forged" not in [value for _, value in result]
    assert header(result, b"x_own") == b"1"


def test_a_header_that_some_handlers_would_take_for_another_one_is_dropped() -> None:
    result = forwarded([(b"x_api_key", b"forged"), (b"x-api-key", b"1")])
    assert (header(result, b"x_api_key"), header(result, b"x-api-key")) == (None, b"1")


def test_every_connection_header_counts() -> None:
    result = forwarded([
        (b"connection", b"keep-alive"), (b"connection", b"Upgrade, HTTP2-Settings"),
        (b"http2-settings", b"AAEA"), (b"upgrade", b"h2c"),
    ])  # fmt: skip
    assert header(result, b"http2-settings") is None
    assert header(result, b"upgrade") is None
