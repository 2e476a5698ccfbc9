"""One request to a handler, and who gets its outcome: a future, or a callback."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from hookshift.domain.errors import GatewayError, HandlerError
from hookshift.domain.http import Response

if TYPE_CHECKING:
    from hookshift.gateway.upstream.resolver import ResolvedAddress

Ended = Callable[[Response | HandlerError | GatewayError | Awaitable[Response]], None]
"""Called once with how a request ended; an Awaitable: its answer must still be waited for."""


class InFlight(Protocol):
    """What the compiled core has sent over a connection: a webhook, or a durable delivery."""

    out: bytes
    """The request, `head_bytes` of it its head."""
    head_bytes: int
    sent: float
    """When it was sent, by the event loop's clock."""

    def landed(self) -> Ended:
        """Leaves the rest to the general way; returns who gets its outcome."""


class ExchangeConnection(Protocol):
    """The connection that a request was sent over."""

    def abandon(self, exchange: "Exchange", /) -> None:
        """Called when nobody waits for the answer any more."""


class AnswerSink(Protocol):
    """Where an answer goes: an `asyncio.Future`, or a `CallbackAnswer`."""

    def done(self) -> bool:
        """Whether the outcome was delivered, or nobody waits for it any more."""

    def set_result(self, result: Response | None, /) -> None:
        """The answer; None where a fresh connection may be opened."""

    def set_exception(self, exception: HandlerError | GatewayError, /) -> None:
        """There will be no answer."""


class CallbackAnswer:
    """An answer that no task waits for. `retry` gives what must be awaited for a second try."""

    __slots__ = ("_ended", "_retry")

    def __init__(self, ended: Ended, retry: Callable[[], Awaitable[Response]]) -> None:
        self._ended: Ended | None = ended
        self._retry: Callable[[], Awaitable[Response]] | None = retry

    def done(self) -> bool:
        """As `AnswerSink`."""
        return self._ended is None

    def set_result(self, result: Response | None, /) -> None:
        """As `AnswerSink`."""
        ended, retry = self._ended, self._retry
        assert ended is not None
        assert retry is not None
        # Both lead back here: a cycle would be left to the garbage collector, for each request.
        self._ended = self._retry = None
        ended(retry() if result is None else result)

    def set_exception(self, exception: HandlerError | GatewayError, /) -> None:
        """As `AnswerSink`."""
        ended = self._ended
        assert ended is not None
        self._ended = self._retry = None
        ended(exception)


class Exchange:
    """One request while it waits for a connection and for its answer."""

    __slots__ = (
        "answer",
        "avoid",
        "body",
        "connection",
        "due",
        "head",
        "holds_slot",
        "looking_up",
        "sent",
        "wait_due",
    )

    def __init__(
        self,
        head: bytes,
        body: bytes,
        answer: AnswerSink,
        wait_due: float,
        due: float,
    ) -> None:
        """Times are the loop's. `answer` gives None where a fresh connection may be opened."""
        self.head = head
        self.body = body
        self.answer = answer
        self.wait_due = wait_due
        self.due = due
        self.connection: ExchangeConnection | None = None
        self.holds_slot = False
        """Whether it holds a slot, to open a connection with or to give back."""
        self.sent = False
        self.looking_up = False
        """Whether the handler's name is being looked up, or was when its last attempt ended."""
        self.avoid: ResolvedAddress | None = None
        """The address that it was sent to without an answer; the retry begins at another."""
