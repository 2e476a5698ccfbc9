"""Log lines for an operator's audit: who logged in, who was refused, what was changed.

Refusals cost the caller nothing, and handlers call often: only MOST_REFUSALS a minute of each are
logged, and then the number of those that were not. The log escapes line breaks, so no caller can
forge a line.
"""

import logging
import time
from collections.abc import Callable

from starlette.requests import HTTPConnection

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

MOST_REFUSALS = 60
WITHIN_SECONDS = 60.0


def address(request: HTTPConnection) -> str:
    """The caller's address; uvicorn believes a proxy on this machine."""
    return request.client.host if request.client else "somewhere"


class Audit:
    """The audit log of one dashboard."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._refusals = _Rationed(logging.WARNING, "refusals", monotonic)
        self._handovers = _Rationed(logging.INFO, "calls of handlers", monotonic)

    def refused(self, request: HTTPConnection, what: str, why: str) -> None:
        """Logs that a request was refused."""
        self._refusals.log("%s was refused: %s (from %s)", what, why, address(request))

    def handed_over(self, request: HTTPConnection, what: str, who: str, reason: str) -> None:
        """Logs what a handler has said of a conversation, not whose that is."""
        self._handovers.log("%s by %s: %s (from %s)", what, who, reason, address(request))

    def logged_in(self, request: HTTPConnection, name: str, role: str) -> None:
        """Logs that a browser's session has begun."""
        log.info("%s (%s) logged in from %s", name, role, address(request))

    def logged_out(self, request: HTTPConnection, name: str) -> None:
        """Logs that a browser's session has ended."""
        log.info("%s logged out from %s", name, address(request))

    def changed(self, request: HTTPConnection, what: str, who: str, reason: str) -> None:
        """Logs a change that was carried out."""
        log.info("%s by %s: %s (from %s)", what, who, reason, address(request))

    def failed(self, request: HTTPConnection, what: str, who: str, why: str) -> None:
        """Logs a change that the caller was allowed to make and that failed."""
        log.warning("%s by %s failed: %s (from %s)", what, who, why, address(request))


class _Rationed:
    """Lines of one kind: MOST_REFUSALS a minute, and then how many were left out."""

    def __init__(self, level: int, kind: str, monotonic: Callable[[], float]) -> None:
        self._level = level
        self._kind = kind
        self._monotonic = monotonic
        self._since = -WITHIN_SECONDS
        self._written = self._left_out = 0

    def log(self, text: str, *values: str) -> None:
        """Logs it, unless there were too many."""
        now = self._monotonic()
        if now - self._since >= WITHIN_SECONDS:
            if self._left_out:
                log.log(self._level, "%d more %s were not logged", self._left_out, self._kind)
            self._since, self._written, self._left_out = now, 0, 0
        if self._written == MOST_REFUSALS:
            self._left_out += 1
            return
        self._written += 1
        log.log(self._level, text, *values)
