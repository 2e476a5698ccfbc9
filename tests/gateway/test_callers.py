"""Who calls, when proxies stand before the gateway."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.http import Headers, Request, header
from hookshift.gateway import callers
from hookshift.gateway.callers import MOST_PROXIES, UNKNOWN, TrustedCallers

PROXY = "10.0.0.1"
STRANGER = "203.0.113.9"
FRIEND = "192.168.0.7"
CALLERS = TrustedCallers(
    [ip_network("192.168.0.0/16"), ip_network("127.0.0.0/8")],
    [ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"), ip_network("127.0.0.1/32")],
)
X, F = b"x-forwarded-for", b"forwarded"


def request(headers: Headers, peer: str = PROXY) -> Request:
    return Request(b"POST", b"/webhook", b"", headers, b"{}", peer)


NAMED: list[tuple[Headers, str]] = [
    ([], PROXY),
    ([(X, b"203.0.113.9")], STRANGER),
    ([(X, b"127.0.0.1, 192.168.0.7, 203.0.113.9")], STRANGER),
    ([(X, b"192.168.0.7"), (X, b"203.0.113.9")], STRANGER),
    ([(X, b"203.0.113.9, 10.0.0.2,10.0.0.3")], STRANGER),
    ([(X, b"203.0.113.9:4711")], STRANGER),
    ([(X, b"[2001:db9::1]:4711")], "2001:db9::1"),
    ([(X, b"2001:db9::1, 2001:db8::5")], "2001:db9::1"),
    ([(X, b"10.0.0.9, 10.0.0.2")], "10.0.0.9"),
    ([(X, b"192.168.0.7, unknown")], UNKNOWN),
    ([(X, b"192.168.0.7,")], UNKNOWN),
    ([(X, b"fe80::1%" + b"x" * 10_000)], UNKNOWN),
    ([(X, b"")], UNKNOWN),
    ([(X, b"192.168.0.7 \xff")], UNKNOWN),
    ([(F, b"for=203.0.113.9")], STRANGER),
    ([(F, b"for=192.168.0.7;proto=https, By=10.0.0.2; FOR=203.0.113.9 ;proto=http")], STRANGER),
    ([(F, b'for="[2001:db9::1]:4711"')], "2001:db9::1"),
    ([(F, b'for="192.168.0.7, for=203.0.113.9')], STRANGER),
    ([(F, b"for=192.168.0.7"), (F, b"for=203.0.113.9")], STRANGER),
    ([(F, b"for=192.168.0.7, for=_hidden")], UNKNOWN),
    ([(F, b"for=192.168.0.7, proto=https")], UNKNOWN),
    ([(F, b"for=203.0.113.9"), (X, b"203.0.113.9")], STRANGER),
    ([(F, b"for=192.168.0.7"), (X, b"203.0.113.9")], UNKNOWN),
    ([(X, b", ".join([b"192.168.0.7", *[b"10.0.0.2"] * (MOST_PROXIES - 1)]))], FRIEND),
    ([(X, b", ".join([b"192.168.0.7", *[b"10.0.0.2"] * MOST_PROXIES]))], UNKNOWN),
]


@pytest.mark.parametrize(("headers", "caller"), NAMED)
def test_who_calls_through_a_proxy(headers: Headers, caller: str) -> None:
    assert CALLERS.caller(request(headers)) == caller
    assert CALLERS.trusts(request(headers)) is (caller == FRIEND)


def test_what_is_remembered_of_callers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "CACHE_BOUND", 10)
    trusted = TrustedCallers([], [ip_network("10.0.0.0/8")])
    for number in range(100):
        address = f"203.0.113.{number}"
        assert trusted.caller(request([(X, address.encode())])) == address
        assert not trusted.trusts(request([(X, address.encode())]))
        long = b"unknown, " * 40 + address.encode()
        assert trusted.caller(request([(X, long)])) == address
        assert len(trusted._callers) <= 10
        assert len(trusted.known) <= 10


@pytest.mark.parametrize("name", [X, F])
def test_what_a_stranger_says_of_himself_does_not_count(name: bytes) -> None:
    headers = [(name, b"for=192.168.0.7" if name == F else b"192.168.0.7")]
    assert CALLERS.caller(request(headers, STRANGER)) == STRANGER


nodes = st.sampled_from([b"127.0.0.1", b"192.168.0.7", b"10.0.0.2", b"unknown", b"", b'"', b"x;="])


@given(st.lists(nodes), st.sampled_from([X, F]))
def test_no_stranger_is_trusted_whatever_he_has_written_before_the_proxy_names_him(
    chain: list[bytes], name: bytes
) -> None:
    mark = b"for=" if name == F else b""
    value = b", ".join([*(mark + node for node in chain), mark + STRANGER.encode()])
    assert CALLERS.caller(request([(name, value)])) == STRANGER


def forwarding_headers(headers: Headers, peer: str = PROXY) -> Headers:
    return CALLERS.forwarded(request(headers, peer))


def test_a_handler_is_told_of_every_hop() -> None:
    assert forwarding_headers([]) == [(X, b"10.0.0.1")]
    assert forwarding_headers([(X, b"203.0.113.9"), (X, b"10.0.0.2")]) == [
        (X, b"203.0.113.9, 10.0.0.2, 10.0.0.1")
    ]
    both = forwarding_headers(
        [(F, b"for=203.0.113.9"), (X, b"203.0.113.9"), (b"x-real-ip", b"203.0.113.9")]
    )
    assert header(both, F) == b"for=203.0.113.9, for=10.0.0.1"
    assert header(both, X) == b"203.0.113.9, 10.0.0.1"
    assert header(both, b"x-real-ip") == b"203.0.113.9"
    assert (
        header(forwarding_headers([(F, b"for=a")], "2001:db8::1"), F)
        == b'for=a, for="[2001:db8::1]"'
    )


def test_a_handler_is_not_told_what_a_stranger_has_made_up() -> None:
    forged = [(X, b"192.168.0.7"), (F, b"for=192.168.0.7"), (b"x-real-ip", b"192.168.0.7")]
    assert forwarding_headers(forged, STRANGER) == [(X, b"203.0.113.9")]
    assert forwarding_headers(forged, "") == []
