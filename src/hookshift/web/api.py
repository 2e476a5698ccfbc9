"""The paths of the dashboard and its API; `steering` adds those that change something."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from hookshift import __version__
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.store.database import Connection
from hookshift.web.access import Access, Refused
from hookshift.web.answers import ERRORS, INVALID, answer, failed, invalid, refused
from hookshift.web.audit import Audit
from hookshift.web.by_body import LOOKING, add_by_body
from hookshift.web.database import Databases
from hookshift.web.decisions import add_decisions
from hookshift.web.document import complete
from hookshift.web.encoding import encoded
from hookshift.web.handler_calls import add_handler_calls
from hookshift.web.hosts import HEALTH, Hosts
from hookshift.web.live import Live
from hookshift.web.metrics import page
from hookshift.web.middleware import AtWork, Bounded, Headers
from hookshift.web.overview import Overview
from hookshift.web.past import add_past
from hookshift.web.questions import add_questions
from hookshift.web.schemas import Overview as Seen
from hookshift.web.schemas import Series
from hookshift.web.series import LONGEST, Curves
from hookshift.web.sessions import add_sessions
from hookshift.web.steering import add_changes

log = logging.getLogger(__name__)

LONGEST_MINUTES = int(LONGEST // 60)
LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
CHECK_SECONDS = 30.0
"""How often a viewer who stays must be somebody who may look."""


def application(settings: Settings, databases: Databases) -> FastAPI:
    """What is served on the control port."""

    overview, database = Overview(settings), databases.quick

    async def frame() -> bytes:
        return encoded(await database.run(overview.read))

    live = Live(frame)
    public_url = settings.control.public_url
    audit = Audit()
    access = Access(
        database,
        audit,
        is_open=public_url is None,
        idle_seconds=settings.control.session_idle_timeout,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await live.stop()

    app = FastAPI(
        title="hookshift", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        # A redirect would go wherever the request's Host says.
        redirect_slashes=False,
        servers=[{"url": public_url or "/"}],
        license_info=LICENSE,
        description="What `hookshift status` and related commands show. Rates are 0 to 1, "
            "durations are in seconds, times are ISO 8601 in UTC; null means not known.",
    )  # fmt: skip
    app.add_middleware(
        Hosts, audit=audit, public_url=public_url, others=settings.control.allowed_hosts
    )
    app.add_middleware(Bounded)
    app.add_middleware(AtWork)
    app.add_middleware(Headers, only_https=public_url is not None)
    app.add_exception_handler(OperatorError, failed)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)
    app.include_router(_looking(settings, databases, live, access, overview))
    add_sessions(app, access, audit, public_url)
    add_changes(app, settings, database, access, audit)
    add_handler_calls(app, settings, databases.handlers, access, audit)
    add_by_body(app, settings, databases.slow, access, audit)
    complete(app, LOOKING, is_open=public_url is None)
    static = resources.files("hookshift.web").joinpath("static")

    @app.get(HEALTH, include_in_schema=False)
    async def get_health() -> dict[str, bool]:
        return {"ok": True}

    app.mount("/", StaticFiles(directory=str(static), html=True))
    return app


def _looking(
    settings: Settings, databases: Databases, live: Live, access: Access, overview: Overview
) -> APIRouter:
    reader = databases.quick

    async def looks(request: Request) -> None:
        await access.caller(request)

    curves = Curves()
    may_look: dict[int | str, dict[str, Any]] = {key: ERRORS[key] for key in (401, 429, 503)}
    app = APIRouter(dependencies=[Depends(looks)], responses=may_look)

    @app.get("/api/v1/overview", response_model=Seen)
    async def get_overview() -> Response:
        """Everything that the page shows at this moment."""
        return answer(await live.read())

    @app.get("/api/v1/series", response_model=Series, responses=INVALID)
    async def get_series(
        minutes: Annotated[int, Query(ge=1, le=LONGEST_MINUTES)] = 60,
    ) -> Response:
        """Requests, errors and times by step, domain and side."""

        async def read(connection: Connection) -> dict[str, Any]:
            return await curves.read(connection, minutes * 60.0)

        return answer(encoded(await reader.run(read)))

    add_decisions(app, settings, reader)
    add_past(app, reader)
    add_questions(app, settings, databases, access)

    @app.get("/api/v1/stream", response_class=StreamingResponse, responses=EVENTS)
    async def get_stream(request: Request) -> Response:
        """The overview as server-sent events, sent again whenever it is read."""
        live.admit()

        async def events() -> AsyncIterator[bytes]:
            yield b"retry: 2000\n\n"
            checked = monotonic()
            async for frame in live.frames():
                if monotonic() - checked > CHECK_SECONDS:
                    # Whoever may not look any more does not go on looking.
                    try:
                        await looks(request)
                        checked = monotonic()
                    except Refused:
                        return
                    except OperatorError as error:
                        log.warning("cannot check a viewer's token: %s", error)
                yield b"data: " + frame + b"\n\n"

        # An nginx that speaks TLS would gather 16 KiB, several frames, before it passes any on.
        unbuffered = {"X-Accel-Buffering": "no"}
        return StreamingResponse(events(), media_type="text/event-stream", headers=unbuffered)

    @app.get("/metrics", include_in_schema=False)
    async def get_metrics() -> Response:
        seen = await reader.run(overview.read)
        return Response(page(seen), media_type=CONTENT_TYPE_LATEST)

    return app
