"""The OpenAPI document: what FastAPI makes of the paths, and how one says who one is."""

from typing import Any

from fastapi import FastAPI

from hookshift.web.access import COOKIE, CSRF_HEADER

SCHEMES: dict[str, Any] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "Made by `hookshift token make`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": f"A browser's; what changes something takes {CSRF_HEADER}, too. Over https "
        "its name has the prefix __Host-.",
    },
}
_ANYBODY = ("/api/v1/me", "/api/v1/session")
"""Whoever one is."""


def complete(app: FastAPI, *, is_open: bool) -> None:
    """Once all paths are there; `is_open` if anybody may look."""
    made = app.openapi()
    made["components"]["securitySchemes"] = SCHEMES
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            if path not in _ANYBODY and not (is_open and method == "get"):
                operation["security"] = [{name: []} for name in SCHEMES]
    app.openapi_schema = made
