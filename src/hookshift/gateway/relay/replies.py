"""What providers are answered where it is not a handler's own answer."""

import msgspec

from hookshift.domain.delivery.delivery import Outcome, succeeded
from hookshift.domain.errors import (
    HandlerBroken,
    HandlerSaturated,
    HandlerTimeout,
    HandlerUnreachable,
)
from hookshift.domain.http import Headers, Response
from hookshift.gateway.headers import Trace

PUBLIC_TEXT = {
    HandlerUnreachable.code: "the handler cannot be reached; send again",
    HandlerTimeout.code: "the handler did not answer in time; send again",
    HandlerBroken.code: "the handler broke off or did not answer in HTTP; send again",
    HandlerSaturated.code: "the handler is busy; send again",
}
"""Error texts for callers; address and reason go to the log row only."""

INBOX_TEXT = "it cannot be written down now; send again"
ACCEPTED = Response(200, [(b"content-type", b"application/json")], b'{"success":true}')
"""To what was written down, or was delivered before."""


def severity(outcome: Outcome) -> int:
    """Orders outcomes from good to bad by the status that the provider would hear."""
    return 0 if succeeded(outcome) else failure_status(outcome)


def failure_status(outcome: Outcome) -> int:
    """What the provider hears of a failure, never success: 502 for a 2xx that counts as one."""
    return 502 if 200 <= outcome.status < 300 else outcome.status


def refusal(message: str, status: int, code: str, names: Trace) -> Response:
    """An error as the provider sees it, with what is needed to find it again."""
    body = msgspec.json.encode(
        {"error": code, "message": message, "correlation_id": names.correlation_id}
    )
    headers: Headers = [
        (b"content-type", b"application/json"),
        (b"x-correlation-id", names.correlation_id.encode("ascii")),
    ]
    if status == 503:
        headers.append((b"retry-after", b"1"))
    return Response(status, headers, body)


def all_delivered(parts: int) -> Response:
    """A body went to several handlers, and all of them have it."""
    body = msgspec.json.encode({"success": True, "parts": parts})
    return Response(200, [(b"content-type", b"application/json")], body)
