"""Keeps one handler from taking all that handlers share: requests in progress and their bodies.

A handler that never answers holds every request that it gets until a time limit ends it. So it may
hold no more than is still free: alone at most half of `in_flight` and `buffered_bytes`; of two that
hang, a third each; of n, as much as they leave free. Whatever hangs, there is room for the others,
and a handler that nobody competes with has half of everything for a burst. (In the buffers of
switches this is known as a dynamic threshold.) Only what is relayed counts: durable webhooks hold
nothing while they are delivered.
"""

from hookshift.core.connections import FrameHeld
from hookshift.domain.errors import HandlerSaturated
from hookshift.gateway.http.limits import Load, ServerLimits


class Bulkheads:
    """The bulkheads of all handlers of one worker; `load` includes the request that asks."""

    def __init__(self, limits: ServerLimits, load: Load) -> None:
        self._limits = limits
        self.load = self._load = load
        self._held: dict[str, FrameHeld] = {}

    def enter(self, handler: str, size: int) -> None:
        """A request whose body has `size` bytes goes to `handler`. Raises HandlerSaturated."""
        held = self.held(handler)
        load, limits = self._load, self._limits
        if held.requests > limits.in_flight - load.in_flight:
            raise HandlerSaturated(_text(handler, f"{held.requests} requests", "in_flight"))
        if held.bytes > limits.buffered_bytes - load.buffered_bytes:
            raise HandlerSaturated(_text(handler, f"{held.bytes:,} bytes", "buffered_bytes"))
        held.requests += 1
        held.bytes += size

    def held(self, handler: str) -> FrameHeld:
        """What `handler` holds; the compiled core counts on it, too."""
        held = self._held.get(handler)
        if held is None:
            held = self._held[handler] = FrameHeld()
        return held

    def has_room(self, handler: str) -> bool:
        """Whether `enter` would let another request pass."""
        held = self._held.get(handler)
        if held is None:
            return True
        load, limits = self._load, self._limits
        return (
            held.requests <= limits.in_flight - load.in_flight
            and held.bytes <= limits.buffered_bytes - load.buffered_bytes
        )

    def leave(self, handler: str, size: int) -> None:
        """Counts one request of `size` bytes to `handler` less."""
        held = self._held[handler]
        held.requests -= 1
        held.bytes -= size


def _text(handler: str, what: str, limit: str) -> str:
    return (
        f"handler {handler}: it has not answered {what}, more than are left for other handlers; "
        f"find out why it is slow, or raise gateway.limits.{limit}"
    )
