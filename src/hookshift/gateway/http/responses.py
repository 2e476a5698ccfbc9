"""What goes back on the wire: answers, errors as JSON, and what the server itself refuses."""

import logging
from http import HTTPStatus

from hookshift.core.choice import Join
from hookshift.domain.errors import CallerError, GatewayError, HandlerError
from hookshift.domain.http import Response, joined, json_error

logger = logging.getLogger(__name__)

RETRY_SOON = (b"retry-after", b"1")
CLOSE = b"connection: close\r\n"
KEEP_ALIVE = b"connection: keep-alive\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}
SERVERS_OWN = frozenset(
    {b"content-length", b"transfer-encoding", b"connection", b"keep-alive", b"date"}
)
"""Headers that an application's answer cannot set: they are the server's to write."""
WITHOUT_BODY = frozenset({204, 304})


class Refusal(Exception):
    """A request that the server refuses by itself.

    `closes` is False only where it is certain where the next request begins.
    """

    def __init__(
        self, status: int, code: str, message: str, *, closes: bool = True, retry: bool = False
    ) -> None:
        super().__init__(message)
        self.code = code
        self.closes = closes
        self.response = json_error(status, code, message, [RETRY_SOON] if retry else ())


class EarlyAnswer(Exception):
    """The application answered from the head alone; `closes` as in `Refusal`."""

    def __init__(self, response: Response, *, closes: bool) -> None:
        super().__init__(response.status)
        self.response = response
        self.closes = closes


def from_exception(exc: Exception) -> Response:
    """The answer to a request whose handling raised; unexpected errors are logged, not shown."""
    match exc:
        case CallerError() | HandlerError():
            return json_error(exc.status, exc.code, str(exc))
        case GatewayError():
            return json_error(exc.status, exc.code, str(exc), [RETRY_SOON])
        case _:
            logger.error("Unexpected error in a request", exc_info=exc)
            return json_error(
                500, "internal_error", "the gateway failed, its log says why; send again"
            )


def encode(
    response: Response, date: bytes, connection: bytes, *, with_body: bool, join: Join = joined
) -> bytes:
    """The answer's bytes. `date` and `connection` are whole header lines or empty."""
    status, headers, body, _ = response
    first = (STATUS_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status) + date
    if status in WITHOUT_BODY:
        return join(first, headers, SERVERS_OWN, connection + b"\r\n", False)
    last = b"content-length: %d\r\n%b\r\n%b" % (len(body), connection, body if with_body else b"")
    return join(first, headers, SERVERS_OWN, last, False)
