"""Requests that wait for a connection to a handler, in the order in which they came."""

from collections import deque

from hookshift.domain.errors import HandlerSaturated
from hookshift.gateway.upstream.exchange import Exchange


class Waiters(deque[Exchange]):
    """The line for one handler: `most` requests at most, each until its `wait_due`."""

    def __init__(self, handler: str, most: int, connections: int, seconds: float) -> None:
        """Messages name the handler, its number of connections, and the seconds a request waits."""
        super().__init__()
        self._handler = handler
        self._most = most
        self._connections = connections
        self._seconds = seconds

    def join(self, exchange: Exchange) -> None:
        """Appends a request. Raises HandlerSaturated when the line is full."""
        if len(self) >= self._most:
            raise HandlerSaturated(
                f"handler {self._handler}: all {self._connections} connections are busy and "
                f"{self._most} requests wait already; send again later, or raise "
                "upstream.connections"
            )
        self.append(exchange)

    def leave(self, exchange: Exchange) -> None:
        """Removes a request whose sender has gone; does nothing if it does not wait."""
        if exchange in self:
            self.remove(exchange)

    def first(self) -> Exchange | None:
        """Takes out the next request that is still wanted; None if there is none."""
        while self:
            exchange = self.popleft()
            if not exchange.answer.done():
                return exchange
        return None

    def expire(self, now: float) -> None:
        """Fails requests that have waited too long; nothing of them will be sent."""
        while self and self[0].wait_due <= now:
            exchange = self.popleft()
            if not exchange.answer.done():
                exchange.answer.set_exception(
                    HandlerSaturated(
                        f"handler {self._handler}: no connection became free within "
                        f"{self._seconds:g} s; send again later, or raise upstream.connections"
                    )
                )

    def refuse(self) -> None:
        """Fails all requests, because hookshift stops."""
        while (exchange := self.first()) is not None:
            exchange.answer.set_exception(stopping(self._handler))


def stopping(handler: str) -> HandlerSaturated:
    """The error of a request that came too late to be sent."""
    return HandlerSaturated(f"handler {handler}: hookshift is stopping; send again")
