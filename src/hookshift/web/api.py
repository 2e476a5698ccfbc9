"""The paths of the dashboard and its API; `steering` adds those that change something."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hookshift import __version__
from hookshift.config.model import Settings
from hookshift.domain.errors import OperatorError
from hookshift.store.database import Connection
from hookshift.store.decisions import Wanted, latest
from hookshift.store.errors import DatabaseAway
from hookshift.web.access import Access, Refused
from hookshift.web.database import Database
from hookshift.web.encoding import encoded
from hookshift.web.live import Live, TooManyViewers
from hookshift.web.metrics import page
from hookshift.web.overview import overview
from hookshift.web.series import series
from hookshift.web.steering import add_changes

LONGEST_MINUTES = 7 * 24 * 60
LONGEST_SEARCH = 24 * 60
LONGEST_TEXT = 300
MOST_DECISIONS = 500
LARGEST_BODY = 262_144
"""Bytes."""
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]


def application(settings: Settings, database: Database) -> FastAPI:
    """What is served on the control port."""

    async def everything() -> bytes:
        return encoded(await database.run(lambda connection: overview(connection, settings)))

    live = Live(everything)
    access = Access(database)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await live.stop()

    app = FastAPI(
        title="hookshift", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        description="What `hookshift status` and its siblings show. Rates are 0 to 1, durations"
        " seconds, times ISO 8601 in UTC; null is not known.",
    )  # fmt: skip
    # Another site's page cannot make its own name mean this machine (DNS rebinding).
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_LOOPBACK)
    app.add_middleware(_Bounded)
    app.add_middleware(_Headers)
    app.add_exception_handler(OperatorError, failed)
    _add_paths(app, settings, database, live)
    add_changes(app, settings, database, access)
    static = resources.files("hookshift.web").joinpath("static")
    app.mount("/", StaticFiles(directory=str(static), html=True))
    return app


def _add_paths(app: FastAPI, settings: Settings, reader: Database, live: Live) -> None:
    @app.get("/api/v1/overview", response_class=JSONResponse)
    async def get_overview() -> Response:
        """Everything that the page shows, as of now."""
        return _json(await live.read())

    @app.get("/api/v1/series", response_class=JSONResponse)
    async def get_series(
        minutes: Annotated[int, Query(ge=1, le=LONGEST_MINUTES)] = 60,
    ) -> Response:
        """Requests, errors and times by step, domain and side."""

        async def read(connection: Connection) -> dict[str, Any]:
            return await series(connection, minutes * 60.0)

        return _json(encoded(await reader.run(read)))

    @app.get("/api/v1/decisions", response_class=JSONResponse)
    async def get_decisions(
        *,
        minutes: Annotated[int, Query(ge=1, le=LONGEST_SEARCH)] = 60,
        message_id: Annotated[str | None, Query(max_length=LONGEST_TEXT)] = None,
        correlation_id: Annotated[str | None, Query(max_length=LONGEST_TEXT)] = None,
        from_number: Annotated[str | None, Query(max_length=LONGEST_TEXT)] = None,
        domain: Annotated[str | None, Query(max_length=LONGEST_TEXT)] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_DECISIONS)] = 50,
    ) -> Response:
        """The latest decisions, and why; `from_number` as it is recorded."""
        texts = [each or None for each in (message_id, correlation_id, from_number, domain)]
        wanted = Wanted(minutes, *texts)

        async def read(connection: Connection) -> list[dict[str, Any]]:
            return [row._asdict() for row in await latest(connection, wanted, limit)]

        return _json(encoded(await reader.run(read)))

    @app.get("/api/v1/stream", response_class=StreamingResponse)
    async def get_stream() -> Response:
        """Server-sent events: the overview, again and again."""
        live.admit()

        async def events() -> AsyncIterator[bytes]:
            yield b"retry: 2000\n\n"
            async for frame in live.frames():
                yield b"data: " + frame + b"\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    @app.get("/metrics", include_in_schema=False)
    async def get_metrics() -> Response:
        seen = await reader.run(lambda connection: overview(connection, settings))
        return Response(page(seen), media_type=CONTENT_TYPE_LATEST)

    @app.get("/healthz", include_in_schema=False)
    async def get_health() -> dict[str, bool]:
        return {"ok": True}


class _Bounded:
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
                raise HTTPException(413, f"a body has at most {LARGEST_BODY:,} bytes")
            return message

        await self._app(scope, receiving, send)


class _Headers:
    """Adds HEADERS to each answer, and stands in no stream's way."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending)


async def failed(_request: Request, error: Exception) -> Response:
    """What the installation, or the caller, has wrong."""
    away = isinstance(error, DatabaseAway | TooManyViewers)
    status = error.status if isinstance(error, Refused) else 503 if away else 500
    return JSONResponse({"error": str(error)}, status_code=status)


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
