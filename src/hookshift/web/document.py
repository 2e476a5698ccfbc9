"""The OpenAPI document: what FastAPI makes of the paths, and how one says who one is."""

from collections.abc import Collection
from typing import Any

from fastapi import FastAPI

from hookshift.web.access import COOKIE, CSRF_HEADER
from hookshift.web.answers import error_schemas

SCHEMES: dict[str, Any] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "Created by `hookshift token create`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "A browser's session cookie; over https its name has the prefix __Host-.",
    },
    "page": {
        "type": "apiKey",
        "in": "header",
        "name": CSRF_HEADER,
        "description": "The value that the session's login returned beside the cookie.",
    },
}
KNOWN: list[dict[str, list[str]]] = [{"token": []}, {"session": [], "page": []}]
ANYBODY: dict[str, list[str]] = {}
_OPTIONAL = ("/api/v1/me", "/api/v1/session")
"""Whoever one is."""


def complete(app: FastAPI, looking: Collection[str], *, is_open: bool) -> None:
    """Completes the document whenever it is made; `is_open` if anybody may look.

    `looking` are paths that only look though they are asked by POST.

    FastAPI makes it anew when a path is added, so it is completed where it is asked for.
    """
    make = app.openapi

    def openapi() -> dict[str, Any]:
        made = make()
        made["components"]["securitySchemes"] = SCHEMES
        schemas = made["components"]["schemas"] | error_schemas()
        made["components"]["schemas"] = dict(sorted(schemas.items()))
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                looks = method == "get" or path in looking
                optional = path in _OPTIONAL or (is_open and looks)
                operation["security"] = [*KNOWN, ANYBODY] if optional else KNOWN
        return made

    app.openapi = openapi  # type: ignore[method-assign]
