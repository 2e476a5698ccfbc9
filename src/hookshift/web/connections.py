"""The dashboard's connections: how long each may take for what, and which makes way for another.

uvicorn ends only a connection that is silent behind an answer. Here every wait for the client has a
deadline: for the first byte, from there to the end of the head, from there to the end of the body.
When all connections are taken, one that waits for its client makes way (`gateway.admission`), so
connections alone keep nobody out; what is at work is bounded by `middleware.AtWork`.
"""

import asyncio
import re
from enum import IntEnum
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hookshift.gateway.http.admission import Address, Admission, Rank

MOST_CONNECTIONS = 512
HEAD_SECONDS = 10.0
"""For the first byte, and from there to the end of the head."""
BODY_SECONDS = 10.0
"""The longest time from the end of the head to the end of the body."""


UPGRADE = re.compile(rb"\r\nupgrade:", re.IGNORECASE)
"""May be ignored (RFC 9110, 7.8). Java's HttpClient sends it with each request."""


class RequestStage(IntEnum):
    """What the next byte would be part of, in the order in which connections make way."""

    IDLE = 1
    HEAD = 2
    BODY = 3


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's connection, with deadlines and a bound; `limited` makes the class for a server."""

    admission: ClassVar[Admission]
    head_seconds: ClassVar[float]
    body_seconds: ClassVar[float]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.address: Address = ""
        self._stage = RequestStage.IDLE
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Counts it in, or ends it."""
        super().connection_made(transport)
        if self.admission.enter(self, self.client[0] if self.client else ""):
            self._wait(RequestStage.IDLE, self.head_seconds)
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Counts it out."""
        self.admission.leave(self)
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hides an offer to upgrade, behind which the parser would take no body."""
        if self._stage is not RequestStage.BODY:
            head, end, rest = data.partition(b"\r\n\r\n")
            data = UPGRADE.sub(b"\r\nX-Upgrad:", head) + end + rest
        super().data_received(data)

    def on_message_begin(self) -> None:
        """The first byte of a request is there."""
        super().on_message_begin()
        self._wait(RequestStage.HEAD, self.head_seconds)

    def on_headers_complete(self) -> None:
        """The head is there."""
        super().on_headers_complete()
        self._wait(RequestStage.BODY, self.body_seconds)

    def on_message_complete(self) -> None:
        """The body is there; the next thing to wait for is another request."""
        super().on_message_complete()
        self._wait(RequestStage.IDLE, self.head_seconds)

    def rank(self) -> Rank | None:
        """The connection's place among those that make way; None while it is at work."""
        if self._timer is None or self._is_at_work():
            return None
        return Rank(self._stage, self._timer.when())

    def make_way(self) -> None:
        """Ends at once, for another connection."""
        self.transport.abort()

    def _is_at_work(self) -> bool:
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete and not cycle.more_body

    def _wait(self, stage: RequestStage, seconds: float) -> None:
        self._stop_waiting()
        self._stage = stage
        self._timer = self.loop.call_later(seconds, self._expire, seconds)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _expire(self, seconds: float) -> None:
        if self._is_at_work():
            # It waits for us. What is behind the answer is looked at again.
            self._wait(self._stage, seconds)
        else:
            self.transport.close()


def limited(
    most: int = MOST_CONNECTIONS,
    head_seconds: float = HEAD_SECONDS,
    body_seconds: float = BODY_SECONDS,
) -> type[BoundedProtocol]:
    """The class of one server's connections, which share a bound."""

    class Limited(BoundedProtocol):
        pass

    # Behind a proxy they are all of one address, so that has no bound of its own.
    Limited.admission = Admission(most, most)
    Limited.head_seconds, Limited.body_seconds = head_seconds, body_seconds
    return Limited
