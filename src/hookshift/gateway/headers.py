"""Headers that are passed on: to a handler, and back to the provider."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hookshift.core.choice import PYTHON, Keep
from hookshift.domain.http import (
    HOP_BY_HOP,
    OF_CONVERSATIONS,
    OURS,
    Headers,
    Request,
    Response,
)
from hookshift.gateway.callers import NAMING, TrustedCallers
from hookshift.gateway.ids import IdSource
from hookshift.gateway.unsigned import TOKEN_HEADER

ROUTED_FROM = b"traffic-router"
"""The runbook's value, which handlers may already expect."""

DROPPED_FROM_REQUEST = (
    HOP_BY_HOP | OURS | NAMING | {TOKEN_HEADER, b"host", b"content-length", b"expect"}
)
LOOKED_AT = NAMING | {b"connection"}
"""Headers that are not merely kept or dropped."""
_NOT_TO_BE_MISTAKEN = DROPPED_FROM_REQUEST | {b"x-hub-signature", b"x-hub-signature-256"}
DROPPED_FROM_RESPONSE = (
    HOP_BY_HOP | OF_CONVERSATIONS | {b"content-length", b"date", b"server", b"x-correlation-id"}
)

_CORRELATION = re.compile(rb"[\x21-\x7e]{1,128}")
_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Trace(NamedTuple):
    """A webhook's correlation id and trace, in headers, log rows and the answer."""

    correlation_id: str
    traceparent: bytes
    is_given: bool = False
    """Whether the trace comes from a trusted caller."""


def trace(request: Request, trusted: TrustedCallers, ids: IdSource) -> Trace:
    """A trusted caller's own correlation id and trace where they are well formed, else new ones."""
    correlation, parent = ids.webhook()
    is_given = False
    if trusted.trusts(request):
        given = request.first.get(b"x-correlation-id")
        if given and _CORRELATION.fullmatch(given):
            correlation = given.decode("ascii")
        given = request.first.get(b"traceparent")
        if given and _TRACEPARENT.fullmatch(given):
            parent, is_given = given, True
    return Trace(correlation, parent, is_given)


def to_handler(
    request: Request, trace: Trace, trusted: TrustedCallers, keep: Keep = PYTHON.keep
) -> Headers:
    """The request's headers without those of the connection, with the trace and the caller."""
    kept = keep(request.headers, DROPPED_FROM_REQUEST, LOOKED_AT)
    if kept is None:
        kept = _kept(request, trusted)
    elif request.peer:
        # Nobody but the peer is named, so there is no need to ask whether it is a proxy.
        kept.append((b"x-forwarded-for", request.peer.encode()))
    kept += (
        (b"x-correlation-id", trace.correlation_id.encode("ascii")),
        (b"traceparent", trace.traceparent),
        (b"x-routed-from", ROUTED_FROM),
    )
    return kept


def _kept(request: Request, trusted: TrustedCallers) -> Headers:
    headers, names = request.headers, request.first
    dropped = DROPPED_FROM_REQUEST
    if b"connection" in names:
        dropped = dropped | _named(headers)
    # One search for all names: it is rare.
    if b"_" in b"".join(names):
        dropped = dropped | _mistakable(headers)
    kept = [pair for pair in headers if pair[0] not in dropped]
    if not NAMING.isdisjoint(names):
        kept += trusted.forwarded(request)
    elif request.peer:
        kept.append((b"x-forwarded-for", request.peer.encode()))
    return kept


def with_domains(headers: Headers, domains: Sequence[str]) -> Headers:
    """`headers` with `X-Webhook-Domain`: one name, or several with commas."""
    value = domains[0] if len(domains) == 1 else ", ".join(domains)
    return [*headers, (b"x-webhook-domain", value.encode())]


def replaced(headers: Headers, new: Headers) -> Headers:
    """`headers` with `new` in place of those of the same names."""
    names = {name for name, _ in new}
    return [*(pair for pair in headers if pair[0] not in names), *new]


def to_provider(response: Response, status: int, trace: Trace) -> Response:
    """A handler's answer as the provider gets it."""
    headers = [pair for pair in response.headers if pair[0] not in DROPPED_FROM_RESPONSE]
    headers.append((b"x-correlation-id", trace.correlation_id.encode("ascii")))
    return Response(status, headers, response.body)


def _named(headers: Headers) -> frozenset[bytes]:
    """The headers that `Connection` names."""
    options = [value for name, value in headers if name == b"connection"]
    if options in ([b"keep-alive"], [b"close"]):
        return frozenset()
    return frozenset(token.strip(b" \t").lower() for token in b",".join(options).split(b","))


def _mistakable(headers: Headers) -> frozenset[bytes]:
    """Names with underscores that CGI, WSGI and PHP cannot tell from another header's.

    They make `HTTP_X_EVENT_ID` of both `X-Event-Id` and `X_Event_Id`.
    """
    names = {name for name, _ in headers}
    return frozenset(
        name
        for name in names
        if b"_" in name
        and ((dashed := name.replace(b"_", b"-")) in names or dashed in _NOT_TO_BE_MISTAKEN)
    )
