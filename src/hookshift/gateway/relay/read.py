"""Phases 1 to 3 of a webhook: its trace, its signature, its events. Nothing here waits."""

from hookshift.core.choice import PYTHON, Keep
from hookshift.domain.errors import BadSignature
from hookshift.domain.http import Request
from hookshift.domain.routing.classify import with_headers
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import Trace, to_handler
from hookshift.gateway.relay.webhook import Source, Webhook


def read(
    request: Request,
    source: Source,
    names: Trace,
    *,
    callers: TrustedCallers,
    asked_for: frozenset[bytes],
    now: float,
    keep: Keep = PYTHON.keep,
) -> Webhook:
    """The events in a request that is signed as it must be. Raises CallerError.

    `asked_for` are the headers that rules ask for.
    """
    secret = _verified(request, source, callers)
    events = with_headers(source.provider.events(request.body), request.headers, asked_for)
    headers = to_handler(request, names, callers, keep)
    return Webhook(source, names, headers, secret, request.body, request.query, events, now)


def _verified(request: Request, source: Source, callers: TrustedCallers) -> bytes | None:
    """The secret that signed it; None if it needs no signature. Raises BadSignature."""
    try:
        return source.provider.verify(request)
    except BadSignature:
        unsigned = source.unsigned
        if unsigned is not None and unsigned.allows(request, callers.caller(request)):
            return None
        raise
