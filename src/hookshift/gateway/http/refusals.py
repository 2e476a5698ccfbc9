"""Refusals by a server's own bounds; `head` and `chunked` refuse by syntax."""

from hookshift.gateway.http.responses import Refusal


def too_many_connections() -> Refusal:
    """A connection beyond the limit."""
    return Refusal(
        503,
        "too_many_connections",
        "all connections allowed for your address are busy; send again shortly",
        retry=True,
    )


def too_many_requests() -> Refusal:
    """A request beyond those in flight; its connection can go on."""
    return Refusal(
        503,
        "too_many_requests",
        "the gateway has reached its limit of requests in progress; send again shortly",
        closes=False,
        retry=True,
    )


def buffers_full() -> Refusal:
    """Bytes beyond those held for all connections."""
    return Refusal(
        503,
        "buffers_full",
        "the gateway has reached its limit of buffered bytes; send again shortly",
        retry=True,
    )


def headers_too_slow(seconds: float) -> Refusal:
    """A head that did not end in time."""
    return Refusal(
        408,
        "headers_too_slow",
        f"the headers were not complete {seconds:g} s after the first byte; send again",
    )


def body_too_slow(seconds: float) -> Refusal:
    """A body that did not end in time."""
    return Refusal(
        408,
        "body_too_slow",
        f"the body was not complete {seconds:g} s after the headers; send again",
    )


def truncated() -> Refusal:
    """A client that stopped sending in the middle of a request."""
    return Refusal(400, "truncated_request", "the request ended early; send all of it again")
