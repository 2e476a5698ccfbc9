"""The transport's side of a connection: pauses, and the ways to end.

A connection is open; then lingers (the answer is out, our side is shut, what still comes in is
discarded, so that the client reads the answer instead of a reset); then is closed. Each wait has
a deadline, which the server's sweep checks.
"""

import asyncio
from enum import Enum, auto
from math import inf
from typing import cast

from hookshift.core.connections import FrameClient
from hookshift.gateway.http.shared import Shared

LINGER_SECONDS = 1.0
LINGER_BYTES = 4 * 2**20
"""More than a WhatsApp body has, so that a client refused early can finish sending."""


class ConnectionPhase(Enum):
    """The phases of a connection's life."""

    OPEN = auto()
    LINGERING = auto()
    CLOSED = auto()


class TransportChannel(FrameClient, asyncio.Protocol):
    """A connection's transport, whatever protocol is spoken on it."""

    __slots__ = (
        "_discarded",
        "reading_paused",
        "write_paused",
    )

    transport: asyncio.Transport
    shared: Shared

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self._discarded = 0
        self.phase = ConnectionPhase.OPEN
        self.reading_paused = False
        self.write_paused = False
        """Whether the client has not yet taken all that was written."""
        self.deadline = inf
        """Loop time after which `expire` is called."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the transport over."""
        self.transport = cast("asyncio.Transport", transport)
        # Any byte that the client does not take counts as "not reading": see `pause_writing`.
        # Not 0, with which uvloop's TLS transport pauses an empty buffer and never resumes.
        self.transport.set_write_buffer_limits(high=1)

    def pause_writing(self) -> None:
        """The client does not take what was written."""
        self.at_rest = False
        self.write_paused = True
        self.wait(self.shared.timeouts.write)

    def resume_writing(self) -> None:
        """The client has taken everything."""
        self.write_paused = False
        if self.phase is ConnectionPhase.LINGERING:
            self.wait(LINGER_SECONDS)

    def finish(self, *, unread: bool) -> None:
        """Closes after the last answer; `unread`: the client may still be sending."""
        if self.eof or not unread:
            self.close()
            return
        self.at_rest, self.phase = False, ConnectionPhase.LINGERING
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.resume_reading()
        if not self.write_paused:
            self.wait(LINGER_SECONDS)

    def close(self) -> None:
        """Closes the connection as soon as all is written."""
        self.at_rest, self.phase = False, ConnectionPhase.CLOSED
        # What is still to be written goes out first; `expire` ends the wait for that.
        self.wait(self.shared.timeouts.write)
        self.transport.close()

    def abort(self) -> None:
        """Closes the connection at once, whatever was not written."""
        self.at_rest, self.phase = False, ConnectionPhase.CLOSED
        self.transport.abort()

    def discard(self, size: int) -> None:
        """Throws away what a refused client still sends, up to a bound."""
        self._discarded += size
        if self._discarded > LINGER_BYTES:
            self.abort()

    def wait(self, seconds: float) -> None:
        """Sets the deadline to `seconds` from now."""
        self.deadline = self.shared.monotonic() + seconds

    def pause_reading(self) -> None:
        """Stops reading, so that the client waits; may be called again."""
        if not self.reading_paused:
            self.reading_paused = True
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Goes on reading after `pause_reading`; may be called again."""
        if self.reading_paused:
            self.reading_paused = False
            self.transport.resume_reading()
