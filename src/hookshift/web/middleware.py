"""What stands before every path: bounds for bodies and for work, and headers for browsers."""

from fastapi import HTTPException
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 262_144
"""Bytes."""
MOST_AT_WORK = 200
"""Requests."""
BUSY = JSONResponse(
    {"error": "too many requests in progress: try again shortly"},
    503,
    {"Retry-After": "1"},
)
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000"}
"""For a year browsers use only https for this host; they obey it only over https."""


class Bounded:
    """Refuses a body that is larger than LARGEST_BODY while it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        size = 0

        async def receiving() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > LARGEST_BODY:
                raise HTTPException(413, f"the body exceeds {LARGEST_BODY:,} bytes")
            return message

        await self._app(scope, receiving, send)


class AtWork:
    """Refuses what comes while MOST_AT_WORK requests are at work.

    One that waits for what its client sends is not: not for the rest of a body, nor for the end of
    a stream.
    """

    def __init__(self, app: ASGIApp, most: int = MOST_AT_WORK) -> None:
        self._app = app
        self._most = most
        self._at_work = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._at_work >= self._most:
            await BUSY(scope, receive, send)
            return

        async def receiving() -> Message:
            self._at_work -= 1
            try:
                return await receive()
            finally:
                self._at_work += 1

        self._at_work += 1
        try:
            await self._app(scope, receiving, send)
        finally:
            self._at_work -= 1


class Headers:
    """Adds HEADERS to each answer, HSTS if people come by https; stands in no stream's way."""

    def __init__(self, app: ASGIApp, *, only_https: bool) -> None:
        self._app = app
        self._headers = HEADERS | (HSTS if only_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending)
