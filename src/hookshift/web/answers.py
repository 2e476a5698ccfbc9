"""What answers have in common: JSON, and what their statuses mean."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from hookshift.store.errors import DatabaseAway
from hookshift.web.access import Refused
from hookshift.web.live import TooManyViewers
from hookshift.web.schemas import Error, Invalid

TEXT = r"^[^\u0000]*$"
"""PostgreSQL knows no NUL."""
MOST_SAID = 1_000
"""Characters of the sentence about a body; `detail` has them all."""
ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The body is not JSON."},
    401: {"description": "No token, or one that is unknown, revoked or expired."},
    403: {
        "description": (
            "The token's role does not permit this, or the request does not come from the "
            "dashboard's own page."
        )
    },
    409: {"description": "Not possible in the current state; `error` says why."},
    413: {"description": "The body is too large."},
    429: {"description": "Too many wrong tokens, or calls of one token."},
    503: {"description": "PostgreSQL does not answer, or too many viewers are connected."},
}
for _each in ERRORS.values():
    _each["model"] = Error
INVALID: dict[int | str, dict[str, Any]] = {
    422: {"description": "A value is invalid; `detail` says which and why.", "model": Invalid}
}


async def failed(_request: Request, error: Exception) -> Response:
    """What the installation, or the caller, has wrong."""
    away = isinstance(error, DatabaseAway | TooManyViewers)
    status = error.status if isinstance(error, Refused) else 503 if away else 500
    return JSONResponse({"error": str(error)}, status_code=status)


async def invalid(_request: Request, error: Exception) -> Response:
    """What is wrong with what was given, and where; nothing of it is repeated, not even a key."""
    assert isinstance(error, RequestValidationError)
    detail = [
        {"loc": _known(each["loc"], each["type"]), "msg": each["msg"], "type": each["type"]}
        for each in error.errors()
    ]
    said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in detail)
    return JSONResponse({"error": said[:MOST_SAID], "detail": detail}, status_code=422)


def _known(location: Sequence[int | str], kind: str) -> list[int | str]:
    """The part of a location that is not the sender's own word."""
    return list(location[:-1] if kind == "extra_forbidden" else location)


async def refused(_request: Request, error: Exception) -> Response:
    """What the framework refuses, as we say it: no such path, a method, the body's size."""
    assert isinstance(error, HTTPException)
    return JSONResponse(
        {"error": error.detail}, status_code=error.status_code, headers=error.headers
    )


def answer(body: bytes, status: int = 200) -> Response:
    """JSON that is encoded already."""
    return Response(body, status, media_type="application/json")
