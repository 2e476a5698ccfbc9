"""Paths that take a body: it is read only from who may ask, and only if it is JSON.

FastAPI reads a body before it asks who sends it, and takes what Python takes for JSON: NaN and
Infinity, half a surrogate pair, UTF-16. None of these can be written back as JSON or to PostgreSQL.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.routing import APIRoute
from pydantic_core import from_json

from hookshift.web.answers import ERRORS, INVALID

Check = Callable[[Request], Awaitable[None]]
Handle = Callable[..., Awaitable[Response]]


class _Strict(Request):
    """A request whose body is JSON as RFC 8259 has it, in UTF-8."""

    async def json(self) -> Any:
        """The body. Raises HTTPException: it says where JSON ends, and quotes nothing."""
        try:
            return from_json(await self.body(), allow_inf_nan=False)
        except ValueError as error:
            raise HTTPException(400, f"the body is not JSON: {error}") from None


def checked(check: Check) -> type[APIRoute]:
    """A route that calls `check`, which may raise, before a byte of the body is read."""

    class Checked(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handling(request: Request) -> Response:
                await check(request)
                return await handle(_Strict(request.scope, request.receive))

            return handling

    return Checked


def posting(
    path: str,
    may: Check,
    handle: Handle,
    *,
    summary: str,
    description: str,
    model: Any,
    name: str = "",
) -> APIRouter:
    """The route `POST /api/v1/{path}`: `may` refuses callers, `handle` answers with `model`."""
    router = APIRouter(route_class=checked(may))
    router.add_api_route(
        f"/api/v1/{path}",
        handle,
        methods=["POST"],
        name=name or path.replace("/", "_"),
        summary=summary,
        description=description,
        responses={**ERRORS, **INVALID},
        response_model=model,
    )
    return router
