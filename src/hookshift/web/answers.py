"""What answers have in common: JSON, and what their statuses mean."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
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
INVALID: dict[int | str, dict[str, Any]] = {
    422: {"description": "A value is invalid; `detail` says which and why."}
}
SCHEMA = "#/components/schemas/{model}"


def _said_as(answers: dict[int | str, dict[str, Any]], model: type[BaseModel]) -> None:
    """They say `model`, which the document describes once (`error_schemas`).

    Given as a `model` to FastAPI it would be built anew for every status of every path, which
    was most of the time that a dashboard took to start.
    """
    schema = {"$ref": SCHEMA.format(model=model.__name__)}
    for each in answers.values():
        each["content"] = {"application/json": {"schema": schema}}


_said_as(ERRORS, Error)
_said_as(INVALID, Invalid)


def error_schemas() -> dict[str, Any]:
    """What ERRORS and INVALID refer to, by name."""
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "serialization") for model in (Error, Invalid)
    ]
    _, found = models_json_schema(wanted, ref_template=SCHEMA)
    schemas: dict[str, Any] = found["$defs"]
    return schemas


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
    faults = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in detail)
    return JSONResponse({"error": faults[:MOST_SAID], "detail": detail}, status_code=422)


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
