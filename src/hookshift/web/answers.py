"""What answers have in common: JSON, and what their statuses mean."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from hookshift.store.errors import DatabaseAway
from hookshift.web.access import Refused
from hookshift.web.live import TooManyViewers

TEXT = r"^[^\u0000]*$"
"""PostgreSQL knows no NUL."""
ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The body is no JSON."},
    401: {"description": "No token, or one that may not be used."},
    403: {"description": "The token's role may not do this, or it does not come from our page."},
    409: {"description": "It may not be done as things are; the text says why."},
    413: {"description": "The body is too large."},
    429: {"description": "Too many wrong tokens."},
    503: {"description": "PostgreSQL does not answer, or too many look at once."},
}


async def failed(_request: Request, error: Exception) -> Response:
    """What the installation, or the caller, has wrong."""
    away = isinstance(error, DatabaseAway | TooManyViewers)
    status = error.status if isinstance(error, Refused) else 503 if away else 500
    return JSONResponse({"error": str(error)}, status_code=status)


def answer(body: bytes, status: int = 200) -> Response:
    """JSON that is encoded already."""
    return Response(body, status, media_type="application/json")
